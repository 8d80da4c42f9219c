using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Connector;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>Calls a bot with what shows it that we are Baton, as the bot's credentials say: a token of our own, one of Entra's, or none.</summary>
internal sealed class Credentials
{
    /// <summary>So long before its end a token is not shown any more.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, Signed> _signed = new();
    private readonly BotHttp _http;
    private readonly SigningKeys _keys;
    private readonly EntraTokens _entra;
    private readonly Issuer _issuer;
    private readonly TimeProvider _clock;

    public Credentials(BotHttp http, SigningKeys keys, EntraTokens entra, Issuer issuer, Bulletin bulletin, TimeProvider clock)
    {
        (_http, _keys, _entra, _issuer, _clock) = (http, keys, entra, issuer, clock);
        bulletin.Listen(notices =>
        {
            if (notices.Any(notice => notice.Kind == nameof(KeysRotated))) _signed.Clear();
        });
    }

    /// <summary>
    /// Posts an activity. A bot that refuses the token is shown a fresh one, once. Throws <see cref="NoToken"/>, or what <see cref="BotHttp"/> throws.
    /// </summary>
    public async Task<(int Status, string Body)> Post(ConnectorBot bot, Uri endpoint, Activity activity, CancellationToken ct)
    {
        var auth = bot.Auth ?? throw new NoToken("The bot's credentials are of no kind that Baton knows: an administrator has to set them up anew.");
        var token = await Token(bot, auth, activity.ServiceUrl!, refused: null, ct);
        var (status, body) = await _http.Post(endpoint, activity, token, ct);
        if (status != 401 || token is null) return (status, body);
        return await _http.Post(endpoint, activity, await Token(bot, auth, activity.ServiceUrl!, refused: token, ct), ct);
    }

    private async Task<string?> Token(ConnectorBot bot, BotAuth auth, string serviceUrl, string? refused, CancellationToken ct) => auth.Type switch
    {
        BotAuth.OfNobody => null,
        _ when bot.ApplicationId is null => throw new NoToken("The bot has no application id, to which a token could be made out."),
        BotAuth.OfBaton => await Ours(bot.Id, bot.ApplicationId, serviceUrl, refused, ct),
        _ => await _entra.Token(bot.Id, bot.ApplicationId, auth, bot.AuthSealed!, refused, ct),
    };

    private async Task<string> Ours(Guid botId, string applicationId, string serviceUrl, string? refused, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (_signed.TryGetValue(botId, out var known) && known.ApplicationId == applicationId && known.ServiceUrl == serviceUrl && known.Token != refused && now < known.GoodUntil)
            return known.Token;

        var token = await _keys.Sign(new JsonObject
        {
            ["iss"] = _issuer.Name, ["aud"] = applicationId, ["serviceurl"] = serviceUrl,
            ["iat"] = now.ToUnixTimeSeconds(), ["nbf"] = now.ToUnixTimeSeconds(), ["exp"] = (now + SigningKeys.TokenLife).ToUnixTimeSeconds(),
        }, ct);
        _signed[botId] = new Signed(applicationId, serviceUrl, token, now + SigningKeys.TokenLife - Early);
        return token;
    }

    private sealed record Signed(string ApplicationId, string ServiceUrl, string Token, DateTimeOffset GoodUntil);
}
