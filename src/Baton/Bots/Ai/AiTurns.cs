using System.Text;
using System.Text.Json.Nodes;
using Baton.Bots.Models;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Ai;

/// <summary>
/// A turn of an AI bot: rails on what the visitor says, the model, its tools through Tools with their policies, rails on what they find, and a check of every word
/// before a visitor sees it. Whatever a model does, it can do no more than this lets it. Knows nothing of a database: visitors' conversations and side chats are its callers.
/// </summary>
internal sealed class AiTurns(ModelTalk talk, ToolBox box, TimeProvider clock)
{
    /// <summary>Takes a turn, and throws nothing for what models and tools do wrong: that is in the outcome.</summary>
    public async Task<AiOutcome> Run(AiProgram program, AiContext context, CancellationToken ct)
    {
        var turn = new AiTurn(program, context, talk, box, clock);
        try
        {
            return await turn.Run(ct);
        }
        catch (ModelFailed failed)
        {
            return turn.Over(Rail.Model(failed.Code, failed.Message));
        }
        catch (OperationCanceledException) when (turn.IsTimeOver && !ct.IsCancellationRequested)
        {
            return turn.Over(Rail.Model("slow", "The model took too long."));
        }
        catch (HeldBack held)
        {
            return turn.Over(Rail.Unsafe(held.Message));
        }
    }

    /// <summary>What a person's words lead to before any model is asked: for callers whose bot waits for something else.</summary>
    public static Rail? OfVisitor(AiProgram program, string text, int angerBefore) => Rails.Of(program.Rails, text, Moods.Score(text, angerBefore));
}

/// <summary>The model said what a visitor must not see; the message is for the desk.</summary>
internal sealed class HeldBack(string why) : Exception(why);

/// <summary>One turn under way.</summary>
internal sealed class AiTurn(AiProgram program, AiContext context, ModelTalk talk, ToolBox box, TimeProvider clock)
{
    /// <summary>A turn that asks for more tools than this goes round in a circle.</summary>
    private const int ToolsMax = 12;
    private const int SamesMax = 2;
    private const int SayLengthMax = 4_000;
    private const int SummaryLengthMax = 1_000;
    private const int ResultLengthMax = 12_000;
    private const int FoundMax = 4;
    private const int NameLengthMax = 64;

    /// <summary>Visitors are shown no more than four partials a second.</summary>
    private static readonly TimeSpan BetweenShown = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan TimeLeftMin = TimeSpan.FromMilliseconds(300);

    private readonly long _began = clock.GetTimestamp();
    private readonly AiTools _tools = new(program, box, program.UsesKnowledge && context.Search is not null, context.Assists is not null);
    private readonly List<Exchange> _exchanges = [.. context.Exchanges];
    private readonly List<string> _says = [];
    private readonly Dictionary<string, int> _asked = [];
    private readonly Progress _progress = new(context.Fruitless);
    private KnownVisitor? _visitor;
    private Sayable _sayable = null!;
    private AnswerCheck _check = null!;
    private int _anger = context.Anger;
    private int _tokens;
    private int _step = context.FirstStep;
    private bool _hasLooked = context.HasLooked;
    private string? _model;
    private string? _summary;
    private string? _spent;

    public bool IsTimeOver => Left <= TimeLeftMin;

    private TimeSpan Left => context.TimeMax - clock.GetElapsedTime(_began);
    private int LastN => context.Talk.Count == 0 ? 0 : context.Talk.Max(line => line.N);

    public async Task<AiOutcome> Run(CancellationToken ct)
    {
        await LearnVisitor(ct);
        if (context.Assists is null && OfWords() is { } said) return Over(said);
        if (context.Exchanges.Select(one => one.Result).OfType<string>().Select(OfResult).FirstOrDefault(rail => rail is not null) is { } found) return Over(found);
        if (await LookForUrgentCases(ct) is { } urgent) return Over(urgent);
        _spent = await context.Spend(0, context.Model.Model.Name, ct);
        while (true)
        {
            if (_spent is { } budget) return Over(Rail.Budget(budget));
            var spoken = await Ask(ct);
            if (spoken.Calls.Count == 0) return Done(spoken.Text);
            foreach (var call in spoken.Calls)
            {
                var (rail, asks) = await Take(call, spoken.Calls[0] == call ? spoken.Text : null, ct);
                if (rail is not null) return Over(rail);
                if (asks is not null) return Outcome() with { Says = Said(), Asks = asks };
            }
        }
    }

