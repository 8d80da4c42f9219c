using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.Plumbing;
using Dapper;
using Npgsql;

namespace Baton.Bots;

/// <summary>Reads turns: one query for all that begin at the same moment, as every message to a bot needs one, and so does every word of a bot elsewhere.</summary>
internal sealed class Turns : IAsyncDisposable
{
    /// <summary>Two: one gathers while the other reads.</summary>
    private const int Readers = 2;

    private const string Columns = """
        c.id, c.state, c.handler_id, c.epoch, c.last_n, c.channel, c.visitor_id, c.visitor_name, c.visitor_email, c.locale,
        u.name as bot_name, b.kind as bot_kind, not b.connected or u.disabled_at is not null as is_gone, coalesce(w.bot_silence_seconds, 20) as silence_seconds
        """;

    private const string Tables = "conversations c join users u on u.id = c.handler_id join bots b on b.user_id = u.id left join workstreams w on w.id = c.workstream_id";

    private const string ToHear = $"""
        select {Columns},
               b.privacy_notice, b.privacy_asks, p.answer as consent, p.notice_n as consent_notice_n, p.again_n as consent_again_n, p.answer_n as consent_answer_n,
               m.epoch as memory_epoch, m.memory,
               coalesce(case when m.epoch = c.epoch then m.version end, b.live_version) as version, b.ai_version as live_ai_version,
               s.epoch as standing_epoch, coalesce(s.fruitless, 0) as stood_fruitless, s.confirmation_id as stood_waiting, coalesce(s.asked_again, false) as asked_again,
               (select json_agg(json_build_array(v.name, v.type, v.value))::text from variables v where v.conversation_id = c.id) as variables
        from {Tables}
        left join memories m on m.conversation_id = c.id
        left join bot_standings s on s.conversation_id = c.id
        left join bot_consents p on b.privacy_notice is not null and p.conversation_id = c.id and p.bot_id = c.handler_id
        where c.id = any(@ids)
        """;

    private static readonly string ToSpeak = $"""
        select {Columns}, r.job as rerun_job, r.since_n as rerun_since, r.at as rerun_at, last.ids as last_ids, last.text as last_text, last.since as last_since,
               (select count(*)::int from messages where conversation_id = c.id and from_kind = 'bot'
                and n > coalesce((select max(n) from messages where conversation_id = c.id and from_kind = 'visitor'), 0)) as in_a_row
        from {Tables}
        left join bot_reruns r on r.conversation_id = c.id
        left join lateral (
            select array_agg(client_id) filter (where client_id is not null) as ids, min(n) as since,
                   case when count(*) = {Speaking.SameMax - 1} and count(distinct text) = 1 then min(text) end as text
            from (select n, text, client_id from messages where conversation_id = c.id and kind = 'message' and from_kind = 'bot' order by n desc limit {Speaking.SameMax - 1}) said
        ) last on true
        where c.id = any(@ids)
        """;

    private readonly Shared<Guid, Turn?> _toHear;
    private readonly Shared<Guid, Speaking?> _toSpeak;

    public Turns(NpgsqlDataSource source)
    {
        _toHear = new(Readers, together => Read(source, ToHear, together));
        _toSpeak = new(Readers, together => Read(source, ToSpeak, together));
    }

    /// <summary>The turn of the bot that has this conversation in this epoch, or null when the conversation has moved on.</summary>
    public async Task<Turn?> Find(Guid conversationId, Guid botId, int epoch, CancellationToken ct) => Its(await _toHear.Add(conversationId, ct), botId, epoch);

    /// <summary>The same for a bot elsewhere that has something to say, with what it has said lately.</summary>
    public async Task<Speaking?> FindToSpeak(Guid conversationId, Guid botId, int epoch, CancellationToken ct) => Its(await _toSpeak.Add(conversationId, ct), botId, epoch);

    public async ValueTask DisposeAsync()
    {
        await _toHear.DisposeAsync();
        await _toSpeak.DisposeAsync();
    }

    private static T? Its<T>(T? turn, Guid botId, int epoch) where T : Turn => turn is { State: State.WithBot } && turn.HandlerId == botId && turn.Epoch == epoch ? turn : null;

    private static async Task Read<T>(NpgsqlDataSource source, string sql, IReadOnlyList<Shared<Guid, T?>.Pending> together) where T : Turn
    {
        await using var connection = await source.OpenConnectionAsync();
        var found = await connection.QueryAsync<T>(sql, new { ids = together.Select(pending => pending.Item).Distinct().ToArray() });
        var turns = found.ToDictionary(turn => turn.Id);
        foreach (var pending in together) pending.Answer(turns.GetValueOrDefault(pending.Item));
    }
}
