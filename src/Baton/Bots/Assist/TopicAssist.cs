using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots.Assist;

/// <summary>Runs a topic bot as an assist: the visitor's words as ever, the agent's as an event; what it says is suggested. It can neither hand over nor end.</summary>
internal sealed class TopicAssist(TopicBots bots, ToolBox tools, Requests requests, Models.Answering answering, Plumbing.Database database, TimeProvider clock)
{
    private const int StepsMax = 20;
    private const int SuggestionsMax = 10;

    public async Task<Came> Run(AssistTurn assist, IReadOnlyList<Incoming> incoming, Func<AssistTurn, Func<int, string>> keys, CancellationToken ct)
    {
        var (turn, key) = (assist.Turn, keys(assist));
        var bot = await bots.Get(assist.BotId!.Value, assist.Version!.Value);
        var answer = new Answer { State = assist.State ?? BotState.New };
        var context = turn.Context(clock.GetUtcNow());
        var steps = 0;
        foreach (var one in incoming)
        {
            for (var next = one; next is not null;)
            {
                if (steps > StepsMax + incoming.Count) throw new InvalidOperationException($"The assist asked for more than {StepsMax} things in one turn.");
                answer.Add(bot.Run(answer.State, next, context));
                next = answer.Outcome switch
                {
                    NeedsTool need => await RunTool(turn, need, key(steps), ct),
                    NeedsHttp need => await requests.Make(turn, need, key(steps), ct),
                    NeedsAnswer need => await answering.Ask(turn, answer, need, ct),
                    _ => null,
                };
                steps++;
            }
        }
        return new Came
        {
            HeardN = assist.HeardN, Memory = answer.State.Save(),
            Suggests = [.. answer.Utterances(turn).Select((says, at) => Suggestion.Of(assist, says, key(1_000 + at))).OfType<Suggestion>().TakeLast(SuggestionsMax)],
        };
    }

    /// <summary>As the bot, under its policies. What somebody would have to say yes to is not done: an assist suggests.</summary>
    private async Task<ToolDone> RunTool(Turn turn, NeedsTool need, string key, CancellationToken ct)
    {
        var (tool, input) = await CallAction.Resolve(tools, database, turn.HandlerId!.Value, need.Name, need.InputJson, ct);
        return Asking.Done(await tools.Run(tool, input, new ToolCall { Who = Runner.Bot(turn.HandlerId!.Value, turn.BotName), ConversationId = turn.Id, IdempotencyKey = key }, ct));
    }
}
