using Baton.Bots.Trust;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// Which bot calls: the one that was given the signed address, or at the plain one whoever a token names; and it has to show that it is that bot. Bots that call too
/// often are refused for a moment.
/// </summary>
internal sealed class ConnectorCallers(ConnectorKeys keys, TokenCheck tokens, BotRates rates)
{
    public async Task<Guid> BotOf(HttpContext http)
    {
        var botId = await Named(http);
        rates.TakeCall(botId);
        return botId;
    }

    private async Task<Guid> Named(HttpContext http)
    {
        if (http.Request.RouteValues["address"] is not string address) return await tokens.BotNamedIn(http);
        var botId = await keys.BotOf(address, http.RequestAborted) ?? throw new Refusal(401, "Unauthorized", "This is not an address that Baton gave to a bot.");
        await tokens.MustBe(botId, http);
        return botId;
    }
}