    /// <summary>A person goes on. What was checked and is worth hearing is still said.</summary>
    public AiOutcome Over(Rail rail) => Outcome() with { Says = Said(), Rail = rail };

    private AiOutcome Outcome() => new()
    {
        Exchanges = _exchanges, Tokens = _tokens, Model = _model, Summary = _summary, Fruitless = _progress.Fruitless, Anger = _anger, HasLooked = _hasLooked,
    };

    private string Said() => string.Join("\n\n", _says);

    /// <summary>The visitor's words that nobody has heard yet.</summary>
    private Rail? OfWords()
    {
        var unheard = context.HeardN is { } heard ? context.Talk.Where(line => line.FromKind == "visitor" && line.N > heard)
            : context.Talk.Reverse().TakeWhile(line => line.FromKind == "visitor").Reverse();
        foreach (var line in unheard)
        {
            _anger = Moods.Score(line.Text, _anger);
            if (Rails.Of(program.Rails, line.Text, _anger) is { } rail) return rail;
        }
        return null;
    }

    private Rail? OfResult(string result) => Rails.OfResult(program.Rails, JsonNode.Parse(result));

    /// <summary>Code looks for itself, once the contact is known: a model may not.</summary>
    private async Task<Rail?> LookForUrgentCases(CancellationToken ct)
    {
        const string Tool = "get_contact_cases";
        if (_hasLooked || !program.Rails.PriorityCase || _visitor is null || box.Find(Tool) is null) return null;
        _hasLooked = true;
        var result = await context.RunTool(Tool, new JsonObject { ["email"] = _visitor.Email, ["only_open"] = true }, "cases", ct);
        await LearnContact(result, ct);
        return result.IsOk ? Rails.OfResult(program.Rails, result.Json) : null;
    }

    /// <summary>Which contact is theirs is known once a tool has looked.</summary>
    private async Task LearnContact(ToolResult looked, CancellationToken ct)
    {
        if (looked.IsOk && _visitor is { ContactId: null }) await LearnVisitor(ct);
    }

    private async Task LearnVisitor(CancellationToken ct)
    {
        _visitor = await context.Visitor(ct);
        _sayable = new Sayable(_visitor, context.IsTrial);
        _sayable.Allow($"{program.Prompt} {program.Greeting} {program.CompanyName} {string.Join(' ', context.GivenBefore)}");
        if (_visitor is not null) _sayable.Allow($"{_visitor.Email} {_visitor.Name}");
        foreach (var line in context.Talk) _sayable.Allow(line.Text);
        foreach (var exchange in _exchanges) Learn(exchange.Tool, exchange.Result);
        _check = new AnswerCheck(program, _sayable);
    }

    private void Learn(string tool, string? result)
    {
        if (result is null || JsonNode.Parse(result) is not { } json) return;
        _sayable.Read(json);
        if (tool != AiTools.Search || json["articles"] is not JsonArray articles) return;
        foreach (var article in articles) _sayable.AllowLink((string?)article!["url"]);
    }

    private async Task<Spoken> Ask(CancellationToken ct)
    {
        if (IsTimeOver) throw new ModelFailed("slow", "The model took too long.", "");
        var (raw, shown, at) = (new StringBuilder(), 0, clock.GetTimestamp());
        using var limit = new TimeLimit(Left, clock, ct);
        var time = TimeSpan.FromSeconds(Math.Min(Left.TotalSeconds, context.Model.Model.SecondsMax));
        try
        {
            var spoken = await talk.Say(context.Model, AiPrompt.Messages(program, context, _visitor, _exchanges), _tools.Offered, time, Heard, limit.Token);
            await Spend(spoken.Tokens, spoken.Model, ct);
            _model = spoken.Model;
            return spoken with { Text = Visible(spoken.Text) };
        }
        catch (Exception failed) when (failed is ModelFailed or HeldBack)
        {
            // What was read was paid for, whatever came of it; a model that could not be reached has read nothing.
            if (raw.Length > 0 || failed is ModelFailed { Code: "refused" or "slow" or "empty" }) await Spend(Reckon(raw.Length), context.Model.Model.Name, ct);
            throw;
        }

        async Task Heard(string words)
        {
            raw.Append(words);
            if (context.Show is not { } show || clock.GetElapsedTime(at) < BetweenShown) return;
            at = clock.GetTimestamp();
            var visible = Visible(raw.ToString());
            var settled = AnswerCheck.Settled(visible);
            if (settled <= shown || visible.Contains(AiPrompt.OutOfScope, StringComparison.Ordinal)) return;
            var checkedWords = Checked(visible[..settled]);
            shown = settled;
            await show(string.Join("\n\n", [.. _says, checkedWords]), ct);
        }
    }

