using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Reads one file into a topic, and reports what cannot be run.</summary>
internal sealed class TopicReader(TopicFile file, YamlNode root, BotParts parts, List<TopicProblem> problems)
{
    private static readonly HashSet<string> Triggers =
    [
        "OnRecognizedIntent", "OnUnknownIntent", "OnConversationStart", "OnEscalate", "OnSystemRedirect", "OnRedirect", "OnSelectIntent",
            "OnError",
        "OnSignIn", "OnActivity", "OnEventActivity", "OnInactivity", "OnSystemIntent", "OnGeneratedResponse", "OnKnowledgeRequested",
        "OnToolSelected", "OnPlanComplete", "OnOutgoingMessage", "OnCopilotRedirect", "OnAnalyzeText",
        "OnDtmfKeyPress", "OnUnknownDtmfKey", "OnSilence", "OnUnrecognizedSpeech", "OnAnsweringMachineDetected", "OnMessageActivity",
        "OnConversationUpdateActivity", "OnInvokeActivity", "RecurrenceTrigger", "CreateConversationConnectorTrigger",
        "ContinueConversationConnectorTrigger",
    ];

    // Files of a workspace that are no topics, and that the engine has no use for.
    private static readonly HashSet<string> Others =
    [
        "GptComponentMetadata", "BotDefinition", "AgentDialog", "ClosedListEntity", "RegexEntity", "GlobalVariableComponent",
            "KnowledgeSourceConfiguration",
        "BotSettings", "TranslationsComponent", "Workflow", "ExternalEntity", "CustomEntityComponent", "BotSettingsComponent",
        "SkillDefinition", "ExternalTriggerConfiguration", "DefaultFeedbackCollection", "NoFeedbackCollection", "InlineAgentSkill",
    ];

    public static IEnumerable<string> KnownTriggers => Triggers;

    public TopicFile File => file;
    public BotParts Parts => parts;
    public FxNames Names { get; } = parts.NamesFor(root);

    public Topic? Read()
    {
        WarnOfTwins(root);
        var kind = root.Words("kind");
        switch (kind)
        {
            case "AdaptiveDialog": return Dialog();
            case "TaskDialog": return TaskDialogReader.Read(this, root);
            case "GlobalVariableComponent" or "Variable": GlobalVariable(root["variable"] ?? root); return null;
            case null:
                if (root.Shape != YamlShape.Map || root["beginDialog"] is not null) Error(root,
                    "The file has no 'kind'; a topic begins with 'kind: AdaptiveDialog'.");
                return null;
            default:
                if (!Others.Contains(kind) && !kind.EndsWith("Settings", StringComparison.Ordinal)
                    && !kind.EndsWith("KnowledgeSource", StringComparison.Ordinal)
                    && !kind.EndsWith("SearchSource", StringComparison.Ordinal))
                    Error(root["kind"]!, $"'{kind}' is no kind of file that can be run." + Hint(kind, ["AdaptiveDialog", "TaskDialog"]),
                        "unknown_kind");
                return null;
        }
    }

    // The second of two entries of one name would be lost without a word.
    private void WarnOfTwins(YamlNode node)
    {
        foreach (var twin in node.Entries.GroupBy(e => e.Key.Text).SelectMany(group => group.Skip(1)))
            Warn(twin.Key, $"'{twin.Key.Text}' stands here twice; only the first counts.");
        foreach (var item in node.Items) WarnOfTwins(item);
        foreach (var (_, value) in node.Entries) WarnOfTwins(value);
    }

    private void GlobalVariable(YamlNode variable)
    {
        var name = variable.Words("name") ?? file.Stem;
        if (variable["defaultValue"] is { } usual) parts.GlobalDefaults[name] = Value(usual);
    }

    private Topic? Dialog()
    {
        if (root["beginDialog"] is not { Shape: YamlShape.Map } trigger)
        {
            Error(root, "The topic has no 'beginDialog': nothing starts it.");
            return null;
        }
        var kind = trigger.Words("kind") ?? "";
        if (!Triggers.Contains(kind))
        {
            Error(trigger["kind"] ?? trigger, $"'{kind}' is no kind of trigger that this engine knows." + Hint(kind, Triggers),
                "unknown_kind");
            return null;
        }
        if (kind.EndsWith("Trigger", StringComparison.Ordinal))
            Warn(trigger["kind"]!, $"{kind} starts nothing here: there is no timetable and no connector that would.");
        var builder = new StepBuilder(this);
        builder.AskInputs(root);
        builder.Actions(trigger, "actions");
        var intent = trigger["intent"];
        var phrases = intent?.List("triggerQueries").Select(q => q.Shape == YamlShape.Scalar ? q.Text : q.Words("text") ?? "").Where(q =>
            q.Length > 0).ToList() ?? [];
        if (phrases.Count == 0 && kind == "OnRecognizedIntent") phrases = ModelDescription.Phrases(root.Words("modelDescription"));
        return new Topic
        {
            Name = file.Stem,
            Path = file.Path,
            Schema = file.Schema,
            DisplayName = intent?.Words("displayName") ?? root["mcs.metadata"]?.Words("componentName") ?? file.NameInRemark
                ?? file.Stem,
            Trigger = kind,
            TriggerId = trigger.Words("id") ?? "main",
            Phrases = phrases,
            InSelectIntent = intent?.Words("includeInOnSelectIntent") is not "false",
            Priority = trigger["priority"] is { } priority && FxConvert.TextToNumber(priority.Text) is FxNumber number ? number.AsDouble
                : 0,
            RunOnce = trigger.Words("runOnce") == "true",
            Condition = trigger["condition"] is { } condition ? Formula(condition) : null,
            CancelsOthers = root.Words("startBehavior") is "CancelOtherTopics" or "UseLatestPublishedContentAndCancelOtherTopics",
            Filter = trigger.Words("triggerBehavior") ?? trigger.Words("eventName") ?? trigger.Words("type"),
            SilenceSeconds = trigger["durationInSeconds"] is { } wait
                && FxConvert.TextToNumber(wait.Text.TrimStart('=')) is FxNumber seconds
                ? (int)seconds.AsDouble : 1800,
            Inputs = Inputs(),
            Steps = builder.Finish(out var nodes),
            Nodes = nodes,
        };
    }

