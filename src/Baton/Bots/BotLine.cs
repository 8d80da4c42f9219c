using System.Globalization;
using Baton.Bots.Ai;
using Baton.Bots.Connector;
using Baton.Bots.Health;
using Baton.Bots.Life;
using Baton.Bots.Privacy;
using Baton.Bots.Models;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>
/// The line to the bots: passes on what the visitor says and takes back what the bot answers. A bot's turn is one commit: its words, what it
/// remembers, the variables it set, its giving the conversation up or ending it, and the job that it was. A bot that fails, or says nothing for too
/// long, gives the conversation up; it never stops one.
/// </summary>
internal sealed class BotLine(
    Database database, Turns turns, Saying saying, TopicBots topics, ToolBox tools, Confirmations confirmations, Requests requests, Answering answering,
    AiLine ai, IEnumerable<IRemoteLine> lines, BotSpeech speech, BotHealth health, TypingSigns typing, Consents consents, TimeProvider clock, ILogger<BotLine> log)
{
    /// <summary>A turn that asks for more tools than this goes round in a circle.</summary>
    private const int ToolsMax = 12;

    /// <summary>The bot has been given the conversation: it greets, and hears what the visitor said while nobody had it yet.</summary>
    public async Task Greet(Assigned assigned, CancellationToken ct)
    {
        var unheard = await database.Unheard(assigned.ConversationId, assigned.LastN, ct);
        await Take(assigned.ConversationId, assigned.HandlerId, assigned.Epoch, [new ConversationStarted(), .. unheard.Select(text => new VisitorMessage(text))],
            mayBeSilent: true, ct, since: assigned.LastN);
    }

    /// <summary>The visitor said something to the bot, or the page around the chat sent it an event, which it need not answer.</summary>
    public async Task Hear(Said said, CancellationToken ct)
    {
        var (message, value) = (said.Message, said.Message.Extra?.Value?.ToJsonString());
        var happened = message.Kind == "event" ? message.Extra?.Event : null;
        // Pages made for Copilot Studio ask for the greeting, which every bot here is asked for when it gets the conversation.
        if (happened?.Name == "startConversation" && !await HasVisitorSpoken(said, ct)) return;
        Incoming incoming = happened is null ? new VisitorMessage(message.OwnText, value) : new EventReceived(happened.Name, value);
        await Take(said.ConversationId, said.HandlerId!.Value, said.Epoch, [incoming], mayBeSilent: happened is not null, ct, message);
    }

    /// <summary>An agent has decided about what the bot wanted to do.</summary>
    public Task GoOn(ConfirmationDecided decided, CancellationToken ct) =>
        GoOn(decided.ConversationId, decided.ConfirmationId, decided.Approved ? "approved" : "declined", ct);

    /// <summary>Nobody has decided in time: that is a no.</summary>
    public async Task GoOnWithout(ConfirmationLapsed lapsed, CancellationToken ct)
    {
        if (await confirmations.Lapse(lapsed.ConfirmationId, ct)) await GoOn(lapsed.ConversationId, lapsed.ConfirmationId, "expired", ct);
    }

    /// <summary>The visitor has been silent for as long as a topic of the bot waits for, if they still are.</summary>
    public async Task HearSilence(VisitorQuiet quiet, CancellationToken ct)
    {
        var spoke = await database.Find<bool>(
            "select exists (select from messages where conversation_id = @ConversationId and n > @N and from_kind = 'visitor' and kind = 'message')", quiet, ct);
        if (!spoke) await Take(quiet.ConversationId, quiet.BotId, quiet.Epoch, [new VisitorSilent(quiet.Seconds, quiet.Before)], mayBeSilent: true, ct);
    }

    /// <summary>The bot's time to say something is over, if it has still said nothing.</summary>
    public async Task CheckSilence(SilenceLapsed lapsed, CancellationToken ct)
    {
        if (await turns.Find(lapsed.ConversationId, lapsed.BotId, lapsed.Epoch, ct) is not { } turn) return;

        var spoke = await database.Find<bool>("select exists (select from messages where conversation_id = @Id and n > @N and from_kind = 'bot')",
            new { turn.Id, lapsed.N }, ct);
        if (spoke) return;
        var silent = HandOver.Because(turn, "The bot was silent", "The bot said nothing for too long.");
        Note(turn, TimeSpan.FromSeconds(turn.SilenceSeconds), silent);
        await GiveUp(turn, [], silent, ct);
    }

    private Task<bool> HasVisitorSpoken(Said said, CancellationToken ct) => database.Find<bool>(
        "select exists (select from messages where conversation_id = @ConversationId and n < @Number and from_kind = 'visitor' and kind = 'message')", said, ct);

    private async Task GoOn(Guid conversationId, Guid confirmationId, string decision, CancellationToken ct)
    {
        var waiting = await database.Find<Waiter>("""
            select c.handler_id as bot_id, c.epoch from conversations c join bot_standings s on s.conversation_id = c.id and s.epoch = c.epoch
            where c.id = @conversationId and s.confirmation_id = @confirmationId and c.state = 'WithBot'
            """, new { conversationId, confirmationId }, ct);
        if (waiting is not null) await Take(conversationId, waiting.BotId, waiting.Epoch, [new Decided(confirmationId, decision)], mayBeSilent: true, ct);
    }

    private async Task Take(Guid conversationId, Guid botId, int epoch, IReadOnlyList<Incoming> incoming, bool mayBeSilent, CancellationToken ct, Message? about = null, int? since = null)
    {
        if (await turns.Find(conversationId, botId, epoch, ct) is not { } turn) return;
        turn = turn with { Since = about?.N ?? since ?? turn.LastN };
        if (turn.IsGone)
        {
            await GiveUp(turn, [], Departing.Words(turn), ct);
            return;
        }
        if (turn.PrivacyNotice is not null)
        {
            if (await consents.Pass(turn, incoming, about, ct) is not { } passed) return;
            (incoming, mayBeSilent) = (passed, mayBeSilent || passed.OfType<ConversationStarted>().Any());
        }
        if (lines.FirstOrDefault(line => line.Kind == turn.BotKind) is { } line)
        {
            await Call(turn, line, incoming, mayBeSilent, ct);
            return;
        }
        var ready = await ai.Ready(turn, ct);
        if (ready is null && (turn.BotKind is not ("topics" or "ai") || turn.Version is null))
        {
            var why = turn.BotKind switch
            {
                "topics" => "The bot has no topics yet.",
                "ai" when turn.AiVersion is null => "The bot has not been published yet.",
                "ai" => "No model is set up, and the bot has no topics to do without one.",
                _ => $"Bots of the kind {turn.BotKind} are not connected yet.",
            };
            await GiveUp(turn, [], HandOver.Because(turn, "The bot could not be reached", why), ct);
            return;
        }

        Answer answer;
        var began = clock.GetTimestamp();
        using var limit = new TimeLimit(TimeSpan.FromSeconds(turn.SilenceSeconds), clock, ct);
        try
        {
            answer = ready is null ? await Run(turn, incoming, limit.Token) : await ai.Run(turn, ready, incoming, Key, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await GiveUp(turn, [], Noted(turn, began, HandOver.Because(turn, "The bot was silent", "The bot took too long to answer.")), ct);
            return;
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or Npgsql.NpgsqlException or LeaseLost))
        {
            BotsLog.BotFailed(log, broken, turn.BotName, turn.Id);
            await GiveUp(turn, [], Noted(turn, began, HandOver.Because(turn, "The bot failed", "The bot failed.")), ct);
            return;
        }
        if (await GoesOnByItself(turn, incoming, answer, ct) is { } stuck)
        {
            await GiveUp(turn, [], Noted(turn, began, stuck), ct);
            return;
        }
        Note(turn, clock.GetElapsedTime(began), FailureOf(turn, answer));
        // What it remembers belongs to the version of the program that ran.
        await Commit(ready is null ? turn : turn with { Version = ready.Version }, answer, mayBeSilent || answer.MayBeSilent, ct);
    }

    /// <summary>A bot whose visitor says nothing, and that talks on and on: to a page that never stops telling it of events.</summary>
    private async Task<HandOver?> GoesOnByItself(Turn turn, IReadOnlyList<Incoming> incoming, Answer answer, CancellationToken ct) =>
        incoming.All(one => one is EventReceived or VisitorSilent) && answer.Utterances(turn) is { Count: > 0 } says
            && await turns.FindToSpeak(turn.Id, turn.HandlerId!.Value, turn.Epoch, ct) is { } lately ? await speech.TooMuch(lately, says, ct) : null;

    /// <summary>What its health counts, without any word of the visitor's.</summary>
    private static HandOver? FailureOf(Turn turn, Answer answer) => answer switch
    {
        { Outcome: Failed failed } => HandOver.Because(turn, "The bot failed", $"The bot failed: {failed.Code}"),
        { GivesUp: { IsFailure: true } gone } => HandOver.Because(turn, gone.Reason, $"The model failed: {gone.Variables["escalation_reason"]}"),
        _ => null,
    };

    private HandOver Noted(Turn turn, long began, HandOver failure)
    {
        Note(turn, clock.GetElapsedTime(began), failure);
        return failure;
    }

    private void Note(Turn turn, TimeSpan took, HandOver? failure) => health.Note(turn, failure is null, took, failure?.Reason, failure?.Summary);

    /// <summary>Calls a bot that lives elsewhere. Most of what it says comes by the connector's door, before it answers this call or later.</summary>
    private async Task Call(Turn turn, IRemoteLine line, IReadOnlyList<Incoming> incoming, bool mayBeSilent, CancellationToken ct)
    {
        Heard heard;
        var began = clock.GetTimestamp();
        try
        {
            var asked = line.Ask(turn, incoming, Key, ct);
            heard = incoming.Any(one => one is VisitorMessage or ConversationStarted) ? await typing.Until(turn.Id, asked, ct) : await asked;
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or Npgsql.NpgsqlException or LeaseLost))
        {
            BotsLog.BotFailed(log, broken, turn.BotName, turn.Id);
            heard = new Heard { Failure = HandOver.Because(turn, "The bot failed", "The bot failed.") };
        }
        health.Note(turn, heard, clock.GetElapsedTime(began));
        if (heard.Failure is { } why)
        {
            await GiveUp(turn, heard.Says, why, ct);
            return;
        }
        if (heard.Says.Count > 0 || heard.Command is not null)
        {
            await PassUnlessTooLate(turn, heard, ct);
            return;
        }
        var mustSpeak = !mayBeSilent || heard.IsLate || incoming.Any(one => one is VisitorMessage);
        if (!mustSpeak || heard.HasSpoken) return;
        var left = TimeSpan.FromSeconds(heard.IsLate ? turn.SilenceSeconds - ConnectorLine.AnswerSecondsMax : turn.SilenceSeconds);
        if (left > TimeSpan.Zero) typing.Owes(turn.Id, left);   // before the store is asked: a word that comes meanwhile ends it
        if (await line.HasSpoken(turn, ct))
        {
            typing.Settle(turn.Id);
            return;
        }
        await using var work = await database.Begin(ct);
        work.RecordAt(work.Now + left, new SilenceLapsed(turn.Id, turn.HandlerId!.Value, turn.Epoch, turn.LastN));
        await work.Commit();
    }

    private async Task PassUnlessTooLate(Turn turn, Heard heard, CancellationToken ct)
    {
        try
        {
            await speech.Pass(turn, heard.Says, heard.Command, ct);
        }
        catch (Refusal late) when (late.Code is "stale_epoch" or "conversation_closed" or "ConversationMovedOn")
        {
            // As with topics: nobody hears what it had to say, and there is nothing to try again.
        }
        catch (Refusal unsound)
        {
            BotsLog.BotGaveError(log, turn.BotName, turn.Id, unsound.Code);
            await GiveUp(turn, [], HandOver.Because(turn, "The bot failed", $"The bot's answer could not be passed on. {unsound.Message}"), ct);
        }
    }

    /// <summary>Runs the bot over what reached it until it waits for the visitor, or needs no more of it.</summary>
    private async Task<Answer> Run(Turn turn, IReadOnlyList<Incoming> all, CancellationToken ct)
    {
        var bot = await topics.Get(turn.HandlerId!.Value, turn.Version!.Value);
        var context = turn.Context(clock.GetUtcNow());
        var answer = new Answer { State = turn.BotState, Pending = turn.Pending, Fruitless = turn.Fruitless };
        var asking = new Asking(tools, confirmations, database);
        var asked = 0;
        foreach (var incoming in all)
        {
            var steps = answer.Pending is null ? [incoming] : await asking.Settle(turn, answer, incoming, ct);
            foreach (var step in steps)
            {
                for (var next = step; next is not null && !answer.IsStuck;)
                {
                    if (asked > ToolsMax + all.Count) throw new InvalidOperationException($"The bot asked for more than {ToolsMax} tools in one turn.");
                    var result = bot.Run(answer.State, next, context);
                    answer.Add(result);
                    next = await Bring(turn, answer, result.Outcome, asked++, ct);
                }
            }
            if (answer.Outcome is not Waiting || answer.IsStuck) break;   // it gave up, ended, or waits for a yes: the rest is for whoever comes next
        }
        // An event is no word of the visitor's: the time that runs goes on.
        if (!all.All(incoming => incoming is EventReceived)) WaitForSilence(bot, answer, all.OfType<VisitorSilent>().FirstOrDefault());
        return answer;
    }

    private static void WaitForSilence(TopicBot bot, Answer answer, VisitorSilent? silent)
    {
        var before = silent?.Seconds ?? 0;
        var next = bot.InactivitySeconds.FirstOrDefault(seconds => seconds > before);
        answer.Inactivity = next > 0 ? (next, before) : null;
        answer.OnlyWhileSilent = silent is not null;
    }

    /// <summary>What the bot asked for, or null when it waits for nothing that we could bring.</summary>
    private async Task<Incoming?> Bring(Turn turn, Answer answer, Outcome outcome, int step, CancellationToken ct) => outcome switch
    {
        NeedsTool need => await RunTool(turn, answer, need, step, ct),
        NeedsHttp need => await requests.Make(turn, need, Key(step), ct),
        NeedsAnswer need => await answering.Ask(turn, answer, need, ct),
        _ => null,
    };

    /// <summary>The same when a crash makes this turn run again: what was done before is then answered, not done again.</summary>
    private string Key(int step) => Key(step.ToString(CultureInfo.InvariantCulture));

    private string Key(string step) => $"{database.Job?.Id}:{step}";

    private async Task<ToolDone?> RunTool(Turn turn, Answer answer, NeedsTool need, int step, CancellationToken ct)
    {
        var (tool, input) = await CallAction.Resolve(tools, database, turn.HandlerId!.Value, need.Name, need.InputJson, ct);
        var result = await tools.Run(tool, input,
            new ToolCall { Who = Runner.Bot(turn.HandlerId!.Value, turn.BotName), ConversationId = turn.Id, IdempotencyKey = Key(step) }, ct);
        answer.Count(tools.Find(tool), result);
        if (result.Error is not { Code: "confirmation_required", Asks: "visitor" or "agent" } error) return Asking.Done(result);
        Asking.Begin(answer, error);
        return null;   // the turn ends here; the answer to the question brings the result
    }

    private async Task Commit(Turn turn, Answer answer, bool mayBeSilent, CancellationToken ct)
    {
        if (answer.GivesUp is { } why)
        {
            await GiveUp(turn, answer.Utterances(turn), why, ct);
            return;
        }
        if (answer.IsStuck)
        {
            var stuck = HandOver.Because(turn, "Three tool runs in a row came to nothing", $"The bot got no further: {answer.LastFruitless}");
            await GiveUp(turn, answer.Utterances(turn), stuck with { Variables = answer.ChangedVariables }, ct);
            return;
        }
        switch (answer.Outcome)
        {
            case Transfer transfer:
                await GiveUp(turn, answer.Utterances(turn), HandOver.From(turn, transfer, answer), ct);
                break;
            case Failed failed:
                BotsLog.BotGaveError(log, turn.BotName, turn.Id, failed.Code);
                await GiveUp(turn, answer.Utterances(turn), HandOver.Because(turn, "The bot failed", $"The bot failed: {failed.Message}"), ct);
                break;
            case Topics.Ended:
                await End(turn, answer, ct);
                break;
            default:
                await Answered(turn, answer, mayBeSilent, ct);
                break;
        }
    }

    private async Task Answered(Turn turn, Answer answer, bool mayBeSilent, CancellationToken ct)
    {
        var says = answer.Utterances(turn);
        var isWordsOnly = answer.ChangedVariables.Count == 0 && answer.Opinion is null && answer.Inactivity is null && !answer.OnlyWhileSilent && !answer.StandsElsewhere(turn);
        if (isWordsOnly && (says.Count > 0 || mayBeSilent))
        {
            await SayUnlessTooLate(new Entry
            {
                ConversationId = turn.Id, Says = says, Job = database.Job,
                Memory = answer.Memory, MemoryEpoch = turn.Epoch, MemoryVersion = turn.Version, MemoryTopic = answer.State.LastTopic,
            }, ct);
            return;
        }
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;   // somebody took over while it thought
        if (answer.OnlyWhileSilent && before.LastN != turn.LastN) return;

        var conversation = before;
        foreach (var utterance in says) conversation = await work.Say(conversation, utterance);
        await work.SetVariables(turn.Id, answer.ChangedVariables, "bot");
        await work.Remember(turn, answer.Memory, answer.State.LastTopic);
        if (answer.StandsElsewhere(turn)) await Standings.Keep(work, turn, answer);
        if (Standings.Notice(turn, answer) is { } notice) conversation = await work.Say(conversation, notice);
        if (answer.Opinion is { } opinion)
        {
            conversation = conversation.Hold(opinion);
            work.Record(new Rated(turn.Id));
        }
        await work.Save(before, conversation);
        if (answer.Inactivity is var (seconds, over))
            work.RecordAt(work.Now.AddSeconds(seconds - over), new VisitorQuiet(turn.Id, turn.HandlerId!.Value, turn.Epoch, turn.LastN, seconds, over));
        if (says.Count == 0 && !mayBeSilent)
            work.RecordAt(work.Now.AddSeconds(turn.SilenceSeconds), new SilenceLapsed(turn.Id, turn.HandlerId!.Value, turn.Epoch, conversation.LastN));
        await work.Commit();
    }

    private async Task SayUnlessTooLate(Entry entry, CancellationToken ct)
    {
        try
        {
            await saying.Say(entry, ct);
        }
        catch (Refusal late) when (late.Code is "stale_epoch" or "conversation_closed")
        {
            // Somebody took over, or the visitor left, while it thought: nobody hears what it had to say, and there is nothing to try again.
        }
    }

    private async Task GiveUp(Turn turn, IReadOnlyList<Utterance> lastWords, HandOver handOver, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;

        await work.GiveUp(before, turn, lastWords, handOver);
        await work.Commit();
    }

    private async Task End(Turn turn, Answer answer, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;

        var conversation = before;
        foreach (var utterance in answer.Utterances(turn)) conversation = await work.Say(conversation, utterance);
        await work.SetVariables(turn.Id, answer.ChangedVariables, "bot");
        if (answer.Opinion is { } opinion)
        {
            conversation = await work.Save(before, conversation.Hold(opinion));
            work.Record(new Rated(turn.Id));
        }
        await Ending.End(work, conversation, "ended_by_bot", $"{turn.BotName} ended the conversation.", new Happening("ended", turn.BotName));
        await work.Commit();
    }
}
