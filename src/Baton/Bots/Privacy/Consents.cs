using Baton.Conversations;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Privacy;

/// <summary>
/// The privacy notice of a bot: shown before its first word. Where the bot asks, nothing of the visitor's reaches it before they have agreed; what they have said by
/// then follows, with the last events of their page. Whoever says no, or nothing clear twice, is given to a person. What was shown and answered is kept in bot_consents.
/// </summary>
internal sealed class Consents(Database database, Saying saying, TimeProvider clock)
{
    public const string Variable = "privacyConsent";
    public const string Declined = "The visitor did not agree to the privacy notice";

    /// <summary>Events of the page that are kept for the bot until the visitor has agreed: the last ones.</summary>
    private const int EventsMax = 20;

    private static readonly Suggestion[] YesOrNo = [new("Yes, go on", "Yes"), new("No, a person please", "No")];

    /// <summary>What of it the bot is told now; null: nothing, and the turn is over.</summary>
    /// <param name="said">The message that the turn is about, if it is about one.</param>
    public async Task<IReadOnlyList<Incoming>?> Pass(Turn turn, IReadOnlyList<Incoming> incoming, Message? said, CancellationToken ct)
    {
        try
        {
            return await Passed(turn, incoming, said, ct);
        }
        catch (Refusal over) when (over.Code == "conversation_closed")
        {
            return null;   // the visitor has left
        }
    }

    private async Task<IReadOnlyList<Incoming>?> Passed(Turn turn, IReadOnlyList<Incoming> incoming, Message? said, CancellationToken ct)
    {
        switch (turn.Consent)
        {
            case null:
                // A bot that has begun already, when the notice was written, goes on.
                if (!incoming.OfType<ConversationStarted>().Any()) return incoming;
                await Show(turn, ct);
                return turn.PrivacyAsks ? null : incoming;
            case "asked":
                return said is { Kind: "message" } && said.N > turn.ConsentNoticeN ? await Hear(turn, said, ct) : null;
            case "yes" when said is not null && said.N == turn.ConsentAnswerN:
                return await Beginning(turn, said.N, ct);   // they agreed, and a crash came before the bot was told
            case "no":
                return null;
            default:
                return incoming;
        }
    }

    private async Task Show(Turn turn, CancellationToken ct)
    {
        var notice = turn.PrivacyNotice!;
        var asked = $"{notice}\n\nMay {turn.BotName} go on? Please answer yes or no. With no, a person answers you.";
        // Under an id of its own: shown once, also when a crash makes this turn run again.
        var n = await Tell(turn, turn.PrivacyAsks ? asked : notice, "", ct);
        await database.WriteAlone<int>("""
            with shown as (insert into bot_consents (conversation_id, bot_id, notice, answer, notice_n, shown_at)
                values (@Id, @HandlerId, @notice, @answer, @n, @now) on conflict do nothing returning 1) select count(*)::int from shown
            """, new { turn.Id, turn.HandlerId, notice, answer = turn.PrivacyAsks ? "asked" : "told", n, now = clock.GetUtcNow() }, ct);
    }

    private async Task<IReadOnlyList<Incoming>?> Hear(Turn turn, Message said, CancellationToken ct)
    {
        switch (YesNo.Of(said.Text))
        {
            case true:
                await database.WriteAlone<int>($"""
                    with answered as (update bot_consents set answer = 'yes', answer_n = @N, answered_at = @now
                        where conversation_id = @Id and bot_id = @HandlerId and answer = 'asked' returning conversation_id),
                    kept as (insert into variables (conversation_id, name, type, value, set_by) select conversation_id, '{Variable}', 'text', 'yes', 'visitor' from answered
                        on conflict (conversation_id, name) do update set type = excluded.type, value = excluded.value, set_by = excluded.set_by returning 1)
                    select count(*)::int from kept
                    """, new { turn.Id, turn.HandlerId, said.N, now = clock.GetUtcNow() }, ct);
                return await Beginning(turn, said.N, ct);
            case null when turn.ConsentAgainN is null:
                await AskAgain(turn, ct);
                return null;
            case null when said.N < turn.ConsentAgainN:
                return null;   // said before they were asked again
            default:
                await GiveUp(turn, said.N, ct);
                return null;
        }
    }

