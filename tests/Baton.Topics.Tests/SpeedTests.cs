using System.Diagnostics;
using Baton.Topics.Fx;

namespace Baton.Topics.Tests;

/// <summary>Shows figures; a busy machine makes none of them fail.</summary>
public sealed class SpeedTests(ITestOutputHelper output)
{
    [Fact]
    public void A_turn_of_the_demo_bot_costs_little()
    {
        var chat = Demo.Start();
        string[] words = ["hello", "show my open cases", "ann@contoso.example"];
        for (var i = 0; i < 300; i++) foreach (var word in words) chat.Say(word);
        var watch = Stopwatch.StartNew();
        const int Turns = 1_000;
        for (var i = 0; i < Turns; i++) foreach (var word in words) chat.Say(word);
        var each = watch.Elapsed.TotalMicroseconds / Turns / words.Length;
        output.WriteLine($"{each:0.0} microseconds a turn, state saved and loaded; {chat.Saved.Length} bytes of state");
        chat.Said.ShouldNotBeEmpty();
    }

    [Fact]
    public void Ten_thousand_formulas_pass_the_batch()
    {
        var lines = string.Concat(Enumerable.Range(0, 10_000).Select(i =>
            $"{{\"id\":{i},\"e\":\"Sum(ForAll(Sequence(5), Value * {i}), Value) & Text(Date(2020,1,{i % 28 + 1}), \\\"yyyy-mm-dd\\\")\"}}\n"));
        var to = new StringWriter();
        var watch = Stopwatch.StartNew();
        FxBatch.Run(new StringReader(lines), to, FxTable.Now);
        output.WriteLine($"{watch.ElapsedMilliseconds} ms for 10,000 formulas");
        var answers = to.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        answers.Length.ShouldBe(10_000);
        answers[1].ShouldBe("""{"id":1,"r":"\"152020-01-02\""}""");
    }

    [Fact]
    public void A_bot_of_five_hundred_topics_understands_in_no_time()
    {
        string Word(int n) => string.Concat("bakelimotu".Chunk(2).Select((p, i) => $"{p[0]}{"aeiou"[(n >> (2 * i)) % 5]}")) + n % 7;
        var recogniser = new Recogniser(Enumerable.Range(0, 500).Select(t => ($"t{t}",
            (IReadOnlyList<string>)[.. Enumerable.Range(0, 8).Select(p => $"how do I {Word(t * 3)} my {Word(t * 3 + p)} with {Word(p)}")])));
        const string Said = "how can somebody like me possibly repair the strange noise of this washing machine before tomorrow evening";
        for (var i = 0; i < 50; i++) recogniser.Recognise(Said);
        var watch = Stopwatch.StartNew();
        const int Times = 100;
        for (var i = 0; i < Times; i++) recogniser.Recognise(Said);
        output.WriteLine($"{watch.Elapsed.TotalMicroseconds / Times:0} microseconds for a long text of unknown words among 4,000 phrases");
        recogniser.Recognise("how do I " + Word(300) + " my thing").Candidates.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_batch_answers_every_line_whatever_stands_in_it()
    {
        var to = new StringWriter();
        FxBatch.Run(new StringReader("{\"id\":\"a\",\"e\":\"1+1\"}\nnonsense\n\n[1]\n{\"id\":2}\n{\"id\":3,\"e\":\"1+\"}\n{\"id\":4,\"e\":\"=1/0\"}\n"), to, FxTable.Now);
        to.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            """{"id":"a","r":"2"}""", """{"error":"The line is not a JSON object."}""", """{"error":"The line is not a JSON object."}""",
            """{"id":2,"error":"The line has no formula in 'e'."}""",
            """{"id":3,"error":"Unexpected the end of the formula: a value was expected."}""",
            """{"id":4,"r":"Error({Kind:ErrorKind.Div0})"}"""]);
    }
}
