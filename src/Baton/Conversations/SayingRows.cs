using System.Text.Json;
using Baton.Plumbing;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Conversations;

/// <summary>
/// The statements behind <see cref="Saying"/>: two round trips for all that is said together, of which the first begins the transaction and the second
/// commits it. A connection that is given back in between rolls back.
/// </summary>
internal sealed class SayingRows(NpgsqlConnection connection, ThisProcess process)
{
    private readonly Dictionary<Guid, int> _lastNs = [];
    private readonly List<(Guid Id, int Epoch, byte[] Memory, int? Version, string? Topic)> _memories = [];
    private readonly List<long> _jobs = [];

    /// <summary>Begins, locks the conversations and finds what has been said before under the same client ids.</summary>
    public async Task<(Dictionary<Guid, Standing>, Dictionary<(Guid, string), Message>)> Lock(IReadOnlyList<Entry> entries, bool wait)
    {
        var known = entries.SelectMany(entry => entry.Says, (entry, says) => (entry.ConversationId, says.ClientId)).Where(says => says.ClientId is not null).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        batch.BatchCommands.Add(With(
            $"select id, state, handler_id, handler_kind, epoch, last_n, assisted from conversations where id = any($1) order by id for update {(wait ? "" : "skip locked")}",
            entries.Select(entry => entry.ConversationId).Distinct().ToArray()));
        if (known.Length > 0)
            batch.BatchCommands.Add(With("""
                select m.conversation_id, m.client_id, m.n, m.kind, m.from_kind, m.from_id, m.from_name, m.text, m.at, m.extra::text
                from unnest($1, $2) as known (conversation_id, client_id)
                join messages m on m.conversation_id = known.conversation_id and m.client_id = known.client_id
                """,
                known.Select(says => says.ConversationId).ToArray(), known.Select(says => says.ClientId!).ToArray()));

        var standings = new Dictionary<Guid, Standing>();
        var repeats = new Dictionary<(Guid, string), Message>();
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            standings[reader.GetGuid(0)] = new Standing(reader.GetGuid(0), Enum.Parse<State>(reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetGuid(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetBoolean(6));
        if (await reader.NextResultAsync())
            while (await reader.ReadAsync())
                repeats[(reader.GetGuid(0), reader.GetString(1))] = new Message
                {
                    N = reader.GetInt32(2), Kind = reader.GetString(3), ClientId = reader.GetString(1), Text = reader.GetString(7),
                    From = new Speaker(reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetGuid(5), reader.GetString(6)),
                    At = reader.GetFieldValue<DateTimeOffset>(8),
                    Extra = reader.IsDBNull(9) ? null : JsonSerializer.Deserialize<Extra>(reader.GetString(9), Extra.Json),
                };
        return (standings, repeats);
    }

    public void Add(Entry entry, Standing after)
    {
        _lastNs[after.Id] = after.LastN;
        if (entry.Memory is { } memory) _memories.Add((after.Id, entry.MemoryEpoch, memory, entry.MemoryVersion, entry.MemoryTopic));
        if (entry.Job is { } job) _jobs.Add(job.Id);
    }

    /// <summary>Writes all of it and commits. The conversations are locked, and with them their lanes, so the first job of each may be ours at once.</summary>
    /// <param name="hand">How many of the jobs this process has room for.</param>
    public async Task Commit(IReadOnlyList<Fact> facts, JobRows jobs, int hand, Bulletin bulletin)
    {
        var said = facts.OfType<Said>().ToArray();
        await using var batch = new NpgsqlBatch(connection);
        if (said.Length > 0)
        {
            batch.BatchCommands.Add(Messages(said));
            batch.BatchCommands.Add(With("""
                update conversations c set last_n = said.n, version = version + 1 from unnest($1, $2) as said (id, n) where c.id = said.id
                """,
                _lastNs.Keys.ToArray(), _lastNs.Values.ToArray()));
            batch.BatchCommands.Add(bulletin.Announcing(facts));
        }
        if (_memories.Count > 0)
            batch.BatchCommands.Add(With("""
                insert into memories (conversation_id, epoch, memory, version, topic) select * from unnest($1, $2, $3, $4, $5)
                on conflict (conversation_id) do update
                set epoch = excluded.epoch, memory = excluded.memory, version = excluded.version, topic = excluded.topic
                """,
                _memories.Select(row => row.Id).ToArray(), _memories.Select(row => row.Epoch).ToArray(), _memories.Select(row => row.Memory).ToArray(),
                _memories.Select(row => row.Version).ToArray(), _memories.Select(row => row.Topic).ToArray()));
        if (_jobs.Count > 0)
            // All of them or none: a job that another process took over must not be crossed out by us, so the division stops the commit.
            batch.BatchCommands.Add(With("""
                with gone as (delete from jobs where id = any($1) and leased_by = $2 returning 1) select 1 / (count(*) = $3)::int from gone
                """,
                _jobs.ToArray(), process.Id, (long)_jobs.Count));
        // Last, when what is crossed out no longer stands before them.
        if (jobs.Count > 0) batch.BatchCommands.Add(jobs.Insert(process, hand));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));

        await using var answer = await batch.ExecuteReaderAsync();
        var answersBefore = (said.Length > 0 ? 1 : 0) + (_jobs.Count > 0 ? 1 : 0);   // the notice's and the division's
        for (var i = 0; i < answersBefore; i++) await answer.NextResultAsync();
        if (jobs.Count > 0) await jobs.Read(answer);
        while (await answer.NextResultAsync()) { }   // whatever went wrong is thrown here at the latest
    }

    /// <summary>The statement that stores messages, here and for the slices that say something along with other work.</summary>
    private static NpgsqlBatchCommand Messages(Said[] said)
    {
        var command = With("""
            insert into messages (conversation_id, n, kind, from_kind, from_id, from_name, text, client_id, at, extra)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb[])
            """,
            said.Select(s => s.ConversationId).ToArray(), said.Select(s => s.Message.N).ToArray(), said.Select(s => s.Message.Kind).ToArray(),
            said.Select(s => s.Message.From.Kind).ToArray(), said.Select(s => s.Message.From.Id).ToArray(), said.Select(s => s.Message.From.Name).ToArray(),
            said.Select(s => s.Message.Text).ToArray(), said.Select(s => s.Message.ClientId).ToArray(), said.Select(s => s.Message.At).ToArray());
        command.Parameters.Add(new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            Value = said.Select(s => s.Message.Extra is { } extra ? JsonSerializer.Serialize(extra, Extra.Json) : null).ToArray(),
        });
        return command;
    }

    private static NpgsqlBatchCommand With(string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
