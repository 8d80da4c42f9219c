using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>
/// A visitor who has signed in at the site: its own server vouches for them with a JWT, signed by HS256 with the channel's identity secret. Only that one
/// algorithm is accepted, whatever the token's head says.
/// </summary>
public sealed record SignedIn(string Email, string? Name, string? Subject)
{
    private const int LengthMax = 8_192;
    private const int EmailLengthMax = 320;
    private const int NameLengthMax = 200;
    private const int SubjectLengthMax = 200;

    /// <summary>The site's clock may be off by so much.</summary>
    private const int SkewSeconds = 60;

    /// <summary>What a site's server does; here for the demo's page.</summary>
    public static string Sign(string secret, string email, string name, string subject, DateTimeOffset expires)
    {
        var said = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8) + "."
            + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { email, name, sub = subject, exp = expires.ToUnixTimeSeconds() }));
        return $"{said}.{Base64Url.EncodeToString(Signature(secret, said))}";
    }

    /// <summary>Whom the token vouches for. Refuses one that is not the site's, says nothing useful, or is too old.</summary>
    public static SignedIn Of(string jwt, string secret, DateTimeOffset now)
    {
        var parts = jwt.Split('.');
        if (jwt.Length > LengthMax || parts.Length != 3 || Text(Claims(parts[0]), "alg", 20) != "HS256") throw Wrong("is no JWT signed with HS256");
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Base64Url.TryDecodeFromChars(parts[2], shown, out var length) || length != shown.Length
            || !CryptographicOperations.FixedTimeEquals(shown, Signature(secret, $"{parts[0]}.{parts[1]}")))
            throw Wrong("is not signed with this channel's identity secret");

        var claims = Claims(parts[1]);
        if (Seconds(claims, "exp") is not { } expires) throw Wrong("has no exp");
        if (expires + SkewSeconds <= now.ToUnixTimeSeconds()) throw new Refusal(401, "user_token_expired", "The user token is too old. The site's server makes a new one with every page.");
        if (Seconds(claims, "nbf") is { } from && from - SkewSeconds > now.ToUnixTimeSeconds()) throw Wrong("is not good yet");
        return Text(claims, "email", EmailLengthMax) is { } email && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < email.Length - 1
            ? new SignedIn(email, Text(claims, "name", NameLengthMax), Text(claims, "sub", SubjectLengthMax)) : throw Wrong("has no claim email that is an address");
    }

    private static byte[] Signature(string secret, string said) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(said));

    private static JsonElement Claims(string part)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : default;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException)
        {
            throw Wrong("can't be read");
        }
    }

    private static string? Text(JsonElement claims, string name, int lengthMax) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString()?.Trim() is { Length: > 0 } text && text.Length <= lengthMax && !text.Any(char.IsControl) ? text : null;

    private static long? Seconds(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            && Math.Abs(seconds) < 1e12 ? (long)seconds : null;

    private static Refusal Wrong(string why) => new(401, "invalid_user_token", $"The user token {why}.");
}
