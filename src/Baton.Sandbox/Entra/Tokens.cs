using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Baton.Sandbox.Store;

namespace Baton.Sandbox.Entra;

/// <summary>What an access token of the sandbox says.</summary>
internal sealed record Claims(string Audience, string ApplicationId, string TenantId, string ObjectId, long Expires);

/// <summary>
/// Makes and checks access tokens: JSON web tokens. Those for this environment are signed with a key that only this sandbox's database knows, those for other
/// applications with a key that these can read.
/// </summary>
internal sealed class Tokens(Database database, Keys keys, TimeProvider time)
{
    public const int LifeSeconds = 3_599;
    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"HS256"}"""u8);

    public string Make(string audience, string tenantId, string applicationId, string objectId)
    {
        var signed = $"{Header}.{ClaimsOf(audience, tenantId, applicationId, objectId)}";
        return $"{signed}.{Sign(signed)}";
    }

    public string MakeForOthers(string audience, string tenantId, string applicationId, string objectId)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new { typ = "JWT", alg = "RS256", kid = KeyId, x5t = KeyId });
        var signed = $"{Base64Url.EncodeToString(header)}.{ClaimsOf(audience, tenantId, applicationId, objectId)}";
        using var key = keys.Tokens.GetRSAPrivateKey()!;
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>As everybody may read it who is shown such a token.</summary>
    public object PublicKey()
    {
        using var key = keys.Tokens.GetRSAPublicKey()!;
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA", use = "sig", alg = "RS256", kid = KeyId, x5t = KeyId, n = Base64Url.EncodeToString(numbers.Modulus), e = Base64Url.EncodeToString(numbers.Exponent),
        };
    }

    private string KeyId => Base64Url.EncodeToString(SHA256.HashData(keys.Tokens.RawData).AsSpan(0, 20));

    private string ClaimsOf(string audience, string tenantId, string applicationId, string objectId)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["aud"] = audience, ["iss"] = $"https://sts.windows.net/{tenantId}/", ["iat"] = now, ["nbf"] = now, ["exp"] = now + LifeSeconds,
            ["appid"] = applicationId, ["appidacr"] = "1", ["oid"] = objectId, ["sub"] = objectId, ["tid"] = tenantId, ["ver"] = "1.0",
            ["uti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
        });
        return Base64Url.EncodeToString(claims);
    }

    /// <summary>What the token says, or null if it is not ours or too old.</summary>
    public Claims? Read(string token)
    {
        var dot = token.LastIndexOf('.');
        if (dot < 0) return null;
        var given = Encoding.ASCII.GetBytes(token[(dot + 1)..]);
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Sign(token[..dot])))) return null;

        var parts = token.Split('.');
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var root = json.RootElement;
        var claims = new Claims(root.GetProperty("aud").GetString()!, root.GetProperty("appid").GetString()!,
            root.GetProperty("tid").GetString()!,
            root.GetProperty("oid").GetString()!, root.GetProperty("exp").GetInt64());
        return claims.Expires > time.GetUtcNow().ToUnixTimeSeconds() ? claims : null;
    }

    private string Sign(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(database.SigningKey, Encoding.ASCII.GetBytes(text)));
}
