using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>Which bot calls: the one that was given the signed address. At the plain address, there is nothing that tells. Bots that call too often are refused for a moment.</summary>
internal sealed class ConnectorCallers(ConnectorKeys keys, BotRates rates)
{
    public async Task<Guid> BotOf(HttpContext http)
    {
        if (http.Request.RouteValues["address"] is not string address) throw new Refusal(401, "Unauthorized", "Answer at the serviceUrl that came with the activity.");
        var botId = await keys.BotOf(address, http.RequestAborted) ?? throw new Refusal(401, "Unauthorized", "This is not an address that Baton gave to a bot.");
        rates.TakeCall(botId);
        return botId;
    }
}
