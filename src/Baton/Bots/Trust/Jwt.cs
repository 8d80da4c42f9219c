using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Bots.Trust;

/// <summary>A JSON web token as somebody showed it. What it claims is worth nothing before its signature was checked with the issuer's key.</summary>
internal sealed class Jwt
{
    private const int LengthMax = 16_384;
    private const string Algorithm = "RS256";

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _claims;

    private Jwt(string keyId, JsonElement claims, byte[] signed, byte[] signature) => (KeyId, _claims, _signed, _signature) = (keyId, claims, signed, signature);

    /// <summary>Which of the issuer's keys has signed it, by its own account.</summary>
    public string KeyId { get; }

    public string? Issuer => Text("iss");

    /// <summary>Null when it is no token that is signed with RSA and SHA-256: other algorithms, and none at all, are not read.</summary>
    public static Jwt? Read(string token)
    {
        if (token.Length > LengthMax || token.Split('.') is not [var head, var body, var signature]) return null;
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(head));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(body));
            if (claims.RootElement.ValueKind != JsonValueKind.Object || TextOf(header.RootElement, "alg") != Algorithm || TextOf(header.RootElement, "kid") is not { Length: > 0 } key) return null;
            return new Jwt(key, claims.RootElement.Clone(), Encoding.ASCII.GetBytes($"{head}.{body}"), Base64Url.DecodeFromChars(signature));
        }
        catch (Exception nonsense) when (nonsense is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static string Sign(RSA key, string keyId, JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["typ"] = "JWT", ["kid"] = keyId };
        var signed = $"{Encoded(header)}.{Encoded(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public bool IsSignedBy(RSA key) => key.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public bool IsFor(IEnumerable<string> audiences) => _claims.TryGetProperty("aud", out var audience) && audience.ValueKind switch
    {
        JsonValueKind.String => audiences.Contains(audience.GetString()),
        JsonValueKind.Array => audience.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && audiences.Contains(one.GetString())),
        _ => false,
    };

    /// <summary>Whether it is good at this time, give or take what clocks differ by. One that never ends is not.</summary>
    public bool IsGoodAt(DateTimeOffset now, TimeSpan skew) => Moment("exp") is { } end && now - skew < end && (Moment("nbf") is not { } start || start <= now + skew);

    public string? Text(string claim) => TextOf(_claims, claim);

    private DateTimeOffset? Moment(string claim) =>
        _claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    private static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Encoded(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