    private async Task Spend(int tokens, string model, CancellationToken ct)
    {
        _tokens += tokens;
        _spent = await context.Spend(tokens, model, ct);
    }

    private int Reckon(int said) => (program.Prompt.Length + context.Talk.Sum(line => line.Text.Length) + said) / 4;

    private AiOutcome Done(string text)
    {
        if (program.Rails.OutOfScope && text.Contains(AiPrompt.OutOfScope, StringComparison.Ordinal)) return Over(Rail.OutOfScope("The visitor wants what the bot is not there for."));
        text = text.Replace(AiPrompt.OutOfScope, "", StringComparison.Ordinal);
        if (string.IsNullOrWhiteSpace(text) && _says.Count == 0) return Over(Rail.Model("empty", "The model said nothing."));
        Say(text);
        var says = Said();
        var before = context.Talk.Where(line => line.FromKind == "bot").TakeLast(SamesMax).ToArray();
        if (before.Length == SamesMax && before.All(line => line.Text == says)) return Outcome() with { Rail = Rail.Loop("The bot was about to say the same for the third time.") };
        return Outcome() with { Says = says };
    }

    private void Say(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        var words = Checked(text.Trim());
        var room = SayLengthMax - _says.Sum(said => said.Length + 2);
        if (room > 0 && words.Length > 0) _says.Add(words.Length <= room ? words : words[..(char.IsHighSurrogate(words[room - 1]) ? room - 1 : room)]);
    }

    private string Checked(string text) => _check.Of(text) is { Blocked: { } why } ? throw new HeldBack(why) : _check.Of(text).Text;

    /// <summary>Takes one call of the model's: answers a rail that it led to, or who has to say yes.</summary>
    private async Task<(Rail? Rail, ToolError? Asks)> Take(AskedTool call, string? words, CancellationToken ct)
    {
        if (words is not null) Say(words);
        var step = _step++;
        if (step - context.FirstStep >= ToolsMax) return (Rail.Loop($"The bot asked for more than {ToolsMax} tools in one turn."), null);
        var arguments = AiTools.Arguments(call.Arguments);
        if (call.Name == AiTools.Escalate) return (Escalated(arguments ?? []), null);

        var same = $"{call.Name} {call.Arguments}";
        _asked[same] = _asked.GetValueOrDefault(same) + 1;
        if (_asked[same] > SamesMax) return (Rail.Loop($"The bot asked for {Known(call.Name)} with the same input again and again."), null);

        var result = await Bring(call, arguments, step, ct);
        var tool = _tools.Find(call.Name);
        if (result.Error is { Code: "confirmation_required", Asks: "visitor" or "agent" } asks)
        {
            Keep(call, arguments, words, null, "asks");
            return (null, asks);
        }
        await LearnContact(result, ct);
        Keep(call, arguments, words, result, OutcomeOf(result));
        _progress.Count(tool, result);
        if (tool?.Name == "check_verification_code" && result.IsOk)
        {
            await LearnVisitor(ct);
            if (await LookForUrgentCases(ct) is { } urgent) return (urgent, null);
        }
        if (result.IsOk && Rails.OfResult(program.Rails, result.Json) is { } found) return (found, null);
        return program.Rails.FruitlessMax > 0 && _progress.Fruitless >= program.Rails.FruitlessMax ? (Rail.NoProgress(_progress.Last), null) : (null, null);
    }

    private async Task<ToolResult> Bring(AskedTool call, JsonObject? arguments, int step, CancellationToken ct)
    {
        if (arguments is null) return Not("invalid_arguments", "The arguments are no JSON object.");
        if (call.Name == AiTools.Search && context.Search is { } search) return await Find(search, arguments, ct);
        if (_tools.Find(call.Name) is not { } tool) return Not("unknown_tool", "There is no such tool.");
        if (StrangeAddress(tool, arguments)) return Not("not_the_visitors", "The visitor has not given that address. Ask them for theirs.");
        if (tool.Name == "check_verification_code" && !IsTyped(AiTools.Text(arguments, "code"))) return Not("not_the_visitors", "The visitor has not typed that code. Ask them for it.");
        return await context.RunTool(tool.Name, arguments, step.ToString(System.Globalization.CultureInfo.InvariantCulture), ct);
    }

