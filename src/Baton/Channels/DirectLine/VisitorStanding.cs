using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Dapper;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>Where a conversation stands, as its visitor may know it. Told to widgets as it changes, never stored.</summary>
internal sealed record VisitorStanding
{
    public const string EventName = "baton.state";

    public required string State { get; init; }
    public string? HandlerName { get; init; }
    public string? HandlerKind { get; init; }
    public string? Queue { get; init; }
    public long? Position { get; init; }

    /// <summary>It is over and has not been rated.</summary>
    public bool Survey { get; init; }

    public static async Task<VisitorStanding?> Read(NpgsqlDataSource source, Guid conversationId, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<VisitorStanding>(new CommandDefinition("""
            select c.state, u.name as handler_name, c.handler_kind, q.name as queue, c.ended_at is not null and c.rating is null as survey,
                case when c.state = 'Waiting' then (
                    select count(*) from conversations w
                    where w.state = 'Waiting' and w.queue_id = c.queue_id and (w.waiting_since, w.id) <= (c.waiting_since, c.id)) end as position
            from conversations c
            left join users u on u.id = c.handler_id
            left join queues q on q.id = c.queue_id and c.state in ('Waiting', 'Offered')
            where c.id = @conversationId
            """, new { conversationId }, cancellationToken: ct));
    }

    /// <summary>The transcript itself says that it ended.</summary>
    public static async Task<bool> EndIsTold(NpgsqlDataSource source, Guid conversationId, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select exists (select 1 from messages where conversation_id = @conversationId and kind = 'event' and extra -> 'event' ->> 'name' = 'ended')",
            new { conversationId }, cancellationToken: ct));
    }

    public JsonNode Json() => JsonSerializer.SerializeToNode(
        new
        {
            State, handler = HandlerName is null ? null : new { name = HandlerName, kind = HandlerKind }, Queue, position = Position > 0 ? Position : null,
            survey = Survey ? true : (bool?)null,
        },
        Extra.Json)!;
}
