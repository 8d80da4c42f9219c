using System.Text;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>The time in which an agent could say yes to what a bot asked for is over.</summary>
public sealed record ConfirmationLapsed(Guid ConversationId, Guid ConfirmationId) : Fact(ConversationId);

/// <summary>What an agent, or the time, decided about the run that a bot waits for.</summary>
internal sealed record Decided(Guid ConfirmationId, string Decision) : Incoming;

/// <summary>The run that a bot waits for, until somebody has said yes or no.</summary>
internal sealed record Pending(Guid ConfirmationId, bool AskedAgain);

/// <summary>
/// Asks for a yes on a bot's behalf: a bot can't say yes for its visitor. What the tool would do is told to the visitor, or to the agents, and the bot waits; the
/// answer brings it the tool's result, or that it was declined. Bots need not know of any of this.
/// </summary>
internal sealed class Asking(ToolBox tools, Confirmations confirmations, Database database)
{
    private const int ChangesMax = 12;

    private static readonly IReadOnlyList<SuggestedAction> YesOrNo = [new("Yes", "Yes"), new("No", "No")];

    /// <summary>A tool waits for a yes: says so, and what it is about.</summary>
    public static void Begin(Answer answer, ToolError error)
    {
        var preview = error.Preview!;
        if (error.Asks == "agent") answer.Say($"I've asked a colleague to agree to this first: {preview.Summary} I'll go on as soon as they have decided.");
        else answer.Say(Question(preview), YesOrNo);
        answer.Wait(new Pending(Guid.Parse(error.Confirmation!), AskedAgain: false), error);
    }

    /// <summary>Something reached a bot that waits for a yes. Answers what the bot is to be given: nothing, while the question is open.</summary>
    public async Task<IReadOnlyList<Incoming>> Settle(Turn turn, Answer answer, Incoming incoming, CancellationToken ct)
    {
        var pending = answer.Pending!;
        if (await Confirmations.Find(database, pending.ConfirmationId, ct) is not { } question)
        {
            answer.WaitNoLonger();
            return [Declined("confirmation_expired", "The question is no longer open."), incoming];
        }
        if (incoming is Decided decided) return [await Outcome(turn, answer, question, decided.Decision, ct)];
        if (incoming is not VisitorMessage message) return [];

        if (question.Asks == "agent")
        {
            answer.Say("A colleague is still looking at it. I'll go on as soon as they have decided.");
            return [];
        }
        switch (YesNo.Of(message.Text))
        {
            case true:
                return [await Outcome(turn, answer, question, "approved", ct)];
            case false:
                return [await Outcome(turn, answer, question, "declined", ct)];
            case null when !pending.AskedAgain:
                answer.Say($"Please answer yes or no. {Question(question.Foreseen)}", YesOrNo);
                answer.Wait(pending with { AskedAgain = true }, null);
                return [];
            default:
                return [await Outcome(turn, answer, question, "declined", ct), message];
        }
    }

    /// <summary>The result of a tool, as topics are given it.</summary>
    public static ToolDone Done(ToolResult result) => result.Error is { } error ? Declined(error.Code, error.Message) : new ToolDone(result.Json!.ToJsonString());

    private async Task<ToolDone> Outcome(Turn turn, Answer answer, Confirmation question, string decision, CancellationToken ct)
    {
        answer.WaitNoLonger();
        var settled = question.Asks == "visitor" ? await confirmations.DecideForVisitor(question.Id, decision, ct) : question.Decision ?? decision;
        if (settled != "approved") return settled == "expired" ? Declined("declined", "Nobody agreed to it in time.") : Declined("declined", "The answer was no.");

        // Under a key of its own: done once, also when this turn is done again after a crash.
        var result = await tools.Run(question.Tool, question.GivenInput, new ToolCall
        {
            Who = Runner.Bot(turn.HandlerId!.Value, turn.BotName), ConversationId = turn.Id, IdempotencyKey = $"confirmed:{question.Id:N}", Confirmation = question.Id.ToString("N"),
        }, ct);
        answer.Count(tools.Find(question.Tool), result);
        return Done(result);
    }

    private static ToolDone Declined(string code, string message) =>
        new(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }.ToJsonString());

    private static string Question(Preview preview)
    {
        var text = new StringBuilder($"Shall I do this? {preview.Summary}");
        foreach (var change in preview.Changes.Take(ChangesMax))
            text.Append(change.From is null ? $"\n- {change.Field}: {change.To}" : $"\n- {change.Field}: {change.From} → {change.To}");
        if (preview.Changes.Count > ChangesMax) text.Append($"\n- and {preview.Changes.Count - ChangesMax} more");
        return text.ToString();
    }
}

/// <summary>Where a bot stands between two turns, beyond what it remembers itself.</summary>
internal static class Standings
{
    public static async Task Keep(Work work, Turn turn, Answer answer)
    {
        await work.Run("""
            insert into bot_standings (conversation_id, epoch, fruitless, confirmation_id, asked_again) values (@Id, @Epoch, @fruitless, @confirmation, @askedAgain)
            on conflict (conversation_id) do update set epoch = @Epoch, fruitless = @fruitless, confirmation_id = @confirmation, asked_again = @askedAgain
            """,
            new { turn.Id, turn.Epoch, fruitless = answer.Fruitless, confirmation = answer.Pending?.ConfirmationId, askedAgain = answer.Pending?.AskedAgain ?? false });
        if (answer.Asked is { Asks: "agent", Confirmation: { } id })
            work.RecordAt(work.Now + Confirmation.Life, new ConfirmationLapsed(turn.Id, Guid.Parse(id)));
    }

    /// <summary>Tells the desks that an agent is asked.</summary>
    public static Utterance? Notice(Turn turn, Answer answer) => answer.Asked is { Asks: "agent", Preview: { } preview }
        ? Utterance.Event($"{turn.BotName} asks whether it may do this: {preview.Summary}", new Happening("confirmation_asked", turn.BotName, Reason: preview.Summary), @internal: true)
        : null;
}
