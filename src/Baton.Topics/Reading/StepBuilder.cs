using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Turns the nodes of a topic into one row of steps; branches and loops become jumps.</summary>
internal sealed partial class StepBuilder(TopicReader reader)
{
    private const int StepsMax = 20_000;
    private readonly List<Step> steps = [];
    private readonly Dictionary<string, int> nodes = new(StringComparer.Ordinal);
    private readonly List<(GotoStep Step, YamlNode Node)> gotos = [];
    private readonly Stack<(int Head, List<BreakStep> Breaks)> loops = new();

    public TopicReader Reader => reader;

    public Step[] Finish(out IReadOnlyDictionary<string, int> places)
    {
        foreach (var (step, node) in gotos)
        {
            if (nodes.TryGetValue(step.Target, out var to)) step.To = to;
            else reader.Error(node, $"GotoAction leads to '{step.Target}', but no node of this topic has that id."
                                    + TopicReader.Hint(step.Target, nodes.Keys));
        }
        places = nodes;
        return [.. steps];
    }

    public void Actions(YamlNode of, string key)
    {
        if (of[key] is not { } list) return;
        if (list.Shape != YamlShape.List) { reader.Error(list, $"'{key}' must be a list of nodes."); return; }
        foreach (var node in list.Items) Action(node);
    }

    private void Action(YamlNode node)
    {
        var kind = node.Words("kind");
        if (kind is null) { reader.Error(node, "The node has no 'kind'."); return; }
        if (!Kinds.TryGetValue(kind, out var build))
        {
            reader.Error(node["kind"]!, $"'{kind}' is no kind of node that this engine knows." + TopicReader.Hint(kind, Kinds.Keys),
                "unknown_kind");
            return;
        }
        if (node.Words("id") is { } id && !nodes.TryAdd(id, steps.Count)) reader.Warn(node,
            $"Another node of this topic has the id '{id}' too.");
        if (node.Words("disabled") == "true") return;
        if (steps.Count > StepsMax) { reader.Error(node, $"The topic has more than {StepsMax} steps."); return; }
        build(this, node);
    }

    /// <summary>Adds the step that does a node's work.</summary>
    private T Add<T>(YamlNode node, T step) where T : Step
    {
        step.Kind = node.Words("kind") ?? "";
        step.Node = node.Words("id") ?? $"line:{node.Line}";
        nodes.TryAdd(step.Node, steps.Count);
        step.Line = node.Line;
        step.ConversationOutcome = node.Words("conversationOutcome");
        steps.Add(step);
        return step;
    }

    /// <summary>Adds a step that only leads elsewhere.</summary>
    private T Lead<T>(YamlNode node, T step) where T : Step
    {
        step.Line = node.Line;
        steps.Add(step);
        return step;
    }

