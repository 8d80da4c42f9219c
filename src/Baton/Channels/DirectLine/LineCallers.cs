using Dapper;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>Who calls: a server that knows a channel's secret, or a visitor's page that holds a token.</summary>
internal sealed record LineCaller(Channel? Channel, VisitorToken? Token)
{
    public Guid ChannelId => Channel?.Id ?? Token!.ChannelId;
}

/// <summary>Finds out who calls, and for which conversation. What was verified lately is not verified again.</summary>
internal sealed class LineCallers(Tokens tokens, ChannelBook channels, NpgsqlDataSource source, TimeProvider clock)
{
    private const int RememberedMax = 8_192;
    private const string Scheme = "Bearer ";

    private readonly Recent<string, LineCaller> _known = new(RememberedMax);
    private readonly Recent<Guid, Guid> _channelOf = new(RememberedMax);

    public async ValueTask<LineCaller> Of(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!_known.Find(header, out var caller))
        {
            if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.AsSpan(Scheme.Length).Trim().IsEmpty) throw LineRefusal.NoCredentials();
            caller = await Verify(header[Scheme.Length..].Trim(), http.RequestAborted);
            // Secrets are asked for every time: one that has been changed must not be remembered.
            if (caller.Token is not null) _known.Keep(header, caller);
        }
        if (caller.Token is { } token) Check(token, http);
        return caller;
    }

    /// <summary>The token of a stream's address: its own ticket, or any token of the conversation.</summary>
    public async ValueTask<LineCaller> OfStream(HttpContext http)
    {
        if (http.Request.Query["t"] is not [{ Length: > 0 } shown]) return await Of(http);

        await tokens.Ready(http.RequestAborted);
        var token = tokens.Read(shown) ?? throw LineRefusal.NotOurs();
        Check(token, http);
        return new LineCaller(null, token);
    }

    /// <summary>The conversation of the address, if it is this caller's.</summary>
    public async ValueTask<Guid> ConversationOf(HttpContext http, LineCaller caller)
    {
        if (!Guid.TryParseExact((string?)http.Request.RouteValues["conversationId"], "D", out var id)) throw LineRefusal.NoConversation();
        if (caller.Token is { } token) return token.ConversationId == id ? id : throw LineRefusal.Forbidden("This token is for another conversation.");

        if (!_channelOf.Find(id, out var channelId))
        {
            await using var connection = await source.OpenConnectionAsync(http.RequestAborted);
            channelId = await connection.QuerySingleOrDefaultAsync<Guid?>("select channel_id from conversations where id = @id", new { id })
                ?? throw LineRefusal.NoConversation();
            _channelOf.Keep(id, channelId);
        }
        return channelId == caller.Channel!.Id ? id : throw LineRefusal.NoConversation();
    }

    /// <summary>Time has passed: what is not in use is forgotten.</summary>
    public void Turn()
    {
        _known.Turn();
        _channelOf.Turn();
    }

    private async ValueTask<LineCaller> Verify(string shown, CancellationToken ct)
    {
        if (!Tokens.LooksLikeOne(shown)) return new LineCaller(await channels.FindBySecret(shown) ?? throw LineRefusal.NotOurs(), null);

        await tokens.Ready(ct);
        var token = tokens.Read(shown);
        return token is { IsTicket: false } ? new LineCaller(null, token) : throw LineRefusal.NotOurs();
    }

    private void Check(VisitorToken token, HttpContext http)
    {
        if (token.ExpiresAt <= clock.GetUtcNow()) throw LineRefusal.Expired();
        if (token.Origins.Count > 0 && Origin.Of(http) is { } origin && !token.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            throw LineRefusal.Forbidden("This token is not for pages of this origin.");
    }
}
