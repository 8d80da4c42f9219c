using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Sandbox.Store;

namespace Baton.Sandbox.Entra;

/// <summary>What an access token of the sandbox says.</summary>
internal sealed record Claims(string Audience, string ApplicationId, string TenantId, string ObjectId, long Expires);

/// <summary>Makes and checks access tokens: JSON web tokens signed with a key that only this sandbox's database knows.</summary>
internal sealed class Tokens(Database database, TimeProvider time)
{
    public const int LifeSeconds = 3_599;
    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"HS256"}"""u8);

    public string Make(string audience, string tenantId, string applicationId, string objectId)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["aud"] = audience, ["iss"] = $"https://sts.windows.net/{tenantId}/", ["iat"] = now, ["nbf"] = now, ["exp"] = now + LifeSeconds,
            ["appid"] = applicationId, ["appidacr"] = "1", ["oid"] = objectId, ["sub"] = objectId, ["tid"] = tenantId, ["ver"] = "1.0",
        });
        var signed = $"{Header}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Sign(signed)}";
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
