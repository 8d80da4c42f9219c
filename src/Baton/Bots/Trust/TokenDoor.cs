using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Bots.Connector;
using Baton.People;
using Baton.Plumbing;
using Microsoft.AspNetCore.Http.Features;

namespace Baton.Bots.Trust;

/// <summary>
/// Where bots get the tokens that they show us: OAuth 2.0 client credentials, by application id and a secret of the bot's own. Answers and refusals have the shape
/// of the standard, as its libraries read them.
/// </summary>
internal sealed class TokenDoor(
    Database database, Secrets secrets, SigningKeys keys, Issuer issuer, ConnectorKeys addresses, TimeProvider clock)
{
    /// <summary>What the Bot Framework's libraries ask a token for, whoever they ask.</summary>
    public const string ChannelService = "https://api.botframework.com";

    /// <summary>The claim that names the secret by which a token was got.</summary>
    public const string SecretClaim = "secret_id";

    private const int FormBytesMax = 16_384;
    private const int FieldLengthMax = 500;
    private const int TriesMax = 20;
    private const string DefaultScope = "/.default";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost($"/{Issuer.Tenant}/oauth2/v2.0/token", (TokenDoor door, HttpContext http) => door.Answer(http)).ExcludeFromDescription();

    private async Task<IResult> Answer(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            return TypedResults.Text((await Token(http)).ToJsonString(), "application/json");
        }
        catch (Refusal refusal)
        {
            if (refusal.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            var said = new JsonObject { ["error"] = refusal.Status == 429 ? "temporarily_unavailable" : refusal.Code, ["error_description"] = refusal.Message };
            return TypedResults.Text(said.ToJsonString(), "application/json", Encoding.UTF8, refusal.Status);
        }
    }

    private async Task<JsonObject> Token(HttpContext http)
    {
        var form = await Form(http);
        if (Field(form, "grant_type") != "client_credentials") throw new Refusal(400, "unsupported_grant_type", "grant_type is client_credentials.");
        var (applicationId, secret) = Credentials(http, form);
        var audience = Audience(Field(form, "scope"));

        // Counted before it is known whether it is right, and for this caller only: nobody can shut a bot out by guessing from elsewhere.
        var door = $"bot token {applicationId} {http.Connection.RemoteIpAddress}";
        await database.CountAttempt(door, TriesMax, "get a token", http.RequestAborted);
        await using var work = await database.Begin(http.RequestAborted);
        var holder = await work.HolderOf(applicationId, secret) ?? throw Unknown();
        if (BotAuth.Open(secrets, holder.AuthSealed)?.Type != BotAuth.OfBaton) throw Unknown();
        await work.ForgetAttempts(door);
        await work.Commit();

        var now = clock.GetUtcNow();
        var seconds = (int)SigningKeys.TokenLife.TotalSeconds;
        var token = await keys.Sign(new JsonObject
        {
            ["iss"] = issuer.Name, ["aud"] = audience, ["appid"] = applicationId, ["azp"] = applicationId, ["tid"] = Issuer.Tenant, ["ver"] = "1.0",
            ["serviceurl"] = await addresses.ServiceUrl(holder.BotId, http.RequestAborted), [SecretClaim] = holder.SecretId.ToString("D"),
            ["iat"] = now.ToUnixTimeSeconds(), ["nbf"] = now.ToUnixTimeSeconds(), ["exp"] = now.ToUnixTimeSeconds() + seconds,
        }, http.RequestAborted);
        return new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = seconds, ["ext_expires_in"] = seconds, ["access_token"] = token };
    }

    private static async Task<IFormCollection> Form(HttpContext http)
    {
        if (!http.Request.HasFormContentType) throw Bad("The body is a form: grant_type, client_id, client_secret, scope.");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = FormBytesMax;
        try
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception unreadable) when (unreadable is BadHttpRequestException or InvalidDataException or IOException)
        {
            throw Bad("The body could not be read as a form.");
        }
    }

    /// <summary>In the form, or as user name and password of the request.</summary>
    private static (string ApplicationId, string Secret) Credentials(HttpContext http, IFormCollection form)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } encoded })
            return (Field(form, "client_id"), Field(form, "client_secret"));
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Split(':', 2) is [var name, var password]
                ? (Sound(Uri.UnescapeDataString(name)), Sound(Uri.UnescapeDataString(password))) : throw Unknown();
        }
        catch (FormatException)
        {
            throw Unknown();
        }
    }

    /// <summary>A token is for us and for nobody else, whichever of the two names a library has for us.</summary>
    private string Audience(string scope)
    {
        var audience = scope.EndsWith(DefaultScope, StringComparison.Ordinal) ? scope[..^DefaultScope.Length] : scope;
        if (audience.Length == 0) return issuer.Name;
        return audience.TrimEnd('/') is var name && (name == issuer.Name || name == ChannelService) ? name
            : throw new Refusal(400, "invalid_scope", $"scope is {issuer.Name}{DefaultScope} or {ChannelService}{DefaultScope}.");
    }

    private static string Field(IFormCollection form, string name) => Sound(form[name].ToString());

    private static string Sound(string field) =>
        field.Length <= FieldLengthMax && !field.Contains('\0', StringComparison.Ordinal) ? field : throw Bad("A field is too long, or holds what no field holds.");

    private static Refusal Bad(string sentence) => new(400, "invalid_request", sentence);

    /// <summary>The same for an id that is not known and a secret that is wrong.</summary>
    private static Refusal Unknown() => new(401, "invalid_client", "No bot with this application id has this secret. An administrator makes one in Setup, Bots.");
}
