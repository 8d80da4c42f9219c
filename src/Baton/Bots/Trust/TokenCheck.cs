using System.Net.Http.Headers;
using System.Security.Cryptography;
using Baton.Bots.Connector;
using Baton.Dataverse;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>
/// Whether whoever speaks at a bot's address is that bot: by a token of ours or of Entra's, made out to us, for the application of exactly this bot. A bot that has no
/// credentials, on this machine and in the demo, is known by its address alone, which nobody else was told.
/// </summary>
internal sealed class TokenCheck(SigningKeys keys, EntraKeys entraKeys, Issuer issuer, ConnectorKeys addresses, KnownBots bots, TimeProvider clock, ILogger<TokenCheck> log)
{
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The tenants that bots of many tenants get their tokens from: the Bot Framework's, in both versions of its tokens.</summary>
    private static readonly string[] SharedTenants = ["d6d49420-f39b-4df7-a1dc-d59a935871db", "f8cdef31-a31e-4b4a-93e4-5f571e91255a"];
    private const string GovernmentService = "https://api.botframework.us";

    /// <summary>Refuses unless the caller shows that it is this bot, whose address it knows.</summary>
    public async Task MustBe(Guid botId, HttpContext http)
    {
        if (await bots.Find(botId, http.RequestAborted) is not { IsRemoved: false } bot) throw Refused(http, botId, 401, "There is no such bot any more.");
        var auth = bot.Auth ?? throw Refused(http, botId, 401, "This bot's credentials have to be set up anew.");
        if (auth.Type != BotAuth.OfNobody) await Demand(http, bot, auth);
    }

    /// <summary>The bot that shows a token where there is nothing else to tell which one it is. One without credentials is never told by that.</summary>
    public async Task<Guid> BotNamedIn(HttpContext http)
    {
        const string where = "Answer at the serviceUrl that came with the activity.";
        var application = Shown(http) is { } text && Jwt.Read(text) is { } token ? Application(token) : null;
        if (application is null || application.Contains('\0', StringComparison.Ordinal)) throw Refused(http, null, 401, where);
        var named = await Database(http).Find<Guid?>("""
            select b.user_id from bots b join users u on u.id = b.user_id where u.disabled_at is null and lower(b.application_id) = lower(@application) limit 1
            """, new { application }, http.RequestAborted);
        if (named is not { } id || await bots.Find(id, http.RequestAborted) is not { Auth: { Type: not BotAuth.OfNobody } auth, IsRemoved: false } bot) throw Refused(http, null, 401, where);
        await Demand(http, bot, auth);
        return bot.Id;
    }

    private async Task Demand(HttpContext http, ConnectorBot bot, BotAuth auth)
    {
        var ct = http.RequestAborted;
        Refusal Unknown(string why) => Refused(http, bot.Id, 401, why);
        var text = Shown(http) ?? throw Unknown("This bot has to show a token: Authorization: Bearer ...");
        var token = Jwt.Read(text) ?? throw Unknown("What was shown is no token that is signed with RS256.");
        var isOurs = token.Issuer == issuer.Name;
        if (isOurs && auth.Type != BotAuth.OfBaton) throw Unknown("This bot shows tokens of Entra.");

        if (!await (isOurs ? IsSignedByUs(token, ct) : IsSignedByEntra(token, auth, ct))) throw Unknown("The token is not signed by anybody whom Baton trusts for this bot.");
        if (!token.IsGoodAt(clock.GetUtcNow(), Skew)) throw Unknown("The token has expired, or is not good yet.");
        if (!token.IsFor(isOurs ? [issuer.Name, TokenDoor.ChannelService] : [TokenDoor.ChannelService, GovernmentService, .. auth.ClientId is { } ours ? [ours] : (string[])[]]))
            throw Unknown("The token is made out to somebody else.");

        await MustBeOf(bot, token, isOurs, http);
    }

    private async Task MustBeOf(ConnectorBot bot, Jwt token, bool isOurs, HttpContext http)
    {
        if (Application(token) is not { } application || !application.Equals(bot.ApplicationId, StringComparison.OrdinalIgnoreCase))
            throw Refused(http, bot.Id, 403, "The token is that of another bot.");
        var isElsewhere = token.Text("serviceurl") is { } place ? place.TrimEnd('/') != (await addresses.ServiceUrl(bot.Id, http.RequestAborted)).TrimEnd('/') : isOurs;
        if (isElsewhere) throw Refused(http, bot.Id, 403, "The token is for another address.");
        if (!isOurs) return;

        var isAlive = Guid.TryParse(token.Text(TokenDoor.SecretClaim), out var secretId)
            && (bot.SecretIds.Contains(secretId)
                || await Database(http).Find<bool>("select exists (select from bot_secrets where id = @secretId and bot_id = @Id)", new { secretId, bot.Id }, http.RequestAborted));
        if (!isAlive) throw Refused(http, bot.Id, 401, "The secret by which this token was got has been revoked.");
    }

    private async Task<bool> IsSignedByUs(Jwt token, CancellationToken ct)
    {
        if (await keys.Find(token.KeyId, ct) is not { } key) return false;
        using var rsa = key.Public();
        return await token.IsSignedBy(rsa);
    }

    /// <summary>Entra signs for everybody, so the tenant counts: the shared ones, or the one that was set up for this bot.</summary>
    private async Task<bool> IsSignedByEntra(Jwt token, BotAuth auth, CancellationToken ct)
    {
        var authority = auth.Authority ?? EntraClouds.Public;
        if (!SharedTenants.Append(auth.TenantId).OfType<string>().SelectMany(tenant => Issuers(authority, tenant)).Contains(token.Issuer, StringComparer.OrdinalIgnoreCase)) return false;
        if (await entraKeys.Find(authority, token.KeyId, ct) is not { } numbers) return false;
        using var rsa = RSA.Create(numbers);
        return await token.IsSignedBy(rsa);
    }

    /// <summary>As the two versions of Entra's tokens name it.</summary>
    private static IEnumerable<string> Issuers(Uri authority, string tenant) =>
        [$"https://sts.windows.net/{tenant}/", $"{authority.GetLeftPart(UriPartial.Authority)}/{tenant}/v2.0"];

    private static Database Database(HttpContext http) => http.RequestServices.GetRequiredService<Database>();

    private static string? Application(Jwt token) => token.Text("appid") ?? token.Text("azp");

    private static string? Shown(HttpContext http) =>
        AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? header.Parameter : null;

    private Refusal Refused(HttpContext http, Guid? botId, int status, string why)
    {
        if (botId is { } known) BotsLog.TokenRefused(log, known, why);
        if (status == 401) http.Response.Headers.WWWAuthenticate = "Bearer";
        return new Refusal(status, status == 403 ? "Forbidden" : "Unauthorized", why);
    }
}
