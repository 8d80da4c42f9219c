namespace Baton.Topics.Tests;

/// <summary>Files as they come from chats, editors and other tools.</summary>
public sealed class NotQuiteYamlTests
{
    private const string Start = "kind: AdaptiveDialog\nbeginDialog:\n  kind: OnConversationStart\n  id: main\n  actions:\n";

    private static string Said(string text)
    {
        var bot = TopicBot.Load([new TopicFile("A.mcs.yml", text)]);
        return string.Join('|', bot.Run(BotState.New, new ConversationStarted(), new TurnContext { Now = DateTimeOffset.UnixEpoch }).Says.Select(s => s.Text));
    }

    [Theory]
    [InlineData("    - kind: SetVariable\n      id: a\n      variable: Topic.X\n      value: \"=[\"Alpha\", \"Beta\"]\"\n    - {kind: SendActivity, id: b, activity: '{CountRows(Topic.X)}'}", "2")]
    [InlineData("    - kind: SendActivity\n      id: b\n      activity: */*", "*/*")]
    [InlineData("    - kind: SendActivity\n      id: b\n      activity: @you: hello", "@you: hello")]
    [InlineData("    - kind: SendActivity\n      id: b\n      activity: Note: this is meant as words", "Note: this is meant as words")]
    [InlineData("    - kind: SendActivity\n      id: b\n      activity: {System.User.FirstName}, hello!", ", hello!")]
    public void A_line_that_lacks_quotes_is_read_as_it_was_meant(string actions, string said) => Said(Start + actions).ShouldBe(said);

    [Fact]
    public void A_mark_of_utf8_the_fence_of_a_code_block_and_tabs_do_no_harm()
    {
        const string Hello = Start + "    - {kind: SendActivity, id: b, activity: Hello}\n";
        Said("\uFEFF" + Hello).ShouldBe("Hello");
        Said("```yaml\n" + Hello + "```\n").ShouldBe("Hello");
        Said(Hello.Replace("  ", "\t", StringComparison.Ordinal)).ShouldBe("Hello");
        Said(Hello.Replace("\n", "\r\n", StringComparison.Ordinal)).ShouldBe("Hello");
    }

    [Theory]
    [InlineData("kind: AdaptiveDialog\nbeginDialog\n  kind: OnError\n", 2, 1, "There is no ':' after 'beginDialog'.")]
    [InlineData("kind: AdaptiveDialog\nbeginDialog:\n  kind: OnError\n\tid: main\n", 4, 1, "The line is indented with a tab; YAML wants blanks.")]
    [InlineData("kind: AdaptiveDialog\nname: \"never closed\nx: 1\n", 2, 7, "A text that begins with a quote is not closed on its line; where it goes on, the line must be indented further.")]
    [InlineData("kind: AdaptiveDialog\nname: \"C:\\Data\"\n", 2, 7, "In double quotes a backslash begins a code: write \\\\ for a backslash, or put the words in single quotes.")]
    [InlineData("kind: AdaptiveDialog\nbeginDialog:\n    id: main\n  kind: OnError\n", 4, 3, "The line does not line up with the lines around it: check how far it is indented.")]
    [InlineData("kind: AdaptiveDialog\nx:\n  {a: b,\n  c: d\n", 3, 3, "A '{' is never closed with '}', or a comma is missing.")]
    [InlineData("kind: AdaptiveDialog\nx:\n  {a: b\nc: d\n", 2, 1, "A '[' or '{' is never closed, or a comma is missing.")]
    [InlineData("kind: AdaptiveDialog\nx:\n  - - *b\n", 3, 7, "References (*name) have no place in a topic.")]
    [InlineData("kind: AdaptiveDialog\nname: x\n   y: z\n", 3, 5, "A ':' cannot stand here: words with ': ' in them need quotes, or the line is indented too far.")]
    public void What_is_no_yaml_is_told_with_its_place_and_what_was_meant(string text, int line, int column, string message)
    {
        var problem = TopicCheck.Run([new TopicFile("A.mcs.yml", text)]).Problems.First(p => !p.IsWarning);
        (problem.Line, problem.Column, problem.Message, problem.Code).ShouldBe((line, column, message, "not_yaml"));
    }

    [Fact]
    public void Whatever_is_written_is_read_or_told_and_never_throws()
    {
        var chance = new Random(11);
        const string Marks = "[]{}:-'\"|>&*!%@`#,\n\t  \\?ab=";
        var sound = Demo.Files().First(f => f.Path == "OrderStatus.mcs.yml").Text;
        for (var round = 0; round < 1_500; round++)
        {
            var text = round % 2 == 0 ? sound[..chance.Next(900)] : "";
            for (var edit = 0; edit < 1 + chance.Next(30); edit++) text = text.Insert(chance.Next(text.Length + 1), Marks[chance.Next(Marks.Length)].ToString());
            var draft = TopicDraft.Read([new TopicFile("A.mcs.yml", text), new TopicFile("a.chat.yml", text)]);
            draft.RunChats().Count.ShouldBe(1);
            draft.Overlaps.ShouldBeEmpty("there is one topic at most");
            foreach (var map in draft.Topics) System.Xml.Linq.XDocument.Parse(map.ToSvg()).Root.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_large_file_full_of_faults_is_given_up_soon()
    {
        var text = Start + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"    - kind: SendActivity\n      id: n{i}\n      activity: @you: {i} and more of it\n"));
        text.Length.ShouldBeGreaterThan(1_500_000);
        var problem = TopicCheck.Run([new TopicFile("A.mcs.yml", text)]).Problems.First(p => !p.IsWarning);
        problem.Code.ShouldBe("not_yaml");
        problem.Line.ShouldBeLessThan(200, "a few lines were mended before it was given up");
    }

    [Fact]
    public void An_entry_that_stands_twice_is_warned_of()
    {
        var problem = TopicCheck.Run([new TopicFile("A.mcs.yml", Start + "    - kind: SendActivity\n      id: b\n      activity: One\n      activity: Two\n")]).Problems.ShouldHaveSingleItem();
        (problem.Line, problem.IsWarning, problem.Message).ShouldBe((9, true, "'activity' stands here twice; only the first counts."));
    }
}
