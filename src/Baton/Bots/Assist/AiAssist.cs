using System.Text.Json.Nodes;
using Baton.Bots.Ai;
using Baton.Bots.Knowledge;
using Baton.Bots.Models;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots.Assist;

/// <summary>
/// An AI bot as an assist: its model is asked when the visitor has said something, and what it says is suggested to the agent. Tools that read run under the bot's policies;
/// those that change something are suggested. It can give nothing up, and its tokens are counted and budgeted as any AI bot's.
/// </summary>
internal sealed class AiAssist(
    Database database, Secrets secrets, AiPrograms programs, AiTurns turns, AiUsage usage, KnowledgeSearch knowledge, ToolBox tools, PolicyBook policies, TimeProvider clock,
    ILogger<AiAssist> log)
{
    /// <summary>Within what an assist may take; what came of it is still to be committed.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(13);

    private const int ActionsMax = 5;

    /// <summary>Nothing here is for a visitor: no rail gives anything up.</summary>
    private static readonly AiRails NoRails = new() { AngerFrom = 0, Disputes = false, Words = [], NamedPerson = false, FruitlessMax = 0, PriorityCase = false, OutOfScope = false };

    public async Task<Came> Run(AssistTurn assist, IReadOnlyList<Incoming> incoming, int last, CancellationToken ct)
    {
        var came = new Came { HeardN = last, Memory = assist.Memory };
        if (!incoming.Any(one => one is VisitorMessage)) return came;   // what the agent says is heard with the visitor's next words
        if (await programs.Find(assist.BotId!.Value, assist.Version!.Value, ct) is not { } published) return came;
        if ((await Connected.Saved(database, secrets, ct))?.For(published) is not { } model) return came;

        var program = published with { Rails = NoRails };
        var suggested = new List<SuggestedAction>();
        var memory = assist.Memory is { } bytes ? AiMemory.From(bytes) ?? new AiMemory() : new AiMemory();
        var outcome = await turns.Run(program, await Context(assist, program, model, memory, suggested, ct), ct);
        if (outcome.Rail is { } rail) BotsLog.AssistFailed(log, assist.BotName, assist.Id, rail.Code);
        return came with
        {
            Failed = outcome.Rail is { } failed && failed.Code.StartsWith("model_", StringComparison.Ordinal) && failed.Code != "model_empty",
            Memory = new AiMemory { HeardN = last, Exchanges = outcome.Exchanges }.Save(),
            Suggests = Suggested(assist, outcome, suggested, last) is { } suggestion ? [suggestion] : [],
        };
    }

    private static Suggestion? Suggested(AssistTurn assist, AiOutcome outcome, List<SuggestedAction> suggested, int last)
    {
        var words = outcome.Says.Trim();
        if (words == AiPrompt.Nothing) words = "";
        if (words.Length == 0 && suggested.Count == 0) return null;
        return new Suggestion
        {
            BotId = assist.BotId, From = assist.BotName, Kind = "bot", ClientId = $"ai:{last}",
            Text = words.Length > 0 ? words : $"{string.Join(", ", suggested.Select(action => action.Title))}?",
            Actions = [.. words.Length > 0 ? (SuggestedAction[])[Suggestion.Reply("Put into the reply", words)] : [], .. suggested.Take(ActionsMax)],
        };
    }

    private async Task<AiContext> Context(AssistTurn assist, AiProgram program, Connected model, AiMemory memory, List<SuggestedAction> suggested, CancellationToken ct) => new()
    {
        BotName = assist.BotName, Assists = assist.AgentName, Locale = assist.Locale, Now = clock.GetUtcNow(), Model = model, TimeMax = TimeMax, Exchanges = memory.Exchanges,
        Talk = await database.List<TalkLine>("""
            select n, from_kind, text from (
                select n, from_kind, text from words where conversation_id = @Id and kind = 'message' and from_kind in ('visitor', 'bot', 'agent') and text <> '' order by n desc limit @max) latest
            order by n
            """, new { assist.Id, max = AiPrompt.LinesMax }, ct),
        GivenBefore = [.. new[] { assist.VisitorEmail, assist.Variables }.OfType<string>()],
        Visitor = async token => await database.Conversation(assist.Id, token) is { VerifiedEmail: { } email } known
            ? new KnownVisitor(email, known.ContactName, known.VerifiedContactId, known.VerifiedAccountId) : null,
        RunTool = (tool, input, _, token) => RunTool(assist, tool, input, suggested, token),
        Search = (question, token) => knowledge.ForModel(assist.BotId!.Value, assist.Id, question, token),
        Spend = (tokens, name, token) => usage.Spend(new AiUsage.Spent(assist.Id, assist.BotId!.Value, tokens, name), program, model.Model, token),
    };

    /// <summary>What only reads, and what nobody has to be asked about, runs as the bot. Everything else is for the agent to run, as themselves.</summary>
    private async Task<ToolResult> RunTool(AssistTurn assist, string name, JsonObject input, List<SuggestedAction> suggested, CancellationToken ct)
    {
        if (tools.Find(name) is not { } tool) return Not("unknown_tool", "There is no such tool.");
        var rule = await policies.Find(assist.BotId, tool.Name) ?? Policy.Default(tool);
        if (tool.IsReadOnly && rule is Rule.Allow or Rule.Forbid)
            return await tools.Run(tool.Name, input, new ToolCall { Who = Runner.Bot(assist.BotId!.Value, assist.BotName), ConversationId = assist.Id }, ct);
        if (rule == Rule.Forbid) return Not("not_allowed", $"You are not allowed to use {tool.Name}.");
        try
        {
            var sound = tool.Input.Checked(input);
            if (!suggested.Any(one => one.Tool == tool.Name && JsonNode.DeepEquals(one.Input, sound)))
                suggested.Add(new SuggestedAction { Kind = "tool", Title = tool.Title, Tool = tool.Name, Input = sound });
            return new ToolResult(Guid.Empty, new JsonObject { ["suggested"] = true, ["note"] = "It was not run. The agent is shown it, and runs it or does not." }, null);
        }
        catch (ToolRefused refused)
        {
            return new ToolResult(Guid.Empty, null, refused.Error);
        }
    }

    private static ToolResult Not(string code, string message) => new(Guid.Empty, null, new ToolError(code, message, null));
}