    public List<TopicInput> Inputs() => [.. root.List("inputs").Where(i => i.Words("propertyName") is not null)
        .Select(i => new TopicInput(i.Words("propertyName")!, i["defaultValue"] is { } usual ? Value(usual) : i["value"] is { } set
            ? Value(set) : null))];

    // ------------------------------------------------------------------ values

    /// <summary>A formula after '=', else what stands there: true and 5 are not text.</summary>
    public Value Value(YamlNode node)
    {
        if (node.Shape == YamlShape.Scalar && IsFormula(node.Text)) return new Value(Formula(node), FxBlank.Value);
        return Topics.Value.Of(Literal(node));
    }

    private static bool IsFormula(string text) => text.AsSpan().TrimStart().StartsWith("=");

    private static FxValue Literal(YamlNode node)
    {
        if (node.Shape == YamlShape.List) return FxTable.OfValues(node.Items.Select(Literal));
        if (node.Shape == YamlShape.Map) return new FxRecord([.. node.Entries.Select(e => (e.Key.Text, Literal(e.Value)))]);
        if (!node.IsPlain) return new FxText(node.Text);
        return node.Text switch
        {
            "" or "null" or "~" => FxBlank.Value,
            "true" => FxBoolean.True,
            "false" => FxBoolean.False,
            _ => LooksLikeNumber(node.Text) && FxConvert.TextToNumber(node.Text) is FxNumber number ? number : new FxText(node.Text),
        };
    }

    private static bool LooksLikeNumber(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c is '.' or '-') && text[0] != '.' && !(text.Length > 1 && text[0] == '0' && text[1] != '.');

    /// <summary>A value that is a formula even without '=': conditions.</summary>
    public FxFormula Formula(YamlNode node)
    {
        var lead = node.Text.Length - node.Text.AsSpan().TrimStart().Length;
        var source = IsFormula(node.Text) ? node.Text[(lead + 1)..] : node.Text;
        var formula = FxFormula.Read(source, Names);
        foreach (var problem in formula.Problems) Report(node, problem, node.Text.Length - source.Length);
        return formula;
    }

    /// <summary>Words with formulas in braces.</summary>
    public Template Template(YamlNode node)
    {
        var text = node.Text;
        if (node.Shape == YamlShape.Scalar && IsFormula(text))
        {
            // A whole formula where words are expected: its value is the words.
            var source = "{" + text.TrimStart()[1..] + "}";
            return Topics.Template.Read(source, Names, problem => Report(node, problem, 0));
        }
        return Topics.Template.Read(text, Names, problem => Report(node, problem, 0));
    }

    public VariablePath? Variable(YamlNode of, string key, bool required)
    {
        if (of[key] is not { } node)
        {
            if (required) Error(of, $"The node has no '{key}': the variable to set is missing.", "missing_property");
            return null;
        }
        var path = VariablePath.Read(node.Text);
        if (path is null) Error(node, $"'{node.Text}' is no variable; write Topic.Name or Global.Name.");
        return path;
    }

    // ------------------------------------------------------------------ problems

    public void Error(YamlNode node, string message, string code = "invalid_topic") => problems.Add(new TopicProblem
    {
        Path = file.Path, Line = node.Line, Column = node.Column, Message = message, Code = code,
    });

    public void Warn(YamlNode node, string message) => problems.Add(new TopicProblem
    {
        Path = file.Path, Line = node.Line, Column = node.Column, Message = message, IsWarning = true,
    });

    private void Report(YamlNode node, FxProblem problem, int shift)
    {
        var at = Math.Clamp(problem.Start + shift, 0, node.Text.Length);
        var before = node.Text.AsSpan(0, at);
        var lines = before.Count('\n');
        var inLine = at - (before.LastIndexOf('\n') + 1);
        var (line, column) = node.IsBlock ? (node.Line + 1 + lines, inLine + 1)
            : lines > 0 ? (node.Line + lines, inLine + 1) : (node.Line, node.Column + inLine + (node.IsPlain ? 0 : 1));
        problems.Add(new TopicProblem { Path = file.Path, Line = line, Column = column, Message = problem.Message,
            IsWarning = problem.IsWarning, Code = "invalid_formula" });
    }

    public static string Hint(string given, IEnumerable<string> known) =>
        FxBinder.Nearest(given, known) is { } near ? $" Did you mean '{near}'?" : "";
}