    private static readonly Dictionary<string, Action<StepBuilder, YamlNode>> Kinds = new()
    {
        ["SendActivity"] = (b, n) => b.Required(n, "activity", a => b.Add(n, new SendActivityStep(new MessageReader(b.Reader).Read(a)))),
        ["SendMessage"] = (b, n) => b.Required(n, "message", a => b.Add(n, new SendActivityStep(new MessageReader(b.Reader).Read(a)))),
        ["EmitEvent"] = (b, n) => b.Required(n, "eventName", name =>
            b.Add(n, new EmitEventStep(b.Reader.Value(name), b.Optional(n, "eventValue"), n.Words("eventType") ?? "ActivityIfUnhandled"))),
        ["LogCustomTelemetryEvent"] = (b, n) => b.Add(n, new TelemetryStep(b.Optional(n, "eventName"), b.Optional(n, "properties"))),
        ["Question"] = (b, n) => b.Question(n),
        ["CSATQuestion"] = (b, n) => b.Add(n, new SurveyStep(b.Reader.Variable(n, "variable", required: false))),
        ["AdaptiveCardPrompt"] = (b, n) => b.CardPrompt(n),
        ["OAuthInput"] = (b, n) => b.Add(n, new SignInStep(b.Optional(n, "title"), b.Optional(n, "text"))),
        ["ConditionGroup"] = (b, n) => b.Conditions(n),
        ["IfCondition"] = (b, n) => b.If(n),
        ["Foreach"] = (b, n) => b.Foreach(n),
        ["BreakLoop"] = (b, n) => b.Break(n),
        ["ContinueLoop"] = (b, n) => b.Continue(n),
        ["ActionScope"] = (b, n) => { b.Add(n, new MarkStep()); b.Actions(n, "actions"); },
        ["DisconnectedNodeContainer"] = (_, _) => { },
        ["GotoAction"] = (b, n) => b.Required(n, "actionId", a => b.gotos.Add((b.Add(n, new GotoStep(a.Text)), a))),
        ["SetVariable"] = (b, n) => b.WithVariable(n, "variable", v =>
            b.Required(n, "value", x => b.Add(n, new SetVariableStep(v, b.Reader.Value(x))))),
        ["SetTextVariable"] = (b, n) => b.WithVariable(n, "variable", v =>
            b.Required(n, "value", x => b.Add(n, new SetTextStep(v, b.Reader.Template(x))))),
        ["SetMultipleVariables"] = (b, n) => b.SetMany(n),
        ["ResetVariable"] = (b, n) => b.WithVariable(n, "variable", v => b.Add(n, new ResetVariableStep(v))),
        ["ClearAllVariables"] = (b, n) => b.Add(n, new ClearVariablesStep(b.Optional(n, "variables"))),
        ["EditTable"] = (b, n) => b.EditTable(n),
        ["EditTableV2"] = (b, n) => b.EditTableV2(n),
        ["ParseValue"] = (b, n) => b.WithVariable(n, "variable", v => b.Required(n, "value", x => b.Add(n, new ParseValueStep(
            v, TypeShape.Read(n["valueType"]), b.Reader.Value(x), n.Words("errorPolicy") == "ThrowError")))),
        ["BeginDialog"] = (b, n) => b.Required(n, "dialog", d =>
            b.Add(n, new BeginDialogStep(b.steps.Count, b.Dialog(d), b.Inputs(n), b.Outputs(n)))),
        ["ReplaceDialog"] = (b, n) => b.Required(n, "dialog", d => b.Add(n, new ReplaceDialogStep(b.Dialog(d), b.Inputs(n)))),
        ["ActivateExternalTrigger"] = (b, n) => b.Unsupported(n, "external triggers do not exist here"),
        ["DisableTrigger"] = (b, n) => b.Unsupported(n, "external triggers do not exist here"),
        ["RepeatDialog"] = (b, n) => b.Add(n, new RepeatDialogStep(b.Inputs(n))),
        ["EndDialog"] = (b, n) => b.Add(n, new EndDialogStep(n.Words("clearTopicQueue") is not ("false" or "=false"),
            b.Optional(n, "value"))),
        ["CancelDialog"] = (b, n) => b.Add(n, new CancelDialogStep(b.Optional(n, "eventName"), b.Optional(n, "eventValue"))),
        ["CancelAllDialogs"] = (b, n) => b.Add(n, new CancelAllStep(b.Optional(n, "eventName"), b.Optional(n, "eventValue"))),
        ["EndConversation"] = (b, n) => b.Add(n, new EndConversationStep()),
        ["RecognizeIntent"] = (b, n) => b.Required(n, "userInput", u => b.Add(n, new RecognizeIntentStep(b.Reader.Value(u)))),
        ["TransferConversationV2"] = (b, n) => b.Transfer(n, n["transferType"]),
        ["TransferConversation"] = (b, n) => b.Transfer(n, n),
        ["InvokeConnectorAction"] = (b, n) => b.Tool(n, "operationId"),
        ["WaitForConnectorTrigger"] = (b, n) => b.Unsupported(n, "triggers of connectors do not exist here"),
        ["InvokeFlowAction"] = (b, n) => b.Tool(n, "flowId"),
        ["InvokeMcpToolAction"] = (b, n) => b.Tool(n, "toolName"),
        ["InvokeSkillAction"] = (b, n) => b.Tool(n, "actionId"),
        ["HttpRequestAction"] = (b, n) => b.Http(n),
        ["SearchAndSummarizeContent"] = (b, n) => b.Answer(n, "userInput"),
        ["AnswerQuestionWithAI"] = (b, n) => b.Answer(n, "userInput"),
        ["SearchAndSummarizeWithCustomModel"] = (b, n) => b.Answer(n, "userInput"),
        ["SearchKnowledgeSources"] = (b, n) => b.Answer(n, "userInput"),
        ["CreateSearchQuery"] = (b, n) => b.Answer(n, "userInput"),
        ["InvokeAIBuilderModelAction"] = (b, n) => b.Answer(n, "aIModelId"),
        ["InvokeCustomModelAction"] = (b, n) => b.Answer(n, "userInput"),
        ["SignOutUser"] = (b, n) => b.Add(n, new NothingStep()),
        ["GetActivityMembers"] = (b, n) => b.Members(n),
        ["GetConversationMembers"] = (b, n) => b.Members(n),
        ["DeleteActivity"] = (b, n) => b.Unsupported(n, "a message once sent stays"),
        ["UpdateActivity"] = (b, n) => b.Unsupported(n, "a message once sent stays"),
    };

