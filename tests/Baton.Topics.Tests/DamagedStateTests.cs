using System.Text;

namespace Baton.Topics.Tests;

/// <summary>States that come from outside: an author's browser holds that of a test chat.</summary>
public sealed class DamagedStateTests
{
    [Theory]
    [InlineData("\"a\":-3")]
    [InlineData("\"a\":2147483647")]
    [InlineData("\"a\":1,\"c\":-7")]
    [InlineData("\"a\":1,\"c\":99")]
    [InlineData("\"a\":1,\"q\":-9")]
    [InlineData("\"a\":0,\"l\":[[1,-5,[\"T\"]],[1,7,[\"T\"]]]")]
    [InlineData("\"a\":0,\"l\":[[1,-5,[\"T\",\"x\"]]]")]
    public void A_place_that_does_not_exist_does_no_harm(string place)
    {
        var bot = TopicBot.Load([new TopicFile("go.mcs.yml", One.Topic("go", "go",
            "- {kind: Foreach, id: loop, items: Topic.L, value: Topic.N, actions: [{kind: Question, id: ask, variable: Topic.A, entity: NumberPrebuiltEntity, prompt: How many?}]}"))]);
        var state = BotState.Load(Encoding.UTF8.GetBytes("{\"v\":1,\"s\":[{\"t\":\"go\",\"n\":\"\"," + place + "},{\"t\":\"go\",\"n\":\"ask\",\"q\":0," + place + "}]}"));
        foreach (var incoming in new Incoming[] { new VisitorMessage("5"), new ToolDone("{}"), new VisitorMessage("no"), new EventReceived("x") })
            state = bot.Run(state, incoming, new TurnContext { Now = DateTimeOffset.UnixEpoch }).State;
    }

    [Fact]
    public void A_damaged_state_is_a_new_conversation_or_another_one_and_never_throws()
    {
        var bot = TopicBot.Load(
        [
            .. Demo.Files(), new TopicFile("Loop.mcs.yml", One.Topic("Loop", "loop now", """
                - kind: Foreach
                  id: loop
                  items: =[1, 2, 3]
                  value: Topic.N
                  actions:
                    - {kind: SetVariable, id: when, variable: Topic.When, value: "=Date(2026, 1, Topic.N)"}
                    - {kind: Question, id: ask, variable: Topic.A, entity: NumberPrebuiltEntity, prompt: How many?, skipQuestionMode: AlwaysAsk}
                    - {kind: BeginDialog, id: find, dialog: FindContact}
                """)),
        ]);
        var context = new TurnContext { Now = new DateTimeOffset(2026, 3, 4, 10, 30, 0, TimeSpan.Zero) };
        var states = new[] { "loop now", "show me my open cases", "where is my order" }
            .Select(words => Encoding.UTF8.GetString(bot.Run(BotState.New, new VisitorMessage(words), context).State.Save())).ToList();
        var chance = new Random(5);
        const string Marks = "[]{}\":,-0123456789tdTuoen.";
        for (var round = 0; round < 4_000; round++)
        {
            var text = new StringBuilder(states[round % states.Count]);
            for (var edit = 0; edit < 1 + round % 6; edit++)
            {
                var at = chance.Next(text.Length);
                if (edit % 2 == 0) text[at] = Marks[chance.Next(Marks.Length)];
                else text.Insert(at, Marks[chance.Next(Marks.Length)]);
            }
            var state = BotState.Load(Encoding.UTF8.GetBytes(text.ToString()));
            state.Variables();
            foreach (var incoming in new Incoming[] { new VisitorMessage("5"), new ToolDone("{}"), new ConversationStarted() })
                bot.Run(state, incoming, context).State.Save().ShouldNotBeEmpty(text.ToString());
        }
    }
}
