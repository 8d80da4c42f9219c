using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Plumbing;

namespace Baton.Channels.DirectLine;

/// <summary>
/// Issues and reads visitors' tokens: JWTs, signed with a key that all our processes share. The header is one fixed text, compared and never
/// interpreted, so nobody from outside chooses how a token is checked.
/// </summary>
internal sealed class Tokens(Secrets secrets, IServiceScopeFactory scopes, TimeProvider clock)
{
    private const string Issuer = "baton";
    private const int LengthMax = 8_192;
    private const int TicketLifeSeconds = 60;

    /// <summary>Clocks of two processes may differ by so much.</summary>
    private const int SkewSeconds = 60;

    private static readonly string Head = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8) + ".";

    private byte[]? _key;

    /// <summary>Reads the key the first time. Everything else here needs it.</summary>
    public async ValueTask Ready(CancellationToken ct)
    {
        if (_key is not null) return;
        await using var scope = scopes.CreateAsyncScope();
        _key = await secrets.Key(scope.ServiceProvider.GetRequiredService<Database>(), "visitor tokens", 32, ct);
    }

    public static bool LooksLikeOne(string text) => text.StartsWith(Head, StringComparison.Ordinal);

    public string Issue(VisitorToken token) => Sign(token, token.Life, null);

    /// <summary>For the address of a stream, which ends up in logs: it dies soon and opens nothing else.</summary>
    public string IssueTicket(VisitorToken token) => Sign(token, TicketLifeSeconds, Claims.Stream);

    /// <summary>What the token says, if it is ours; null if it is not. It may have expired.</summary>
    public VisitorToken? Read(string jwt)
    {
        var dot = jwt.LastIndexOf('.');
        if (jwt.Length > LengthMax || dot <= Head.Length || !LooksLikeOne(jwt)) return null;

        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Base64Url.TryDecodeFromChars(jwt.AsSpan(dot + 1), shown, out var length) || length != shown.Length) return null;
        if (!CryptographicOperations.FixedTimeEquals(shown, Signature(jwt.AsSpan(0, dot)))) return null;

        // Signed by us, so it is what we wrote.
        var claims = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(jwt.AsSpan(Head.Length, dot - Head.Length)), ClaimsJson.Default.Claims)!;
        if (claims.NotBefore > clock.GetUtcNow().ToUnixTimeSeconds() + SkewSeconds) return null;
        return new VisitorToken
        {
            ConversationId = claims.Conversation, ChannelId = claims.Channel, UserId = claims.User, UserName = claims.Name, UserEmail = claims.Email,
            Origins = claims.Origins ?? [],
            IsWidget = claims.Widget == true, IsTicket = claims.Use == Claims.Stream, ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Expires),
        };
    }

    private string Sign(VisitorToken token, int lifeSeconds, string? use)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Claims
        {
            Issuer = Issuer, Conversation = token.ConversationId, Channel = token.ChannelId, User = token.UserId, Name = token.UserName, Email = token.UserEmail,
            Origins = token.Origins.Count > 0 ? token.Origins : null, Widget = token.IsWidget ? true : null, Use = use,
            IssuedAt = now, NotBefore = now, Expires = now + lifeSeconds, Id = use is null ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) : null,
        };
        var said = Head + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, ClaimsJson.Default.Claims));
        return $"{said}.{Base64Url.EncodeToString(Signature(said))}";
    }

    private byte[] Signature(ReadOnlySpan<char> said)
    {
        var key = _key ?? throw new InvalidOperationException("The key has not been read yet.");
        var bytes = new byte[Encoding.UTF8.GetByteCount(said)];
        Encoding.UTF8.GetBytes(said, bytes);
        return HMACSHA256.HashData(key, bytes);
    }
}

/// <summary>The claims, by the names that Direct Line's clients look for.</summary>
internal sealed record Claims
{
    public const string Stream = "stream";

    [JsonPropertyName("iss")]
    public string Issuer { get; set; } = "";

    [JsonPropertyName("conv")]
    public Guid Conversation { get; set; }

    [JsonPropertyName("chan")]
    public Guid Channel { get; set; }

    [JsonPropertyName("user")]
    public string? User { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("email")]
    public string? Email { get; set; }

    [JsonPropertyName("origins")]
    public IReadOnlyList<string>? Origins { get; set; }

    [JsonPropertyName("widget")]
    public bool? Widget { get; set; }

    [JsonPropertyName("use")]
    public string? Use { get; set; }

    [JsonPropertyName("iat")]
    public long IssuedAt { get; set; }

    [JsonPropertyName("nbf")]
    public long NotBefore { get; set; }

    [JsonPropertyName("exp")]
    public long Expires { get; set; }

    /// <summary>Makes a refreshed token differ from the one before, even within a second.</summary>
    [JsonPropertyName("jti")]
    public string? Id { get; set; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Claims))]
internal sealed partial class ClaimsJson : JsonSerializerContext;
