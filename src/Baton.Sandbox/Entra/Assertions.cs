using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Baton.Sandbox.Entra;

/// <summary>Checks the signed statement by which an application with a certificate says who it is.</summary>
internal sealed class Assertions(Keys keys, TimeProvider time)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public void Demand(string client, string assertion, string tokenAddress)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3) throw EntraFault.BadAssertion("The assertion is no JSON web token.");
        JsonElement header, claims;
        try
        {
            (header, claims) = (Read(parts[0]), Read(parts[1]));
        }
        catch (Exception bad) when (bad is FormatException or JsonException)
        {
            throw EntraFault.BadAssertion("The assertion is no JSON web token.");
        }
        if (Text(claims, "iss") != client && Text(claims, "sub") != client) throw EntraFault.NoFederation(Text(claims, "iss"));
        if (!string.Equals(Text(claims, "sub"), client, StringComparison.OrdinalIgnoreCase))
            throw EntraFault.BadAssertion("The subject of the assertion is not the client.");
        var audience = Text(claims, "aud") ?? "";
        if (!SamePath(audience, tokenAddress)) throw EntraFault.AssertionAudience(audience);
        if (Seconds(claims, "exp") < time.GetUtcNow().ToUnixTimeSeconds()) throw EntraFault.AssertionExpired();
        if (!Signed(keys.Client, header, parts)) throw EntraFault.BadSignature(client);
    }

    // Some libraries write the moment as a number, others as text.
    private static long Seconds(JsonElement claims, string name) => claims.TryGetProperty(name, out var value)
        && long.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;

    private static bool Signed(X509Certificate2 certificate, JsonElement header, string[] parts)
    {
        var thumbs = new[] { (Name: "x5t", Value: SHA1(certificate)), (Name: "x5t#S256", Value: SHA256.HashData(certificate.RawData)) };
        if (!thumbs.Any(thumb => Text(header, thumb.Name) == Base64Url.EncodeToString(thumb.Value))) return false;
        var padding = Text(header, "alg") switch { "RS256" => RSASignaturePadding.Pkcs1, "PS256" => RSASignaturePadding.Pss, _ => null };
        using var key = certificate.GetRSAPublicKey()!;
        return padding is not null && key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256, padding);
    }

    // A thumbprint is a name here, not a protection.
#pragma warning disable CA5350
    private static byte[] SHA1(X509Certificate2 certificate) => System.Security.Cryptography.SHA1.HashData(certificate.RawData);
#pragma warning restore CA5350

    private static bool SamePath(string audience, string address) => Uri.TryCreate(audience, UriKind.Absolute, out var given)
        && given.AbsolutePath.TrimEnd('/') is var path && (path == new Uri(address).AbsolutePath || path.EndsWith("/v2.0", StringComparison.Ordinal)
            || path.Count(c => c == '/') == 1);

    private static JsonElement Read(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
