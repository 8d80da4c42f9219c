using Baton.Topics;

namespace Baton;

/// <summary>Runs test chats in a terminal, and shows what was expected beside what came where the two differ.</summary>
internal static class TopicsTestChats
{
    public static int Run(TopicsOnDisk files, TopicDraft draft)
    {
        var errors = files.Report(draft.Report).Problems.Where(problem => !problem.IsWarning).ToArray();
        foreach (var problem in errors) Console.WriteLine(Paint.Red(problem.ToString()));
        var results = draft.Chats.Select(chat => chat.Run(draft.Bot)).ToArray();
        foreach (var result in results) Show(files, result);
        var failed = results.Count(result => !result.Passed);
        var line = $"{results.Length - failed} passed, {failed} failed";
        Console.WriteLine(failed > 0 ? Paint.Red(line) : Paint.Green(line));
        return failed > 0 || errors.Length > 0 ? 1 : 0;
    }

    private static void Show(TopicsOnDisk files, ChatResult result)
    {
        var path = files.Shown(result.Path);
        Console.WriteLine(result.Passed ? $"{Paint.Green("ok    ")} {result.Name} {Paint.Grey(path)}" : $"{Paint.Red("FAILED")} {result.Name} {Paint.Grey(path)}");
        foreach (var turn in result.Turns.Where(turn => !turn.Passed))
        {
            Console.WriteLine($"       {path}:{turn.Line}: {turn.Problem ?? "It went otherwise."}");
            if (turn.Said.Length > 0) Console.WriteLine($"         you: {turn.Said}");
            foreach (var (mark, text) in Difference(turn.Expected, turn.Got))
                Console.WriteLine(mark switch { '-' => Paint.Red($"       - {text}"), '+' => Paint.Green($"       + {text}"), _ => Paint.Grey($"         {text}") });
        }
    }

    /// <summary>What was expected and did not come (-), what came unexpected (+), and what both have; in an order that keeps both.</summary>
    internal static IEnumerable<(char Mark, string Text)> Difference(IReadOnlyList<string> expected, IReadOnlyList<string> got)
    {
        // The longest row of lines that both have, from the back.
        var longest = new int[expected.Count + 1, got.Count + 1];
        for (var i = expected.Count - 1; i >= 0; i--)
            for (var j = got.Count - 1; j >= 0; j--)
                longest[i, j] = Same(expected[i], got[j]) ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);

        var (e, g) = (0, 0);
        while (e < expected.Count || g < got.Count)
        {
            if (e < expected.Count && g < got.Count && Same(expected[e], got[g])) yield return (' ', got[Both(ref e, ref g)]);
            else if (g >= got.Count || (e < expected.Count && longest[e + 1, g] >= longest[e, g + 1])) yield return ('-', expected[e++]);
            else yield return ('+', got[g++]);
        }
    }

    private static int Both(ref int e, ref int g)
    {
        e++;
        return g++;
    }

    // An expectation is met by a line that contains it.
    private static bool Same(string expected, string got) => got.Contains(expected, StringComparison.OrdinalIgnoreCase);
}
