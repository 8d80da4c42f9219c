using Baton.Topics;

namespace Baton;

/// <summary>./baton topics: checks topic files, and runs them in a terminal. Needs no database.</summary>
public static class TopicsCommand
{
    private static readonly string[] Endings = [".yaml", ".yml"];

    public static int Run(string[] arguments) => arguments switch
    {
        ["check", "--json", .. var paths] when paths.Length > 0 => Check(paths, json: true),
        ["check", .. var paths] when paths.Length > 0 => Check([.. paths.Where(path => path != "--json")], paths.Contains("--json")),
        ["run", .. var paths] when paths.Length > 0 => Talk(paths),
        _ => Wrong("./baton topics check [--json] PATH...   or   ./baton topics run PATH..."),
    };

    private static int Check(string[] paths, bool json)
    {
        if (Read(paths) is not { } files) return 1;
        var report = TopicCheck.Run(files);
        if (json)
        {
            Console.WriteLine(report.ToJson());
        }
        else
        {
            foreach (var problem in report.Problems) Console.WriteLine(problem);
            Console.WriteLine($"{files.Count} files, {report.Problems.Count(p => !p.IsWarning)} errors, {report.Problems.Count(p => p.IsWarning)} warnings");
        }
        return report.IsSound ? 0 : 1;
    }

    private static int Talk(string[] paths)
    {
        if (Read(paths) is not { } files) return 1;
        TopicBot bot;
        try
        {
            bot = TopicBot.Load(files);
        }
        catch (TopicLoadException wrong)
        {
            return Wrong(wrong.Message);
        }
        var state = BotState.New;
        for (Incoming? incoming = new ConversationStarted(); incoming is not null;)
        {
            var result = bot.Run(state, incoming, new TurnContext { Now = TimeProvider.System.GetUtcNow(), Zone = TimeZoneInfo.Local, InTestMode = true });
            state = result.State;
            Show(result);
            incoming = Next(result.Outcome);
        }
        return 0;
    }

    private static void Show(TurnResult result)
    {
        foreach (var say in result.Says.Where(say => say.Kind == SayKind.Message))
        {
            Console.WriteLine($"bot: {say.Text}");
            if (say.SuggestedActions.Count > 0) Console.WriteLine($"     [{string.Join("] [", say.SuggestedActions.Select(action => action.Title))}]");
        }
        if (result.Outcome is Transfer transfer) Console.WriteLine($"-- a person takes over: {transfer.MessageToAgent}");
        if (result.Outcome is Ended) Console.WriteLine("-- the bot ended the conversation");
        if (result.Outcome is Failed failed) Console.WriteLine($"-- the bot failed: {failed.Message}");
    }

    private static Incoming? Next(Outcome outcome) => outcome switch
    {
        NeedsTool need => Ask($"-- tool {need.Name} {need.InputJson}\n-- its result as JSON: ") is { } json ? new ToolDone(json) : null,
        NeedsHttp need => Ask($"-- {need.Method} {need.Url}\n-- its body: ") is { } body ? new HttpDone(200, body, new Dictionary<string, string>()) : null,
        NeedsAnswer => new AnswerDone(null),
        Waiting => Ask("you: ") is { } text ? new VisitorMessage(text) : null,
        _ => null,
    };

    private static string? Ask(string what)
    {
        Console.Write(what);
        return Console.ReadLine();
    }

    private static List<TopicFile>? Read(string[] paths)
    {
        var files = new List<TopicFile>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsTopic).Order(StringComparer.Ordinal).Select(File));
            else if (System.IO.File.Exists(path)) files.Add(File(path));
            else
            {
                Wrong($"There is no file or folder '{path}'.");
                return null;
            }
        }
        return files;
    }

    private static bool IsTopic(string path) =>
        Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) || Path.GetFileName(path) == "data";

    private static TopicFile File(string path) => new(path, System.IO.File.ReadAllText(path));

    private static int Wrong(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }
}
