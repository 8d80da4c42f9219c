using Baton.Conversations;
using Baton.Plumbing;
using Dapper;
using Npgsql;

namespace Baton.Bots;

/// <summary>Reads turns: one query for all that begin at the same moment, as every message to a bot needs one.</summary>
internal sealed class Turns : IAsyncDisposable
{
    /// <summary>Two: one gathers while the other reads.</summary>
    private const int Readers = 2;

    private readonly NpgsqlDataSource _source;
    private readonly Shared<Guid, Turn?> _readings;

    public Turns(NpgsqlDataSource source)
    {
        _source = source;
        _readings = new(Readers, Read);
    }

    /// <summary>The turn of the bot that has this conversation in this epoch, or null when the conversation has moved on.</summary>
    public async Task<Turn?> Find(Guid conversationId, Guid botId, int epoch, CancellationToken ct) =>
        await _readings.Add(conversationId, ct) is { State: State.WithBot } turn && turn.HandlerId == botId && turn.Epoch == epoch ? turn : null;

    public ValueTask DisposeAsync() => _readings.DisposeAsync();

    private async Task Read(IReadOnlyList<Shared<Guid, Turn?>.Pending> together)
    {
        await using var connection = await _source.OpenConnectionAsync();
        var found = await connection.QueryAsync<Turn>("""
            select c.id, c.state, c.handler_id, c.epoch, c.last_n, c.channel, c.visitor_id, c.visitor_name, c.visitor_email, c.locale,
                   u.name as bot_name, b.kind as bot_kind, not b.connected or u.disabled_at is not null as is_gone,
                   b.privacy_notice, b.privacy_asks, p.answer as consent, p.notice_n as consent_notice_n, p.again_n as consent_again_n, p.answer_n as consent_answer_n,
                   coalesce(w.bot_silence_seconds, 20) as silence_seconds, m.epoch as memory_epoch, m.memory,
                   coalesce(case when m.epoch = c.epoch then m.version end, b.live_version) as version, b.ai_version as live_ai_version,
                   s.epoch as standing_epoch, coalesce(s.fruitless, 0) as stood_fruitless, s.confirmation_id as stood_waiting, coalesce(s.asked_again, false) as asked_again,
                   (select json_agg(json_build_array(v.name, v.type, v.value))::text from variables v where v.conversation_id = c.id) as variables
            from conversations c
            join users u on u.id = c.handler_id
            join bots b on b.user_id = u.id
            left join workstreams w on w.id = c.workstream_id
            left join memories m on m.conversation_id = c.id
            left join bot_standings s on s.conversation_id = c.id
            left join bot_consents p on b.privacy_notice is not null and p.conversation_id = c.id and p.bot_id = c.handler_id
            where c.id = any(@ids)
            """, new { ids = together.Select(pending => pending.Item).Distinct().ToArray() });
        var turns = found.ToDictionary(turn => turn.Id);
        foreach (var pending in together) pending.Answer(turns.GetValueOrDefault(pending.Item));
    }
}