    public static IEnumerable<string> KnownKinds => Kinds.Keys;

    private void Unsupported(YamlNode node, string why)
    {
        reader.Warn(node["kind"]!, $"{node.Words("kind")} does nothing: {why}.");
        Add(node, new NothingStep());
    }

    private void Required(YamlNode node, string key, Action<YamlNode> use)
    {
        if (node[key] is { } value) use(value);
        else reader.Error(node, $"{node.Words("kind")} has no '{key}'.", "missing_property");
    }

    private Value Optional(YamlNode node, string key) => node[key] is { } value ? reader.Value(value) : Value.Of(FxBlank.Value);

    private void WithVariable(YamlNode node, string key, Action<VariablePath> use)
    {
        if (reader.Variable(node, key, required: true) is { } variable) use(variable);
    }

    private DialogName Dialog(YamlNode node) => new(reader.Value(node));

    private void SetMany(YamlNode node)
    {
        Add(node, new MarkStep());
        foreach (var one in node.List("assignments"))
            if (reader.Variable(one, "variable", required: true) is { } variable && one["value"] is { } value)
                Lead(one, new SetVariableStep(variable, reader.Value(value)));
    }

    private void EditTable(YamlNode node) => WithVariable(node, "itemsVariable", list =>
    {
        var name = node.Words("changeType") ?? "Add";
        if (!Enum.TryParse<ListChange>(name, out var change)) { reader.Error(node["changeType"]!,
            $"'{name}' is no way to change a list."); return; }
        Add(node, new EditTableStep(list, change, Optional(node, "value"), reader.Variable(node, "resultVariable", required: false)));
    });

    private void EditTableV2(YamlNode node) => WithVariable(node, "itemsVariable", list => Required(node, "changeType", change =>
    {
        var name = (change.Words("kind") ?? change.Text).Replace("Operation", "", StringComparison.Ordinal).Replace("Items", "",
            StringComparison.Ordinal)
            .Replace("Item", "", StringComparison.Ordinal);
        if (!Enum.TryParse<ListChange>(name, out var what)) { reader.Error(change,
            $"'{change.Words("kind")}' is no way to change a list."); return; }
        Add(node, new EditTableStep(list, what, Optional(change, "value"), reader.Variable(change, "resultVariable", required: false)));
    }));

    private void Members(YamlNode node)
    {
        if (reader.Variable(node, "variable", required: false) is { } variable)
            Add(node, new SetVariableStep(variable,
                new Value(FxFormula.Read("Table({id: System.User.Id, name: System.User.DisplayName})", reader.Names), FxBlank.Value)));
        else Add(node, new NothingStep());
    }
}
