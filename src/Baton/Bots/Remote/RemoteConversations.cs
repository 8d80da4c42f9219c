using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Remote;

/// <summary>The conversation that was begun with a bot elsewhere for one of ours, in the epoch in which the bot has it.</summary>
internal sealed record RemoteConversation
{
    public required Guid ConversationId { get; init; }
    public required int Epoch { get; init; }
    public required Guid BotId { get; init; }
    public required string Domain { get; init; }
    public required string RemoteId { get; init; }
    public required string VisitorId { get; init; }
    public string? TokenSealed { get; init; }
    public DateTimeOffset? TokenEnds { get; init; }
    public string? Watermark { get; init; }

    /// <summary>The job of the turn that was last begun to be told, before this one.</summary>
    public long? Turn { get; init; }
}

/// <summary>
/// Keeps them. What is written here is no part of a job's work: a conversation that was begun elsewhere has been begun, whatever comes of the turn. One process at
/// a time listens to one; what a dead one listened to is free.
/// </summary>
internal sealed class RemoteConversations(Database database, Secrets secrets, ThisProcess process, TimeProvider clock)
{
    private const string Columns = "conversation_id, epoch, bot_id, domain, remote_id, visitor_id, token_sealed, token_ends, watermark, turn";
    private const string Key = "conversation_id = @ConversationId and epoch = @Epoch";

    /// <summary>How long one is remembered that the bot has left.</summary>
    private static readonly TimeSpan LeftMax = TimeSpan.FromDays(1);

    public DirectLineToken Token(RemoteConversation remote) => new(secrets.Open(remote.TokenSealed!), remote.TokenEnds!.Value);

    public Task<RemoteConversation?> Find(Guid conversationId, int epoch, CancellationToken ct) =>
        database.Find<RemoteConversation>($"select {Columns} from remote_conversations where {Key}", new { ConversationId = conversationId, Epoch = epoch }, ct);

    /// <summary>Marks that a turn begins to be told, and answers the conversation as it was before; null where none has been begun.</summary>
    public Task<RemoteConversation?> BeginTurn(Guid conversationId, int epoch, long? turn, CancellationToken ct) =>
        database.WriteAlone<RemoteConversation>($"""
            with before as (select * from remote_conversations where {Key} for update),
                 marked as (update remote_conversations r set turn = coalesce(@turn, r.turn) from before b where r.conversation_id = b.conversation_id and r.epoch = b.epoch)
            select {Columns} from before
            """, new { ConversationId = conversationId, Epoch = epoch, turn }, ct);

    /// <summary>Writes down one that has just been begun. This process listens to it. Where another was quicker, theirs counts.</summary>
    public async Task<RemoteConversation> Add(RemoteConversation remote, DirectLineToken? token, CancellationToken ct) =>
        (await database.WriteAlone<RemoteConversation>($"""
            with added as (
                insert into remote_conversations ({Columns}, leased_by, begun_at)
                values (@ConversationId, @Epoch, @BotId, @Domain, @RemoteId, @VisitorId, @sealed, @ends, @Watermark, @Turn, @process, @now)
                on conflict (conversation_id, epoch) do nothing returning {Columns})
            select * from added union all select {Columns} from remote_conversations where {Key} limit 1
            """, new
        {
            remote.ConversationId, remote.Epoch, remote.BotId, remote.Domain, remote.RemoteId, remote.VisitorId, remote.Watermark, remote.Turn,
            @sealed = token is null ? null : secrets.Seal(token.Value), ends = token?.Ends, process = token is null ? (Guid?)null : process.Id, now = clock.Now(),
        }, ct))!;

    /// <summary>It was begun once more: what was begun before is left where it is.</summary>
    public async Task<RemoteConversation> Replace(RemoteConversation remote, CancellationToken ct) =>
        (await database.WriteAlone<RemoteConversation>(
            $"update remote_conversations set remote_id = @RemoteId, domain = @Domain, visitor_id = @VisitorId where {Key} returning {Columns}", remote, ct))!;

    /// <summary>Keeps a token that was got outside of listening.</summary>
    public Task KeepToken(RemoteConversation remote, DirectLineToken token, CancellationToken ct) =>
        database.WriteAlone<object>($"update remote_conversations set token_sealed = @sealed, token_ends = @Ends where {Key}",
            new { remote.ConversationId, remote.Epoch, @sealed = secrets.Seal(token.Value), token.Ends }, ct);

    /// <summary>Keeps how far has been listened. False when this process may not listen any more.</summary>
    public async Task<bool> Keep(RemoteConversation remote, DirectLineNews news, CancellationToken ct) =>
        await database.WriteAlone<bool?>($"""
            update remote_conversations
            set watermark = coalesce(@Watermark, watermark), token_sealed = coalesce(@sealed, token_sealed), token_ends = coalesce(@ends, token_ends)
            where {Key} and leased_by = @process returning true
            """, new
        {
            remote.ConversationId, remote.Epoch, news.Watermark, @sealed = news.Token is null ? null : secrets.Seal(news.Token.Value), ends = news.Token?.Ends, process = process.Id,
        }, ct) == true;

    /// <summary>Lets those go that their bots do not have any more, takes over those that nobody listens to, and answers all that this process listens to.</summary>
    public async Task<IReadOnlyList<(Guid ConversationId, int Epoch)>> Lease(int room, CancellationToken ct)
    {
        await database.WriteAlone<object>("""
            with gone as (
                update remote_conversations r set left_at = @now, leased_by = null
                from conversations c
                where c.id = r.conversation_id and r.left_at is null and (c.state <> 'WithBot' or c.epoch <> r.epoch)
                  and (r.leased_by is null or r.leased_by = @process or r.leased_by not in (select id from processes))),
            forgotten as (
                delete from remote_conversations where left_at < @before)
            update remote_conversations set leased_by = @process
            where (conversation_id, epoch) in (
                select r.conversation_id, r.epoch from remote_conversations r join conversations c on c.id = r.conversation_id
                where r.left_at is null and r.token_sealed is not null and c.state = 'WithBot' and c.epoch = r.epoch
                  and (r.leased_by is null or r.leased_by not in (select id from processes))
                limit @room for update of r skip locked)
            """, new { now = clock.Now(), before = clock.Now() - LeftMax, process = process.Id, room }, ct);
        return await database.List<(Guid, int)>(
            "select conversation_id, epoch from remote_conversations where leased_by = @process and left_at is null and token_sealed is not null", new { process = process.Id }, ct);
    }

    /// <summary>This process stops: others may listen at once.</summary>
    public Task Release(CancellationToken ct) =>
        database.WriteAlone<object>("update remote_conversations set leased_by = null where leased_by = @process", new { process = process.Id }, ct);
}
