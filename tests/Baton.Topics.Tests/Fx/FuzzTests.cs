using System.Text;
using System.Text.Json;
using Baton.Topics.Fx;

namespace Baton.Topics.Tests;

/// <summary>Whatever stands in a line, the batch answers it: token soups, mutated formulas, deep nesting, greedy formulas.</summary>
public sealed class FuzzTests
{
    private const int Soups = 6_000;
    private const int Mutants = 12_000;

    private static readonly string[] Tokens =
    [
        "1", "0", "1.5", "1e300", "\"a\"", "\"\"", "true", "Blank()", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "+", "-", "*", "/", "^",
        "%", "&", "&&", "||", "!", "=", "<>", "<", ">=", "in", "exactin", "And", "Or", "Not", "As", "@", "$\"", "'", "\"", "//", "/*", "*/",
        "ThisRecord", "Value", "x", "a:", "TimeUnit.Days", "ErrorKind.Div0", "Color.Red", "Date(2020,1,1)", "[1,2,3]", "{a:1}", "1/0",
        "Table(", "ForAll(", "Filter(", "Sequence(", "If(", "With(", "Text(", "ParseJSON(", "Match(", "Summarize(", "Patch(", "Sort(", "Sum(",
        "AddColumns(", "IfError(", "Switch(", "Concatenate(", "é", "😀", "\0", "#", "~", "\\",
    ];

    private static readonly string[] Valid =
    [
        "Sum(ForAll(Sequence(5), Value * 2), Value) & Text(Date(2020,1,1), \"yyyy-mm-dd\")",
        "With({a:1, b:[1,2,3]}, ForAll(b As row, {v: row.Value + a, w: $\"{row.Value}!\"}))",
        "IfError(1 / (2 - 2), FirstError.Message & CountRows(AllErrors), -1)",
        "Filter(Table({n:\"Ann\", y:2001}, {n:\"Bob\", y:1999}), y > 2000 && StartsWith(n, \"a\"))",
        "Match(\"2026-03-04\", \"(?<y>\\d{4})-(?<m>\\d\\d)\").y = \"2026\"",
        "ForAll(ParseJSON(\"[{\"\"a\"\":1},{\"\"a\"\":null}]\"), Value(ThisRecord.a))",
        "Summarize(Table({c:\"x\",n:1},{c:\"y\",n:2}), c, Sum(ThisGroup, n) As Total)",
        "Switch(Weekday(Date(2026,3,4), StartOfWeek.Monday), 1, \"Mon\", 2, \"Tue\", Text(Pi(), \"0.00\"))",
        "JSON(Patch({a:1}, {b:Split(\"a,b\", \",\")}), JSONFormat.IndentFour)",
        "DateDiff(DateTime(2020,1,1,1,2,3), DateAdd(Today(), -7, TimeUnit.Days), TimeUnit.Hours) * 10%",
        "SortByColumns(AddColumns([3,1,2], b, -Value), \"b\", SortOrder.Descending)",
        "Mid(Substitute(\"hello\", \"l\", \"LL\", 2), 2, 3) exactin \"heLLo\" Or Not IsBlank(\"\")",
    ];

    [Fact]
    public void Every_line_is_answered_and_none_of_them_breaks_the_batch()
    {
        var chance = new Random(20260304);
        var formulas = Enumerable.Range(0, Soups).Select(_ => Soup(chance)).Concat(Enumerable.Range(0, Mutants).Select(_ => Mutant(chance)))
            .Concat(Greedy()).ToList();
        var lines = string.Concat(formulas.Select((f, i) => JsonSerializer.Serialize(new { id = i, e = f }) + "\n"));
        var to = new StringWriter();
        FxBatch.Run(new StringReader(lines), to, FxTable.Now);
        var answers = to.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        answers.Length.ShouldBe(formulas.Count);
        for (var i = 0; i < answers.Length; i++)
        {
            using var answer = JsonDocument.Parse(answers[i], new JsonDocumentOptions { MaxDepth = 100 });
            answer.RootElement.GetProperty("id").GetInt32().ShouldBe(i);
            (answer.RootElement.TryGetProperty("r", out _) ^ answer.RootElement.TryGetProperty("error", out _)).ShouldBeTrue(formulas[i]);
        }
    }

