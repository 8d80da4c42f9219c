using System.Buffers.Text;
using System.Text.Json.Nodes;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>
/// Baton as an issuer of tokens, for bots that are configured to trust it: where its keys are read, in the addresses where the Bot Framework's libraries look
/// (<c>/.well-known</c>) and where those of the Agents SDK look (below a tenant).
/// </summary>
internal sealed class Issuer(BatonSettings settings)
{
    /// <summary>The only tenant there is; libraries need one in their addresses.</summary>
    public const string Tenant = "hubtenant";

    /// <summary>Who we are in each token: our public address.</summary>
    public string Name { get; } = settings.PublicUrl.ToString().TrimEnd('/');
    public string Metadata => $"{Name}/.well-known/openid-configuration";
    public string Authority => $"{Name}/{Tenant}";
    public string TokenEndpoint => $"{Authority}/oauth2/v2.0/token";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/.well-known/openid-configuration", $"/{Tenant}/.well-known/openid-configuration", $"/{Tenant}/v2.0/.well-known/openid-configuration"])
            routes.MapGet(path, (Issuer issuer, HttpContext http) => Answer(http, issuer.Document())).ExcludeFromDescription();
        foreach (var path in (string[])["/.well-known/keys", $"/{Tenant}/discovery/v2.0/keys"])
            routes.MapGet(path, Keys).ExcludeFromDescription();
    }

    private JsonObject Document() => new()
    {
        ["issuer"] = Name, ["jwks_uri"] = $"{Name}/.well-known/keys", ["token_endpoint"] = TokenEndpoint, ["authorization_endpoint"] = $"{Authority}/oauth2/v2.0/authorize",
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"), ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
        ["response_types_supported"] = new JsonArray("token"), ["grant_types_supported"] = new JsonArray("client_credentials"), ["subject_types_supported"] = new JsonArray("public"),
    };

    private static async Task<IResult> Keys(SigningKeys keys, HttpContext http, CancellationToken ct) =>
        Answer(http, new JsonObject { ["keys"] = new JsonArray([.. (await keys.Published(ct)).Select(Shown)]) });

    private static JsonNode Shown(SigningKey key)
    {
        using var rsa = key.Public();
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = key.Id, ["n"] = Base64Url.EncodeToString(numbers.Modulus), ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
    }

    /// <summary>Kept by others for a few minutes: a key is published long before it signs.</summary>
    private static IResult Answer(HttpContext http, JsonObject json)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Text(json.ToJsonString(), "application/json");
    }
}
