using Baton.Topics.Fx;

namespace Baton.Topics;

internal sealed partial class StepBuilder
{
    private static readonly MessageTemplate Silence = new();

    private MessageTemplate? Message(YamlNode of, string key) => of[key] is { } node ? new MessageReader(reader).Read(node) : null;

    private void Question(YamlNode node)
    {
        var variable = reader.Variable(node, "variable", required: true);
        var entity = EntityReader.Read(reader, node);
        if (variable is null || entity is null) return;
        var prompt = Message(node, "prompt");
        if (prompt is null) reader.Warn(node, "The question has no 'prompt': nothing is asked.");
        var always = node["alwaysPrompt"];
        var mode = node.Words("skipQuestionMode");
        if (mode is not null && !mode.StartsWith('=') && !Enum.IsDefined(typeof(SkipMode), mode))
            reader.Error(node["skipQuestionMode"]!, $"'{mode}' is no way to skip a question."
                + TopicReader.Hint(mode, Enum.GetNames<SkipMode>()));
        Add(node, new QuestionStep
        {
            Index = steps.Count, Variable = variable, Prompt = prompt ?? Silence, Entity = entity,
            Skip = always is { Text: not "false" } ? reader.Formula(always) : null,
            SkipMode = Enum.TryParse<SkipMode>(mode, out var how) ? how : SkipMode.SkipOnFirstExecutionIfVariableHasValue,
            Repeats = node["repeatCount"] is { } repeats ? reader.Value(repeats) : Value.Of(FxValue.Of(2)),
            Unrecognised = Message(node, "unrecognizedPrompt"),
            Validation = node["validation"] is { } rule ? reader.Formula(rule) : null,
            Invalid = Message(node, "invalidPrompt"),
            Default = node["defaultValue"] is { } usual ? reader.Value(usual) : null,
            DefaultResponse = Message(node, "defaultValueResponse"),
            Fallback = node["fallbackDialogOnInvalidEntity"] is { } dialog ? reader.Value(dialog) : null,
            Interruption = Interruptions(node),
        });
    }

    /// <summary>
    /// Asks for the inputs that the topic wants from the visitor and that nobody gave. A model would find its own words; here the
    /// author's prompt, or the input's description, is said. An input that the topic's own nodes ask for is left to them.
    /// </summary>
    public void AskInputs(YamlNode root)
    {
        foreach (var input in root.List("inputs"))
        {
            var settings = input["inputSettings"];
            if (input.Words("propertyName") is not { Length: > 0 } name || input["defaultValue"] is not null) continue;
            var wanted = input.Words("shouldPromptUser");
            if (wanted == "false" || wanted is null && settings?["prompt"] is null
                || root["beginDialog"] is { } own && Asks(own, name)) continue;
            var type = TypeShape.Read(root["inputType"]?["properties"]?[name]).Kind;
            var entity = input["entity"] is not null ? EntityReader.Read(reader, input) : PrebuiltEntities.ForType(type);
            if (entity is null || VariablePath.Read($"Topic.{name}") is not { } variable) continue;
            var words = input.Words("description")?.Trim() is { Length: > 0 } told ? told : input.Words("name") ?? $"{name}?";
            Add(input, new QuestionStep
            {
                Index = steps.Count, Variable = variable, Entity = entity,
                SkipMode = SkipMode.AlwaysSkipIfVariableHasValue,
                Prompt = (settings is null ? null : Message(settings, "prompt")) ?? new MessageTemplate { Texts = [Template.Of(words)] },
                Repeats = settings?["repeatCount"] is { } repeats ? reader.Value(repeats) : Value.Of(FxValue.Of(2)),
                Unrecognised = settings is null ? null : Message(settings, "unrecognizedPrompt"),
                Validation = settings?["validation"] is { } rule ? reader.Formula(rule) : null,
                Invalid = settings is null ? null : Message(settings, "invalidPrompt"),
                Default = settings?["defaultValue"] is { } usual ? reader.Value(usual) : null,
                DefaultResponse = settings is null ? null : Message(settings, "defaultValueResponse"),
            });
        }
    }

