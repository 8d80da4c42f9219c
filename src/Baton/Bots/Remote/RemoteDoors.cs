using System.Text.Json;
using Baton.BotProtocol;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Remote;

/// <summary>Begins conversations with bots elsewhere, and opens them again.</summary>
internal sealed class RemoteDoors(Database database, Secrets secrets, RemoteHttp http, DirectLineClient directLine, TimeProvider clock)
{
    /// <summary>Ids with this beginning are vouched for by whoever makes the token.</summary>
    private const string VouchedIds = "dl_";

    public DirectLineClient DirectLine => directLine;

    /// <summary>How a bot is reached. Refuses when its account does not say it.</summary>
    public async Task<RemoteAccess> Access(Guid botId, CancellationToken ct)
    {
        var account = await database.Find<Account>("select kind, endpoint, auth_sealed from bots where user_id = @botId", new { botId }, ct) ?? throw Refusal.NotFound("bot");
        return RemoteAccess.Read(account.Kind, account.Endpoint, account.AuthSealed is { } text ? JsonSerializer.Deserialize<JsonElement>(secrets.Open(text)) : null);
    }

    /// <summary>The visitor as the bot knows them: only an id that somebody vouches for is good beyond this conversation.</summary>
    public static ChannelAccount Visitor(Turn turn, string id) => new() { Id = id, Name = turn.VisitorName ?? "Visitor", Role = "user" };

    /// <summary>Begins a conversation by Direct Line.</summary>
    public async Task<(Uri Domain, string VisitorId, OpenedConversation Opened)> Begin(Turn turn, RemoteAccess access, CancellationToken ct)
    {
        if (access.Type == RemoteAccess.BySecret)
        {
            var vouched = turn.VisitorId.StartsWith(VouchedIds, StringComparison.Ordinal) && turn.VisitorId.Length <= 100 ? turn.VisitorId : $"{VouchedIds}{turn.Id:N}";
            var wish = new TokenParameters { User = Visitor(turn, vouched), Locale = turn.Locale };
            return (access.Address, vouched, await directLine.Start(access.Address, access.Secret, wish, ct));
        }
        var agents = new CopilotStudioClient(http.Calls, clock);
        var token = await agents.Token(access.Address, ct);
        var domain = await agents.Domain(access.Address, ct);
        // The token is for nobody in particular, so the id may not look as if somebody vouched for it.
        var visitor = turn.Id.ToString("D");
        var opened = await directLine.Start(domain, token, new TokenParameters { User = Visitor(turn, visitor), Locale = turn.Locale }, ct);
        return (domain, visitor, opened with { Token = opened.Token ?? new DirectLineToken(token, clock.GetUtcNow().AddMinutes(30)) });
    }

    private sealed record Account
    {
        public required string Kind { get; init; }
        public string? Endpoint { get; init; }
        public string? AuthSealed { get; init; }
    }
}
