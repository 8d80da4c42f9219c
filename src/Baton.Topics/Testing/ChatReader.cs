using System.Globalization;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Reads a test chat from its file, and says what in it cannot be understood.</summary>
internal sealed class ChatReader
{
    public const int TurnsMax = 500;

    private static readonly string[] Keys =
        ["name", "about", "at", "seed", "language", "channel", "user", "variables", "environment", "tools", "http", "answers", "turns"];
    private static readonly string[] UserKeys = ["id", "name", "email"];
    private static readonly string[] TurnKeys =
        ["start", "say", "submit", "event", "value", "silent", "topic", "expect", "offers", "variables", "outcome", "tool", "at"];

    private readonly YamlNode root;
    private readonly TopicReader values;
    private readonly List<TopicProblem> problems;

    private ChatReader(TopicFile file, YamlNode root, List<TopicProblem> problems)
    {
        this.root = root;
        this.problems = problems;
        values = new TopicReader(file, root, BotParts.Collect([], []), problems);
    }

    public static ChatScript Read(TopicFile file)
    {
        var problems = new List<TopicProblem>();
        try
        {
            var root = YamlReader.Read(file.Text);
            return new ChatReader(file, root, problems).Script(file);
        }
        catch (NotYaml error)
        {
            problems.Add(new TopicProblem
            {
                Path = file.Path, Line = error.Line, Column = error.Column, Message = error.Message, Code = "not_yaml",
            });
            return new ChatScript(file.Path) { Problems = problems };
        }
    }

    private ChatScript Script(TopicFile file)
    {
        Known(root, Keys, "a test chat");
        var turns = root.List("turns");
        if (turns.Count == 0) Wrong(root, "The chat has no 'turns': nothing is said and nothing is expected.");
        if (turns.Count > TurnsMax) Wrong(root["turns"]!, $"The chat has more than {TurnsMax} turns.");
        return new ChatScript(file.Path, root.Words("name"))
        {
            Context = Context(),
            Answers = new Answers { Tools = Tools(), Http = Http(), Model = [.. Several(root["answers"]).Select(a => a.Text)] },
            Turns = [.. turns.Select(Turn).OfType<ScriptTurn>()],
            Problems = problems,
        };
    }

    private TurnContext Context()
    {
        var user = root["user"];
        if (user is not null) Known(user, UserKeys, "the user");
        return new TurnContext
        {
            Now = Moment(root) ?? ChatScript.Usual,
            Seed = int.TryParse(root.Words("seed"), CultureInfo.InvariantCulture, out var seed) ? seed : 0,
            Language = root.Words("language") ?? "en-US", Channel = root.Words("channel") ?? "directline", ConversationId = "test",
            UserId = user?.Words("id"), UserName = user?.Words("name"), UserEmail = user?.Words("email"), InTestMode = true,
            Globals = Given("variables", "Global"), Environment = Given("environment", "Env"),
        };
    }

    private Dictionary<string, FxValue> Given(string key, string scope)
    {
        var given = new Dictionary<string, FxValue>();
        foreach (var (name, value) in root[key]?.Entries ?? [])
        {
            var path = VariablePath.Read(name.Text.Contains('.', StringComparison.Ordinal) ? name.Text : $"{scope}.{name.Text}");
            if (path?.Scope == scope && path.Inside.Length == 0) given[path.Name] = Plain(value);
            else Wrong(name, $"Only variables of {scope} can be given before the chat begins: write {scope}.Name.");
        }
        return given;
    }

    private FxValue Plain(YamlNode node)
    {
        var value = values.Value(node);
        return value.Formula is { } formula ? formula.Run(new FxFrame { Now = Moment(root) ?? ChatScript.Usual }) : value.Literal;
    }

    // ------------------------------------------------------------------ answers of the outside

