using Baton.Conversations;
using Dapper;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>As much of a conversation as its visitor's side needs.</summary>
internal sealed record LineConversation
{
    /// <summary>
    /// What a bot has revised since is told as it stands now, and what it has taken back is not told: whoever comes later never sees the first words. The entries
    /// that say so follow all the same, for clients that have.
    /// </summary>
    private const string AsItStands = """
        select m.conversation_id, m.n, coalesce(r.kind, m.kind) as kind, m.from_kind, m.from_id, m.from_name, coalesce(r.text, m.text) as text, m.client_id, m.at,
               coalesce(r.extra, m.extra)::text as extra
        from messages m
        left join lateral (
            select kind, text, extra from messages
            where conversation_id = m.conversation_id and revised_number(extra) = coalesce(revised_number(m.extra), m.n) and extra ?| array['revises', 'withdraws'] and m.from_kind = 'bot'
            order by n desc limit 1) r on true
        where m.conversation_id = @id and m.n > @after order by m.n limit @limit
        """;

    public required Guid Id { get; init; }
    public required string VisitorId { get; init; }
    public required int LastN { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public static async Task<LineConversation> Read(NpgsqlDataSource source, Guid id, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<LineConversation>(new CommandDefinition(
            "select id, visitor_id, last_n, ended_at from conversations where id = @id", new { id }, cancellationToken: ct)) ?? throw LineRefusal.NoConversation();
    }

    /// <summary>A token opens its conversation for a day after the end; a secret always.</summary>
    public void MustStillBeOpenTo(LineCaller caller, DateTimeOffset now)
    {
        if (caller.Token is not null && EndedAt is { } ended && now - ended > VisitorToken.AfterEnd) throw LineRefusal.Expired();
    }

    /// <summary>What was said after that number, for the visitor or not, and the moment that the first of it follows.</summary>
    public static async Task<(IReadOnlyList<Message> Messages, Moments Moments)> After(NpgsqlDataSource source, Guid id, int after, int limit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var lines = (await connection.QueryAsync<Transcript.Line>(new CommandDefinition(
            AsItStands, new { id, after, limit }, cancellationToken: ct))).AsList();
        if (lines.Count == 0 || after == 0) return ([.. lines.Select(line => line.Message)], default);
        return ([.. lines.Select(line => line.Message)], new Moments(await Lead(connection, id, after, ct)));
    }

    public static async Task<Moments> MomentsAfter(NpgsqlDataSource source, Guid id, int after, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return new Moments(await Lead(connection, id, after, ct));
    }

    private static async Task<long> Lead(NpgsqlConnection connection, Guid id, int after, CancellationToken ct) =>
        await connection.QuerySingleAsync<long?>(new CommandDefinition(
            "select max(floor(extract(epoch from at) * 1000)::bigint - n) from messages where conversation_id = @id and n <= @after",
            new { id, after }, cancellationToken: ct)) ?? 0;
}

/// <summary>
/// The times that clients are told. They sort by them, to the millisecond, so each is later than the one before even where several messages were
/// stored at once: message n is told max(at - n) + n over all up to it, which comes out the same wherever one starts to count.
/// </summary>
internal struct Moments(long lead)
{
    private long _lead = lead;

    public DateTimeOffset Of(Message message)
    {
        _lead = Math.Max(_lead, message.At.ToUnixTimeMilliseconds() - message.N);
        return DateTimeOffset.FromUnixTimeMilliseconds(_lead + message.N);
    }
}
