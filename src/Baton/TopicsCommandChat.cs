using Baton.Topics;

namespace Baton;

/// <summary>A chat with a bot in a terminal. What a tool or a request would answer is asked of whoever chats.</summary>
internal sealed class TopicsChat(TopicBot bot)
{
    private const string Commands = "/variables shows them, /trace shows the nodes that run, /again begins anew; an empty input or Ctrl-D ends";

    private BotState _state = BotState.New;
    private bool _traces;

    public int Run()
    {
        Console.WriteLine(Paint.Grey(Commands));
        for (Incoming? incoming = new ConversationStarted(); incoming is not null;)
        {
            var result = bot.Run(_state, incoming, new TurnContext { Now = TimeProvider.System.GetUtcNow(), Zone = TimeZoneInfo.Local, InTestMode = true, Trace = true });
            _state = result.State;
            Show(result);
            incoming = Next(result.Outcome);
        }
        return 0;
    }

    private void Show(TurnResult result)
    {
        if (_traces)
        {
            foreach (var topic in result.Recognised) Console.WriteLine(Paint.Grey($"-- {topic.Score:0.00} {topic.Path}: {topic.Phrase} ({topic.Why})"));
            foreach (var step in result.Trace) Console.WriteLine(Paint.Grey($"-- {step.Path}:{step.Line} {step.NodeId}"));
        }
        foreach (var say in result.Says.Where(say => say.Kind == SayKind.Message))
        {
            Console.WriteLine($"{Paint.Green("bot:")} {say.Text}");
            foreach (var attachment in say.Attachments) Console.WriteLine(Paint.Grey($"     ({attachment.ContentType}) {attachment.ContentJson ?? attachment.ContentUrl}"));
            if (say.SuggestedActions.Count > 0) Console.WriteLine($"     [{string.Join("] [", say.SuggestedActions.Select(action => action.Title))}]");
        }
        if (result.Outcome is Transfer transfer) Console.WriteLine($"-- a person takes over: {transfer.MessageToAgent}");
        if (result.Outcome is Ended) Console.WriteLine("-- the bot ended the conversation");
        if (result.Outcome is Failed failed) Console.WriteLine(Paint.Red($"-- the bot failed: {failed.Message}"));
    }

    private Incoming? Next(Outcome outcome) => outcome switch
    {
        NeedsTool need => Ask($"-- tool {need.Name} {need.InputJson}\n-- its result as JSON: ") is { } json ? new ToolDone(json) : null,
        NeedsHttp need => Ask($"-- {need.Method} {need.Url}\n-- its body: ") is { } body ? new HttpDone(200, body, new Dictionary<string, string>()) : null,
        NeedsAnswer => new AnswerDone(null),
        Waiting => Say(),
        _ => null,
    };

    private Incoming? Say()
    {
        while (true)
        {
            switch (Ask("you: "))
            {
                case null or "":
                    return null;
                case "/variables":
                    if (_state.Variables().Count == 0) Console.WriteLine(Paint.Grey("-- there are none"));
                    foreach (var variable in _state.Variables()) Console.WriteLine(Paint.Grey($"-- {variable.Scope}.{variable.Name} = {variable.Value}"));
                    break;
                case "/trace":
                    _traces = !_traces;
                    Console.WriteLine(Paint.Grey(_traces ? "-- the nodes that run are shown" : "-- the nodes that run are not shown"));
                    break;
                case "/again":
                    _state = BotState.New;
                    return new ConversationStarted();
                case var text:
                    return new VisitorMessage(text);
            }
        }
    }

    private static string? Ask(string what)
    {
        Console.Write(what);
        return Console.ReadLine();
    }
}

/// <summary>Colours for a terminal: none where the output goes elsewhere, or where NO_COLOR asks for none; always with FORCE_COLOR.</summary>
internal static class Paint
{
    private static readonly bool On = !Has("NO_COLOR") && (Has("FORCE_COLOR") || (!Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb"));

    public static string Red(string text) => In("31", text);
    public static string Green(string text) => In("32", text);
    public static string Yellow(string text) => In("33", text);
    public static string Grey(string text) => In("90", text);

    private static string In(string colour, string text) => On ? $"\u001b[{colour}m{text}\u001b[0m" : text;

    private static bool Has(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}