    [Fact]
    public void A_line_that_wants_more_than_its_share_is_told_so()
    {
        foreach (var formula in Greedy())
        {
            var answer = new FxSession(FxTable.Now).Run(formula);
            (answer.Error ?? answer.Result!).Length.ShouldBeLessThan(2_000_000, formula[..Math.Min(60, formula.Length)]);
        }
        new FxSession(FxTable.Now).Run("ForAll(Sequence(50000), Sequence(50000))").Result.ShouldBe("Error({Kind:ErrorKind.QuotaExceeded})");
        new FxSession(FxTable.Now).Run(new string('(', 5_000)).Error.ShouldBe("The formula is nested too deeply.");
    }

    private static IEnumerable<string> Greedy() =>
    [
        new string('(', 5_000), new string('[', 5_000), new string('-', 5_000) + "1", new string('!', 3_000) + "true", string.Concat(Enumerable.Repeat("{a:", 3_000)),
        string.Concat(Enumerable.Repeat("$\"{", 500)), string.Concat(Enumerable.Repeat("If(true,", 500)), "1" + string.Concat(Enumerable.Repeat("+1", 5_000)),
        "1" + string.Concat(Enumerable.Repeat("^1", 500)), "a" + string.Concat(Enumerable.Repeat(".a", 3_000)), "1" + new string('%', 3_000),
        "ForAll(Sequence(50000), Sequence(50000))", "ForAll(Sequence(1000), ForAll(Sequence(1000), ForAll(Sequence(1000), 1)))",
        "Substitute(Substitute(Concat(Sequence(50000), \"aaaaaaaaaaaaaaaaaaaa\"), \"a\", \"aaaaaaaaaa\"), \"a\", \"aaaaaaaaaa\")",
        "With({a:Concat(Sequence(40000), \"0123456789\")}, With({b:a&a}, With({c:b&b}, With({d:c&c}, Len(d&d)))))",
        "IsMatch(\"" + new string('a', 60) + "!\", \"(a|aa)+\")", "Concat(Sequence(50000), JSON(Sequence(1000)))",
        "ParseJSON(\"" + new string('[', 3_000) + "\")", "Power(10, 400)", "Sequence(1e300)", "DateAdd(Now(), 1e300)", "Left(\"a\", 1e300)",
        "Text(1, \"" + new string('0', 5_000) + "\")", "Round(1e28, 1e300)", "Sort(Sequence(50000), -Value)", "1" + new string('0', 5_000),
        "Match(\"a\", \"" + new string('(', 1_500) + "\")", "Distinct(ForAll(Sequence(50000), Mod(Value, 7)), Value)",
    ];

    private static string Soup(Random chance)
    {
        var made = new StringBuilder();
        for (var i = chance.Next(1, 25); i > 0; i--)
        {
            made.Append(Tokens[chance.Next(Tokens.Length)]);
            if (chance.Next(3) > 0) made.Append(' ');
        }
        return made.ToString();
    }

    private static string Mutant(Random chance)
    {
        var made = new StringBuilder(Valid[chance.Next(Valid.Length)]);
        for (var i = chance.Next(1, 5); i > 0 && made.Length > 2; i--)
        {
            var at = chance.Next(made.Length);
            switch (chance.Next(5))
            {
                case 0: made.Remove(at, 1); break;
                case 1: made.Insert(at, Tokens[chance.Next(Tokens.Length)]); break;
                case 2: made[at] = (char)chance.Next(32, 127); break;
                case 3: made.Remove(at, Math.Min(made.Length - at, chance.Next(1, 12))); break;
                default: made.Insert(at, made.ToString(at, Math.Min(made.Length - at, chance.Next(1, 20)))); break;
            }
        }
        return made.ToString();
    }
}
