using Baton.Conversations;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Assist;

/// <summary>An assist and the conversation that it hears: as much of both as a turn needs.</summary>
internal sealed record AssistTurn
{
    private const string Columns = """
        c.id, c.epoch, c.last_n, c.channel, c.visitor_id, c.visitor_name, c.visitor_email, c.locale, c.handler_id as agent_id, h.name as agent_name,
        (select json_agg(json_build_array(v.name, v.type, v.value))::text from variables v where v.conversation_id = c.id) as variables
        """;

    /// <summary>The assists of a conversation that its agent has.</summary>
    public const string Sql = $"""
        select {Columns}, b.user_id as bot_id, u.name as bot_name, b.kind,
               coalesce(s.version, case when b.kind = 'ai' then b.ai_version else b.live_version end) as version, coalesce(s.heard_n, 0) as heard_n,
               s.conversation_id is null as is_new, coalesce(s.failures, 0) as failures, s.memory
        from conversations c
        join users h on h.id = c.handler_id
        join workstream_assists a on a.workstream_id = c.workstream_id
        join bots b on b.user_id = a.bot_id
        join users u on u.id = b.user_id and u.disabled_at is null
        left join assist_standings s on s.conversation_id = c.id and s.bot_id = b.user_id and s.epoch = c.epoch
        where c.id = @conversationId and c.state = 'WithAgent' and c.assisted and coalesce(s.failures, 0) < @failuresMax
          and case b.kind when 'topics' then b.live_version is not null when 'ai' then b.ai_version is not null else true end
        """;

    /// <summary>Whether the model drafts answers for its agent, unasked: to what the visitor said last.</summary>
    public const string DraftsSql = $"""
        select {Columns}, null::uuid as bot_id, 'Baton' as bot_name, 'model' as kind, m.n as heard_n, false as is_new
        from conversations c
        join users h on h.id = c.handler_id
        join workstreams w on w.id = c.workstream_id and w.assist_drafts
        cross join lateral (select n, from_kind from messages where conversation_id = c.id and kind = 'message' order by n desc limit 1) m
        where c.id = @conversationId and c.state = 'WithAgent' and m.from_kind = 'visitor'
          and not exists (select from suggestions g where g.conversation_id = c.id and g.kind = 'draft' and g.epoch = c.epoch and g.client_id = 'draft:' || m.n)
        """;

    public required Guid Id { get; init; }
    public required int Epoch { get; init; }
    public required int LastN { get; init; }
    public required string Channel { get; init; }
    public required string VisitorId { get; init; }
    public string? VisitorName { get; init; }
    public string? VisitorEmail { get; init; }
    public string? Locale { get; init; }
    public required Guid AgentId { get; init; }
    public required string AgentName { get; init; }
    public string? Variables { get; init; }
    public Guid? BotId { get; init; }
    public required string BotName { get; init; }
    public required string Kind { get; init; }
    public int? Version { get; init; }
    public required int HeardN { get; init; }
    public required bool IsNew { get; init; }
    public int Failures { get; init; }
    public byte[]? Memory { get; init; }

    public BotState? State => Memory is null ? null : BotState.Load(Memory);

    /// <summary>As lines to bots know it. Its epoch is nobody's who speaks.</summary>
    public Turn Turn => new()
    {
        Id = Id, State = Conversations.State.WithAgent, HandlerId = BotId, Epoch = -Epoch, LastN = LastN, Channel = Channel, VisitorId = VisitorId, VisitorName = VisitorName,
        VisitorEmail = VisitorEmail, Locale = Locale, BotName = BotName, BotKind = Kind, SilenceSeconds = 15, Version = Version, Variables = Variables,
    };

    /// <summary>The agent whom it assists still has the conversation.</summary>
    public bool IsStillIn(Conversation conversation) => conversation.State == Conversations.State.WithAgent && conversation.Epoch == Epoch && conversation.HandlerId == AgentId;
}

/// <summary>What is kept of assists.</summary>
internal static class AssistRows
{
    public static Task Keep(this Work work, AssistTurn assist, Came came) => work.Run("""
        insert into assist_standings (conversation_id, bot_id, epoch, heard_n, failures, memory, version) values (@Id, @BotId, @Epoch, @HeardN, @failures, @memory, @Version)
        on conflict (conversation_id, bot_id) do update
        set epoch = excluded.epoch, heard_n = excluded.heard_n, failures = excluded.failures, memory = excluded.memory, version = excluded.version
        """, new { assist.Id, assist.BotId, assist.Epoch, came.HeardN, failures = came.Failed ? assist.Failures + 1 : 0, memory = came.Memory, assist.Version });

    /// <summary>Keeps a suggestion for the agent who has the conversation; one that came before, and comes again, is kept once. Answers how many were kept.</summary>
    public static Task<int> Suggest(this Work work, Conversation conversation, Suggestion suggestion) => work.Run("""
        insert into suggestions (conversation_id, id, user_id, epoch, bot_id, from_name, kind, client_id, text, attachments, words_from, layout, actions, made_at)
        values (@Id, @suggestionId, @HandlerId, @Epoch, @BotId, @From, @Kind, @ClientId, @Text, @attachments::jsonb, @wordsFrom, @Layout, @actions::jsonb, @Now)
        on conflict do nothing
        """,
        new
        {
            conversation.Id, suggestionId = suggestion.Id, conversation.HandlerId, conversation.Epoch, suggestion.BotId, suggestion.From, suggestion.Kind, suggestion.ClientId,
            suggestion.Text, suggestion.Layout, wordsFrom = suggestion.WordsFrom?.ToArray(), attachments = suggestion.Attachments?.ToJsonString(), actions = suggestion.ActionsJson, work.Now,
        });
}
