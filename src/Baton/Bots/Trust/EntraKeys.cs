using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>
/// The keys that Entra signs with, kept for a day. A key that is not known makes us ask again, at most once an hour, so that nobody can have us ask as often as they
/// like by making up keys.
/// </summary>
internal sealed class EntraKeys(TimeProvider clock) : IDisposable
{
    private const int AnswerBytesMax = 1024 * 1024;
    private const int KeysMax = 500;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Uri, Known> _known = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeLimit })
    {
        Timeout = TimeLimit, MaxResponseContentBufferSize = AnswerBytesMax,
    };

    /// <summary>The key of this name, or null. Refuses for now when Entra can't be asked.</summary>
    public async Task<RSAParameters?> Find(Uri authority, string id, CancellationToken ct)
    {
        if (_known.TryGetValue(authority, out var known) && Answers(known, id)) return Of(known, id);
        await _one.WaitAsync(ct);
        try
        {
            if (_known.TryGetValue(authority, out known) && Answers(known, id)) return Of(known, id);   // somebody asked while we waited
            return Of(_known[authority] = await Ask(authority, known, ct), id);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    /// <summary>Whether what we know is enough to say what this key is, or that there is none.</summary>
    private bool Answers(Known known, string id)
    {
        if (clock.GetElapsedTime(known.TriedAt) < TryAgainAfter && known.HasFailed) return true;
        var age = clock.GetElapsedTime(known.AskedAt);
        return known.Keys.Count > 0 && age < (known.Keys.ContainsKey(id) ? KeptFor : AskAgainAfter);
    }

    private static RSAParameters? Of(Known known, string id) => known.Keys.TryGetValue(id, out var key) ? key
        : known.HasFailed ? throw new Refusal(503, "ServiceUnavailable", "Entra's keys can't be read just now, so nobody's token can be checked.") : null;

    /// <summary>What is known already stays known when Entra does not answer.</summary>
    private async Task<Known> Ask(Uri authority, Known? before, CancellationToken ct)
    {
        var now = clock.GetTimestamp();
        try
        {
            using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(authority, "/common/discovery/v2.0/keys"), ct));
            return new Known(Read(document.RootElement), now, now, HasFailed: false);
        }
        catch (Exception away) when (away is HttpRequestException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException
            || (away is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return before is null ? new Known(new Dictionary<string, RSAParameters>(), now, now, HasFailed: true) : before with { TriedAt = now, HasFailed = true };
        }
    }

    private static Dictionary<string, RSAParameters> Read(JsonElement document)
    {
        var keys = new Dictionary<string, RSAParameters>();
        foreach (var key in document.GetProperty("keys").EnumerateArray().Take(KeysMax))
            if (key.TryGetProperty("kid", out var id) && key.TryGetProperty("n", out var modulus) && key.TryGetProperty("e", out var exponent))
                keys[id.GetString()!] = new RSAParameters { Modulus = Base64Url.DecodeFromChars(modulus.GetString()), Exponent = Base64Url.DecodeFromChars(exponent.GetString()) };
        return keys;
    }

    private sealed record Known(IReadOnlyDictionary<string, RSAParameters> Keys, long AskedAt, long TriedAt, bool HasFailed);
}