    private async Task AskAgain(Turn turn, CancellationToken ct)
    {
        var n = await Tell(turn, $"Before {turn.BotName} can read what you write: please answer yes or no. With no, a person answers you.", ":again", ct);
        await database.WriteAlone<int>("""
            with asked as (update bot_consents set again_n = @n where conversation_id = @Id and bot_id = @HandlerId and again_n is null returning 1) select count(*)::int from asked
            """, new { turn.Id, turn.HandlerId, n }, ct);
    }

    /// <summary>As a bot is greeted, with all that the visitor has said by then, and what their page has told.</summary>
    private async Task<IReadOnlyList<Incoming>> Beginning(Turn turn, int answerN, CancellationToken ct)
    {
        var told = await database.UnheardOfPage(turn.Id, answerN - 1, EventsMax, ct);
        return [new ConversationStarted(), .. told.Select(one => one.Event is null ? (Incoming)new VisitorMessage(one.Text) : new EventReceived(one.Event, one.Value))];
    }

    private async Task GiveUp(Turn turn, int n, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;

        await work.Run("update bot_consents set answer = 'no', answer_n = @n, answered_at = @Now where conversation_id = @Id and bot_id = @HandlerId",
            new { turn.Id, turn.HandlerId, n, work.Now });
        await work.SetVariables(turn.Id, new Dictionary<string, object?> { [Variable] = "no" }, "visitor");
        await work.GiveUp(before, turn, [], HandOver.Because(turn, Declined, "The visitor did not agree that what they write goes to the bot. Nothing of it went there."));
        await work.Commit();
    }

    private async Task<int> Tell(Turn turn, string text, string part, CancellationToken ct)
    {
        var notice = Utterance.Event(text, new Happening("privacy_notice", turn.BotName)) with { ClientId = $"privacy:{turn.HandlerId:N}:{turn.Epoch}{part}" };
        if (turn.PrivacyAsks) notice = notice with { Extra = notice.Extra! with { Suggested = YesOrNo } };
        return (await saying.Say(turn.Id, notice, ct)).N;
    }
}

/// <summary>What a visitor said that nobody has heard yet.</summary>
internal static class UnheardWords
{
    public static Task<IReadOnlyList<string>> Unheard(this Database database, Guid conversationId, int lastN, CancellationToken ct) => database.List<string>("""
        select text from messages
        where conversation_id = @conversationId and kind = 'message' and from_kind = 'visitor' and n <= @lastN
          and n > coalesce((select max(n) from messages where conversation_id = @conversationId and n <= @lastN and from_kind in ('bot', 'agent')), 0)
        order by n
        """, new { conversationId, lastN }, ct);

    /// <summary>The same with the last events of the visitor's page, in order. A page that asks for the greeting need not: it comes.</summary>
    public static Task<IReadOnlyList<Unheard>> UnheardOfPage(this Database database, Guid conversationId, int lastN, int eventsMax, CancellationToken ct) => database.List<Unheard>("""
        with since as (select coalesce(max(n), 0) as n from messages where conversation_id = @conversationId and n <= @lastN and from_kind in ('bot', 'agent')),
             events as (
                select m.n, m.text, extra #>> '{event,name}' as event, extra ->> 'value' as value from messages m, since
                where conversation_id = @conversationId and kind = 'event' and from_kind = 'visitor' and m.n <= @lastN and m.n > since.n
                  and extra #>> '{event,name}' <> 'startConversation'
                order by m.n desc limit @eventsMax)
        select n, text, null as event, null as value from messages
        where conversation_id = @conversationId and kind = 'message' and from_kind = 'visitor' and n <= @lastN and n > (select n from since)
        union all select n, text, event, value from events order by n
        """, new { conversationId, lastN, eventsMax }, ct);
}

/// <summary>A message of a visitor's, or an event of their page with its value as JSON.</summary>
internal sealed record Unheard
{
    public required string Text { get; init; }
    public string? Event { get; init; }
    public string? Value { get; init; }
}
