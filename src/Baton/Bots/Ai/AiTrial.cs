using System.Text.Json.Nodes;
using Baton.Bots.Models;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Ai;

/// <summary>
/// A turn of a program for somebody who tries it: the same rails, model and checks as for visitors, with no conversation behind it. Which tools really run is the
/// caller's to say.
/// </summary>
internal sealed class AiTrial(Database database, Secrets secrets, AiTurns turns, AiUsage usage, TimeProvider clock)
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);

    /// <summary>Null where no model is set up.</summary>
    /// <param name="talk">What was said so far, from visitor or bot; the visitor's latest words are last.</param>
    /// <param name="runTool">Runs a tool, or says that it does not in a trial.</param>
    public async Task<AiOutcome?> Run(
        Guid botId, string botName, AiProgram program, IReadOnlyList<(string From, string Text)> talk, Func<string, JsonObject, CancellationToken, Task<ToolResult>> runTool,
        Func<string, CancellationToken, Task<IReadOnlyList<Found>>>? search, CancellationToken ct)
    {
        if (await Connected.Saved(database, secrets, ct) is not { } model) return null;
        return await turns.Run(program, new AiContext
        {
            BotName = botName, Now = clock.GetUtcNow(), Model = model, IsTrial = true, TimeMax = TimeMax, Search = search,
            Talk = [.. talk.Select((line, i) => new TalkLine { N = i + 1, FromKind = line.From, Text = line.Text })],
            Visitor = _ => Task.FromResult<KnownVisitor?>(null),
            RunTool = (tool, input, _, token) => runTool(tool, input, token),
            Spend = (tokens, token) => usage.Spend(new AiUsage.Spent(null, botId, tokens), program, model.Model, token),
        }, ct);
    }
}