    /// <summary>Models choose no addresses: a tool is given one that the visitor has named, or that stands in a record of theirs.</summary>
    private bool StrangeAddress(Tool tool, JsonObject arguments) =>
        (from field in tool.Input.Fields
         where field.Kind == FieldKind.Email && AiTools.Text(arguments, field.Name) is not null
         from email in Sayable.Emails(AiTools.Text(arguments, field.Name)!)
         select email).Any(email => !_sayable.Knows(email));

    private bool IsTyped(string? code)
    {
        var digits = Digits(code ?? "");
        return digits.Length > 0 && context.Talk.Any(line => line.FromKind == "visitor" && Digits(line.Text).Contains(digits, StringComparison.Ordinal));
    }

    private static async Task<ToolResult> Find(Func<string, CancellationToken, Task<IReadOnlyList<Found>>> search, JsonObject arguments, CancellationToken ct)
    {
        if (AiTools.Text(arguments, "query") is not { Length: > 0 } query) return Not("invalid_arguments", "Give a query.");
        var found = await search(query, ct);
        var articles = new JsonArray([.. found.Take(FoundMax).Select(one => (JsonNode)new JsonObject { ["title"] = one.Title, ["text"] = one.Text, ["url"] = one.Url })]);
        return new ToolResult(Guid.Empty, new JsonObject { ["articles"] = articles, ["count"] = articles.Count }, null);
    }

    private Rail Escalated(JsonObject arguments)
    {
        // The desk is told, not the visitor; but what the visitor may not see is not for a summary that goes on the timeline either.
        _summary = AiTools.Text(arguments, "summary") is { Length: > 0 } summary && _check.Of(Cut(summary)) is { Blocked: null } sound ? sound.Text : null;
        var reason = AiTools.Text(arguments, "reason") is { Length: > 0 } given && _check.Of(Cut(given)) is { Blocked: null } clean ? clean.Text : "The model asks for a person.";
        return AiTools.Text(arguments, "kind") switch
        {
            "wish_for_person" => Rail.Wish with { Detail = reason },
            "out_of_scope" => Rail.OutOfScope(reason),
            _ => Rail.ByModel(reason),
        };
    }

    private void Keep(AskedTool call, JsonObject? arguments, string? words, ToolResult? result, string outcome)
    {
        var json = result is null ? null : result.Json?.ToJsonString() ?? Told(result.Error!);
        if (json?.Length > ResultLengthMax) json = new JsonObject { ["cut"] = json[..ResultLengthMax] }.ToJsonString();
        // Endpoints may give ids again in a later answer; ours tells the calls of a conversation apart.
        _exchanges.Add(new Exchange
        {
            AfterN = LastN, Id = $"call_{LastN}_{_exchanges.Count}", Tool = Named(call.Name), Arguments = (arguments ?? []).ToJsonString(), Words = words, Result = json, Outcome = outcome,
        });
        if (result is not null) Learn(call.Name, json);
    }

    // Endpoints refuse names that no tool can have, also in what was asked before.
    private static string Named(string name) => new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-').Take(NameLengthMax)]) is { Length: > 0 } sound ? sound : "unnamed";

    private string Known(string name) => _tools.Find(name)?.Title ?? "a tool";

    private static string Told(ToolError error)
    {
        var told = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        if (error.Hint is { } hint) told["hint"] = hint;
        if (error.Candidates is { } candidates) told["candidates"] = candidates.DeepClone();
        return new JsonObject { ["error"] = told }.ToJsonString();
    }

    private static string OutcomeOf(ToolResult result) => result.Error?.Code ?? (result.Json!["count"] is { } count && (int)count == 0 ? "nothing" : "ok");

    private static ToolResult Not(string code, string message) => new(Guid.Empty, null, new ToolError(code, message, null));

    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);

    private static string Cut(string text) => text.Length <= SummaryLengthMax ? text : text[..SummaryLengthMax];

    // Models that think aloud put it first, between these.
    private static string Visible(string words)
    {
        var end = words.LastIndexOf("</think>", StringComparison.Ordinal);
        if (end >= 0) return words[(end + "</think>".Length)..].TrimStart();
        return words.TrimStart().StartsWith("<think", StringComparison.Ordinal) || "<think>".StartsWith(words.TrimStart(), StringComparison.Ordinal) ? "" : words;
    }
}
