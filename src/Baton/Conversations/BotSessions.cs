namespace Baton.Conversations;

/// <summary>
/// What a bot did with a conversation it had: when it got it, how it left it, and after how many words of the visitor. Written by the statement that changes the
/// handler, so no row is missing and no trip is added; how long ago it was and what became of the visitor is read by the reports.
/// </summary>
internal static class BotSessions
{
    private const int ReasonLengthMax = 200;

    /// <summary>The topic that only says that the visitor wants a person: what it was about is the one before.</summary>
    private const string EscalateTopic = "Escalate";

    /// <summary>The statements that go with this change: none, mostly.</summary>
    public static string Of(Conversation before, Conversation changed)
    {
        var had = before.State == State.WithBot;
        var has = changed.State == State.WithBot;
        if (had && has && before.Epoch == changed.Epoch) return "";
        var isTaken = changed.State == State.WithAgent && before.Epoch != changed.Epoch;
        return $"{(had ? Ends : "")}{(has ? Begins : "")}{(isTaken ? Assists : "")}";
    }

    /// <summary>How a session ended, and why; what is not said by the conversation itself is that somebody took it.</summary>
    public static (string How, string? Reason) End(Conversation changed) => changed switch
    {
        { State: State.WrapUp or State.Closed } => ("ended", Cut(changed.CloseReason)),
        { State: State.Waiting } => ("escalated", Cut(changed.EscalationReason)),
        _ => ("taken", null),
    };

    private static string? Cut(string? reason) => reason?.Length > ReasonLengthMax ? reason[..ReasonLengthMax] : reason;

    /// <summary>Whether somebody assists its agent from now on.</summary>
    private const string Assists = """
        ;
        update conversations c set assisted = exists (select from workstream_assists a where a.workstream_id = c.workstream_id)
            or exists (select from workstreams w where w.id = c.workstream_id and w.assist_drafts)
        where c.id = @Id
        """;

    private const string Begins = """
        ;
        insert into bot_sessions (conversation_id, epoch, bot_id, began_at, heard_from)
        select @Id, @Epoch, @HandlerId, @now, coalesce(max(n), 0) from messages where conversation_id = @Id and from_kind in ('bot', 'agent')
        on conflict do nothing
        """;

    private const string Ends = $"""
        ;
        update bot_sessions s set ended_at = @now, how = @how, reason = @why,
            turns = (select count(*) from messages where conversation_id = @Id and n > s.heard_from and from_kind = 'visitor' and kind = 'message'),
            answered = coalesce((select from_kind = 'bot' from messages where conversation_id = @Id and kind = 'message' and from_kind in ('visitor', 'bot')
                                 order by n desc limit 1), false),
            last_topic = left(coalesce(
                (select nullif(value, '{EscalateTopic}') from variables where conversation_id = @Id and name = 'va_LastTopic' and set_by = 'bot'),
                (select topic from memories where conversation_id = @Id and epoch = @hadEpoch),
                (select value from variables where conversation_id = @Id and name = 'va_LastTopic' and set_by = 'bot')), 200)
        where s.conversation_id = @Id and s.epoch = @hadEpoch and s.ended_at is null
        """;
}
