using System.Text.Json.Nodes;
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
internal sealed class BotLine(Database database, Turns turns, Saying saying, TopicBots topics, ToolBox tools, TimeProvider clock, ILogger<BotLine> log)
{
    /// <summary>A turn that asks for more tools than this goes round in a circle.</summary>
    private const int ToolsMax = 12;

    /// <summary>The bot has been given the conversation: it greets, and hears what the visitor said while nobody had it yet.</summary>
    public async Task Greet(Assigned assigned, CancellationToken ct)
    {
        var unheard = await database.List<string>("""
            select text from messages
            where conversation_id = @ConversationId and kind = 'message' and from_kind = 'visitor' and n <= @LastN
              and n > coalesce((select max(n) from messages where conversation_id = @ConversationId and n <= @LastN and from_kind in ('bot', 'agent')), 0)
            order by n
            """, assigned, ct);
        await Take(assigned.ConversationId, assigned.HandlerId, assigned.Epoch, [new ConversationStarted(), .. unheard.Select(text => new VisitorMessage(text))],
            mayBeSilent: true, ct);
    }

    /// <summary>The visitor said something to the bot.</summary>
    public Task Hear(Said said, CancellationToken ct) =>
        Take(said.ConversationId, said.HandlerId!.Value, said.Epoch, [new VisitorMessage(said.Message.Text, said.Message.Extra?.Value?.ToJsonString())], mayBeSilent: false, ct);

    /// <summary>The bot's time to say something is over, if it has still said nothing.</summary>
    public async Task CheckSilence(SilenceLapsed lapsed, CancellationToken ct)
    {
        if (await turns.Find(lapsed.ConversationId, lapsed.BotId, lapsed.Epoch, ct) is not { } turn) return;

        var spoke = await database.Find<bool>("select exists (select from messages where conversation_id = @Id and n > @N and from_kind = 'bot')",
            new { turn.Id, lapsed.N }, ct);
        if (!spoke) await GiveUp(turn, [], HandOver.Because(turn, "The bot was silent", "The bot said nothing for too long."), ct);
    }

    private async Task Take(Guid conversationId, Guid botId, int epoch, IReadOnlyList<Incoming> incoming, bool mayBeSilent, CancellationToken ct)
    {
        if (await turns.Find(conversationId, botId, epoch, ct) is not { } turn) return;
        if (turn.BotKind != "topics")
        {
            await GiveUp(turn, [], HandOver.Because(turn, "The bot could not be reached", $"Bots of the kind {turn.BotKind} are not connected yet."), ct);
            return;
        }

        Answer answer;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(turn.SilenceSeconds));
        try
        {
            answer = await Run(turn, incoming, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await GiveUp(turn, [], HandOver.Because(turn, "The bot was silent", "The bot took too long to answer."), ct);
            return;
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or Npgsql.NpgsqlException or LeaseLost))
        {
            BotsLog.BotFailed(log, broken, turn.BotName, turn.Id);
            await GiveUp(turn, [], HandOver.Because(turn, "The bot failed", "The bot failed."), ct);
            return;
        }
        await Commit(turn, answer, mayBeSilent, ct);
    }

    /// <summary>Runs the bot over what reached it until it waits for the visitor, or needs no more of it.</summary>
    private async Task<Answer> Run(Turn turn, IReadOnlyList<Incoming> all, CancellationToken ct)
    {
        var bot = await topics.Get(turn.HandlerId!.Value);
        var context = turn.Context(clock.GetUtcNow());
        var answer = new Answer { State = turn.BotState };
        var asked = 0;
        foreach (var incoming in all)
        {
            for (var next = incoming; next is not null;)
            {
                if (asked > ToolsMax + all.Count) throw new InvalidOperationException($"The bot asked for more than {ToolsMax} tools in one turn.");
                var result = bot.Run(answer.State, next, context);
                answer.Add(result);
                next = await Bring(turn, result.Outcome, asked++, ct);
            }
            if (answer.Outcome is not Waiting) break;   // it gave up or ended: the rest is for whoever comes next
        }
        return answer;
    }

    /// <summary>What the bot asked for, or null when it waits for nothing that we could bring.</summary>
    private async Task<Incoming?> Bring(Turn turn, Outcome outcome, int step, CancellationToken ct) => outcome switch
    {
        NeedsTool need => new ToolDone(await RunTool(turn, need, step, ct)),
        NeedsHttp => new HttpDone(0, "", new Dictionary<string, string>()),
        NeedsAnswer => new AnswerDone(null),
        _ => null,
    };

    private async Task<string> RunTool(Turn turn, NeedsTool need, int step, CancellationToken ct)
    {
        // The key is the same when a crash makes this turn run again: what the tool did before is then answered, not done again.
        var key = $"{database.Job?.Id}:{step}";
        var result = await tools.Run(need.Name, JsonNode.Parse(need.InputJson) as JsonObject ?? [],
            new ToolCall { Who = Runner.Bot(turn.HandlerId!.Value, turn.BotName), ConversationId = turn.Id, IdempotencyKey = key }, ct);
        return result.Error is { } error
            ? new JsonObject { ["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message } }.ToJsonString()
            : result.Json!.ToJsonString();
    }

    private async Task Commit(Turn turn, Answer answer, bool mayBeSilent, CancellationToken ct)
    {
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
        if (answer.ChangedVariables.Count == 0 && answer.Rating is null && (says.Count > 0 || mayBeSilent))
        {
            await SayUnlessTooLate(new Entry { ConversationId = turn.Id, Says = says, Job = database.Job, Memory = answer.State.Save(), MemoryEpoch = turn.Epoch }, ct);
            return;
        }
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;   // somebody took over while it thought

        var conversation = before;
        foreach (var utterance in says) conversation = await work.Say(conversation, utterance);
        await work.SetVariables(turn.Id, answer.ChangedVariables, "bot");
        await work.Remember(turn, answer.State);
        if (answer.Rating is { } rating) conversation = conversation with { Rating = rating };
        await work.Save(before, conversation);
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

        var conversation = before;
        foreach (var utterance in lastWords) conversation = await work.Say(conversation, utterance);
        await work.SetVariables(turn.Id, handOver.Variables, "bot");
        conversation = conversation.Escalate(turn.HandlerId!.Value, turn.Epoch, handOver.Summary, turn.BotName, handOver.Reason, work.Now);
        await work.Save(before, conversation);
        work.Record(new Escalated(turn.Id, turn.HandlerId!.Value, handOver.Reason));
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
        if (answer.Rating is { } rating)
        {
            conversation = await work.Save(before, conversation with { Rating = rating });
            work.Record(new Rated(turn.Id));
        }
        await Ending.End(work, conversation, "ended_by_bot", $"{turn.BotName} ended the conversation.", new Happening("ended", turn.BotName));
        await work.Commit();
    }
}

/// <summary>A bot has said nothing since message n; when this falls due, somebody else is asked if it still has not.</summary>
public sealed record SilenceLapsed(Guid ConversationId, Guid BotId, int Epoch, int N) : Fact(ConversationId);