    private static bool Asks(YamlNode node, string input) =>
        node.Words("kind") == "Question" && node.Words("variable") is { } variable
            && VariablePath.Read(variable) is { Scope: "Topic" } path && path.Name == input
        || node.Items.Exists(item => Asks(item, input)) || node.Entries.Exists(entry => Asks(entry.Value, input));

    private static Interruption Interruptions(YamlNode node)
    {
        var policy = node["interruptionPolicy"];
        var only = policy?["interruptionTopicListFilter"]?["allowedInterruptTopics"];
        return new Interruption(policy?.Words("allowInterruption") is not "false",
            only is null ? null : [.. only.Items.Select(i =>
                i.Shape == YamlShape.Scalar ? i.Text : i.Words("topic") ?? i.Words("schemaName") ?? "")]);
    }

    private void CardPrompt(YamlNode node) => Required(node, "card", card => Add(node, new CardPromptStep
    {
        Card = new AdaptiveCard(MessageReader.Card(reader, card)),
        Outputs = Outputs(node),
        Shape = node["outputType"] is { } type ? TypeShape.Read(type) : TypeShape.Any,
        Repeats = node["repeatCount"] is { } repeats ? reader.Value(repeats) : Value.Of(FxValue.Of(2)),
        Unrecognised = Message(node, "unrecognizedPrompt"),
        Interruption = Interruptions(node),
    }));

    private OnFailure Failure(YamlNode node)
    {
        var handling = node["errorHandling"];
        if (handling?.Words("kind") is not "ContinueOnErrorBehavior") return OnFailure.Raise;
        return new OnFailure(false, reader.Variable(handling, "statusCode", required: false),
            reader.Variable(handling, "errorResponseBody", required: false));
    }

    private void Tool(YamlNode node, string key) => Required(node, key, name =>
        Add(node, new ToolStep(name.Text, Inputs(node), Outputs(node), Failure(node))));

    private void Http(YamlNode node) => Required(node, "url", url =>
    {
        var body = node["body"];
        Add(node, new HttpStep
        {
            Method = node["method"] is { } method ? reader.Value(method) : Value.Of(FxValue.Of("Get")),
            Url = Words(url),
            Headers = node["headers"] is { Shape: YamlShape.Map } headers
                ? new Bindings([.. headers.Entries.Select(e => (e.Key.Text, Words(e.Value)))]) : Bindings.None,
            Content = body?["content"] is { } content ? body.Words("kind") == "RawRequestContent" ? Words(content) : reader.Value(content)
                : null,
            ContentType = body?["contentType"] is { } type ? Words(type) : null,
            IsJson = body?.Words("kind") == "JsonRequestContent",
            Timeout = node["requestTimeoutInMilliseconds"] is { } timeout ? reader.Value(timeout) : Value.Of(FxValue.Of(30_000)),
            Failure = Failure(node),
            Response = reader.Variable(node, "response", required: false),
            ResponseHeaders = reader.Variable(node, "responseHeaders", required: false),
            Shape = node["responseSchema"] is { } schema ? TypeShape.Read(schema) : null,
        });
    });

    private void Answer(YamlNode node, string key)
    {
        var question = node[key] is { } asked ? reader.Value(asked)
            : new Value(FxFormula.Read("System.Activity.Text", reader.Names), FxBlank.Value);
        var instructions = node["additionalInstructions"] is { } more ? Words(more) : Value.Of(FxText.Empty);
        var variable = reader.Variable(node, node["result"] is null ? "variable" : "result", required: false);
        var kind = node.Words("kind");
        var sends = kind is "SearchAndSummarizeContent" or "AnswerQuestionWithAI" or "SearchAndSummarizeWithCustomModel"
                        or "InvokeCustomModelAction"
                    && node.Words("autoSend") is not "false";
        Add(node, new AnswerStep
        {
            Question = question, Instructions = instructions, Inputs = Inputs(node), Variable = variable, Outputs = Outputs(node),
                Sends = sends,
        });
    }
}
