using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Crm;

/// <summary>
/// A code that was sent to find out whether an address is the visitor's. Pure: decides what a try comes to. The six digits follow from a key of ours,
/// the conversation and the number of the code, so they are stored nowhere and a letter that has to be sent again says the same.
/// </summary>
internal sealed record VerificationCode
{
    public const int CodesMax = 3;
    public const int TriesMax = 3;
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public required int N { get; init; }
    public required string Email { get; init; }
    public required byte[] CodeHash { get; init; }
    public int Tries { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What a try comes to.</summary>
    public enum Outcome { Right, Wrong, Expired, TooOften }

    public static string Digits(byte[] key, Guid conversationId, int n)
    {
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"code:{conversationId:D}:{n}"));
        return (BitConverter.ToUInt64(mac) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>What is stored of it: useless without our key.</summary>
    public static byte[] Hash(byte[] key, Guid conversationId, string digits) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"hash:{conversationId:D}:{digits}"));

    public Outcome Try(byte[] hash, DateTimeOffset now) =>
        now >= ExpiresAt ? Outcome.Expired
        : Tries >= TriesMax ? Outcome.TooOften
        : CryptographicOperations.FixedTimeEquals(hash, CodeHash) ? Outcome.Right
        : Outcome.Wrong;

    /// <summary>The six digits that somebody typed, however they spaced them.</summary>
    public static string Typed(string text) => new([.. text.Where(char.IsAsciiDigit)]);
}
