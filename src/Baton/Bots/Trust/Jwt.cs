using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Baton.Bots.Trust;

/// <summary>A JSON web token as somebody showed it. What it claims is worth nothing before its signature was checked with the issuer's key.</summary>
internal sealed class Jwt
{
    private const int LengthMax = 16_384;
    private const string Algorithm = SecurityAlgorithms.RsaSha256;

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = LengthMax, SetDefaultTimesOnTokenCreation = false };

    /// <summary>The keys are disposed of after use, so nothing may keep them.</summary>
    private static readonly CryptoProviderFactory Crypto = new() { CacheSignatureProviders = false };

    private readonly JsonWebToken _token;

    private Jwt(JsonWebToken token) => _token = token;

    /// <summary>Which of the issuer's keys has signed it, by its own account.</summary>
    public string KeyId => _token.Kid;

    public string? Issuer => Text("iss");

    /// <summary>Null when it is no token that is signed with RSA and SHA-256: other algorithms, and none at all, are not read.</summary>
    public static Jwt? Read(string token)
    {
        if (token.Length > LengthMax || !Handler.CanReadToken(token)) return null;
        try
        {
            var read = new JsonWebToken(token);
            _ = (read.Issuer, read.Audiences, read.ValidFrom, read.ValidTo);   // read when they are asked for: what is wrong with them shows here
            return read.Alg == Algorithm && read.Kid is { Length: > 0 } && read.IsSigned ? new Jwt(read) : null;
        }
        catch (Exception nonsense) when (nonsense is ArgumentException or FormatException or SecurityTokenException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    public static string Sign(RSA key, string keyId, JsonObject claims) =>
        Handler.CreateToken(claims.ToJsonString(), new SigningCredentials(new RsaSecurityKey(key) { KeyId = keyId }, Algorithm) { CryptoProviderFactory = Crypto });

    public async Task<bool> IsSignedBy(RSA key)
    {
        var checkedOnlyForThat = new TokenValidationParameters
        {
            IssuerSigningKey = new RsaSecurityKey(key) { KeyId = KeyId }, ValidAlgorithms = [Algorithm], CryptoProviderFactory = Crypto,
            ValidateIssuer = false, ValidateAudience = false, ValidateLifetime = false,
        };
        return (await Handler.ValidateTokenAsync(_token, checkedOnlyForThat)).IsValid;
    }

    public bool IsFor(IEnumerable<string> audiences) => _token.Audiences.Intersect(audiences).Any();

    /// <summary>Whether it is good at this time, give or take what clocks differ by. One that never ends is not.</summary>
    public bool IsGoodAt(DateTimeOffset now, TimeSpan skew) => _token.ValidTo > (now - skew).UtcDateTime && _token.ValidFrom <= (now + skew).UtcDateTime;

    public string? Text(string claim) => _token.TryGetPayloadValue<object>(claim, out var value) ? value as string : null;
}