    private Dictionary<string, IReadOnlyList<string>> Tools()
    {
        var tools = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, answers) in root["tools"]?.Entries ?? [])
            tools[name.Text] = [.. Several(answers).Select(ToolResult)];
        return tools;
    }

    private string ToolResult(YamlNode answer)
    {
        if (answer["output"] is { } output) return Json(output);
        if (answer["error"] is { Shape: YamlShape.Scalar } error) return ToolDone.Failed("ToolFailed", error.Text).ResultJson;
        if (answer["error"] is not null) return Json(answer);
        Wrong(answer, "An answer of a tool is 'output: ...' or 'error: ...'.");
        return "{}";
    }

    private List<(string, IReadOnlyList<HttpDone>)> Http() =>
        [.. (root["http"]?.Entries ?? []).Select(e => (e.Key.Text, (IReadOnlyList<HttpDone>)[.. Several(e.Value).Select(HttpAnswer)]))];

    private HttpDone HttpAnswer(YamlNode answer)
    {
        var headers = (answer["headers"]?.Entries ?? []).ToDictionary(h => h.Key.Text, h => h.Value.Text, StringComparer.OrdinalIgnoreCase);
        if (!int.TryParse(answer.Words("status") ?? "200", CultureInfo.InvariantCulture, out var status))
            Wrong(answer["status"]!, "A status is a number, such as 200.");
        return new HttpDone(status, answer["body"] is { } body ? body.Shape == YamlShape.Scalar ? body.Text : Json(body) : "", headers);
    }

    private string Json(YamlNode node) =>
        node.Shape == YamlShape.Scalar && !node.IsPlain && FxJson.Read(node.Text) is not null ? node.Text : FxJson.Write(Plain(node));

    private static IEnumerable<YamlNode> Several(YamlNode? node) => node switch
    {
        null => [],
        { Shape: YamlShape.List } => node.Items,
        _ => [node],
    };

    // ------------------------------------------------------------------ turns

    private ScriptTurn? Turn(YamlNode node)
    {
        Known(node, TurnKeys, "a turn");
        if (Incoming(node, out var said) is not { } incoming)
        {
            Wrong(node, "The turn has nothing that reaches the bot: write 'say: words', 'start: true', 'submit', 'event' or 'silent'.");
            return null;
        }
        return new ScriptTurn(node.Line, said, incoming, [.. Expected(node)]) { At = Moment(node) };
    }

    private Incoming? Incoming(YamlNode node, out string said)
    {
        said = node["say"]?.Text ?? "";
        if (node["say"] is not null) return new VisitorMessage(said);
        if (node.Words("start") == "true") { said = "(the conversation begins)"; return new ConversationStarted(); }
        if (node["submit"] is { } card) { said = $"(a card is sent: {Json(card)})"; return new VisitorMessage("", Json(card)); }
        if (node.Words("event") is { } name)
        {
            said = $"(event {name})";
            return new EventReceived(name, node["value"] is { } value ? Json(value) : null);
        }
        if (int.TryParse(node.Words("silent"), CultureInfo.InvariantCulture, out var seconds))
        {
            said = $"(silent for {seconds} s)";
            return new VisitorSilent(seconds);
        }
        return null;
    }

    private IEnumerable<Expectation> Expected(YamlNode node)
    {
        // Words first, as in what the bot did: so that the two can be shown side by side.
        if (node["expect"] is { } words) yield return new ExpectedWords([.. Several(words).Select(Words)]);
        if (node["topic"] is { } topic) yield return new ExpectedTopic(topic.Text);
        if (node["offers"] is { } offers) yield return new ExpectedOffers([.. Several(offers).Select(o => o.Text)]);
        if (node["tool"] is { } tools) yield return new ExpectedTools([.. Several(tools).Select(t => t.Text)]);
        foreach (var (name, value) in node["variables"]?.Entries ?? [])
            if (VariablePath.Read(name.Text) is { } path) yield return new ExpectedVariable(path, values.Value(value));
            else Wrong(name, $"'{name.Text}' is no variable; write Topic.Name or Global.Name.");
        if (node["outcome"] is not { } outcome) yield break;
        if (ExpectedOutcome.Words.Contains(outcome.Text)) yield return new ExpectedOutcome(outcome.Text);
        else Wrong(outcome, $"'{outcome.Text}' is no outcome; it is one of {string.Join(", ", ExpectedOutcome.Words)}.");
    }

    private string Words(YamlNode node)
    {
        try
        {
            ExpectedWords.Pattern(node.Text);
        }
        catch (ArgumentException error)
        {
            Wrong(node, $"The pattern cannot be read: {error.Message}");
        }
        return node.Text;
    }

    private DateTimeOffset? Moment(YamlNode node)
    {
        if (node["at"] is not { } at) return null;
        if (DateTimeOffset.TryParse(at.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;
        Wrong(at, "A moment is written like 2026-01-05T09:00:00Z.");
        return null;
    }

    private void Known(YamlNode node, string[] keys, string what)
    {
        foreach (var (key, _) in node.Entries.Where(e => !keys.Contains(e.Key.Text)))
            Wrong(key, $"'{key.Text}' has no place in {what}." + TopicReader.Hint(key.Text, keys));
    }

    private void Wrong(YamlNode node, string message) => values.Error(node, message, "invalid_chat");
}
