namespace Baton.Topics.Tests;

/// <summary>Files that went wrong in many ways: each is read or refused with its reasons, and what is read runs without falling over.</summary>
public sealed class TopicFuzzTests(ITestOutputHelper output)
{
    private const int Mutants = 1_500;
    private static readonly string[] Answers = ["yes", "42", "Ann Lee", "", "no", "🙂", "2026-02-30", "hello"];
    private static readonly string[] Pieces =
    [
        "kind: Question", "kind: SendActivity", "kind: GotoAction", "kind: Foreach", "actions:", "id: x", "- ", "  ", "=", "{", "}",
            "[", "]", ": ",
        "\"", "'", "|-", "#", "Topic.X", "=Topic.X + 1", "=1/0", "{Topic.X}", "null", "true", "-1", "999999999999999999999", "&a", "*a",
            "!!binary", "\t",
        "variable: Topic.X", "items: =Sequence(3)", "condition: =true", "dialog: self", "entity: BooleanPrebuiltEntity", "\u0000", "é",
            "%", "---", "...",
    ];

    [Fact]
    public void Damaged_topics_are_read_or_refused_and_never_fall_over()
    {
        var originals = Directory.GetFiles(Path.Combine(Demo.Root, "tests/Baton.Topics.Tests/SystemTopics")).Order(StringComparer.Ordinal)
            .Select(File.ReadAllText).ToList();
        var random = new Random(20260304);
        var (refused, ran) = (0, 0);
        for (var i = 0; i < Mutants; i++)
        {
            var text = originals[i % originals.Count];
            for (var n = random.Next(1, 4); n > 0; n--) text = Mutated(text, random);
            try
            {
                if (Run(text)) ran++;
                else refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"This topic made the engine fall over:\n{text}", error);
            }
        }
        output.WriteLine($"{ran} ran, {refused} were refused.");
        ran.ShouldBeGreaterThan(Mutants / 10);
        refused.ShouldBeGreaterThan(Mutants / 10);
    }

    private static bool Run(string text)
    {
        var report = TopicCheck.Run([new TopicFile("self.mcs.yml", text)], out var bot);
        if (bot is null)
        {
            report.Problems.ShouldContain(p => !p.IsWarning && p.Message.Length > 0);
            return false;
        }
        var chat = new Chat(bot);
        chat.Do(new TopicAsked("self"));
        foreach (var answer in Answers) chat.Do(Next(chat.Last.Outcome, answer));
        return true;
    }

    private static Incoming Next(Outcome outcome, string answer) => outcome switch
    {
        NeedsAnswer => new AnswerDone(answer),
        NeedsTool => new ToolDone("{\"x\":1}"),
        NeedsHttp => new HttpDone(200, answer, new Dictionary<string, string>()),
        _ => new VisitorMessage(answer),
    };

    private static string Mutated(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(7))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(at, lines[random.Next(lines.Count)]); break;
            case 2: lines[at] = new string(' ', random.Next(9)) + lines[at].TrimStart(); break;
            case 3: lines.Insert(at, new string(' ', random.Next(9)) + Pieces[random.Next(Pieces.Length)]); break;
            case 4: lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), Pieces[random.Next(Pieces.Length)]); break;
            case 5: lines[at] = lines[at][..random.Next(lines[at].Length + 1)]; break;
            default: (lines[at], lines[^1]) = (lines[^1], lines[at]); break;
        }
        return string.Join('\n', lines);
    }
}
