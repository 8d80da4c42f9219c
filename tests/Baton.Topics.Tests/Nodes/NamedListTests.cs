namespace Baton.Topics.Tests.Nodes;

/// <summary>Lists of answers that formulas call by the name that their author gave them.</summary>
public sealed class NamedListTests
{
    private const string Reward = """
        - kind: Question
          id: ask
          variable: init:Topic.Reward
          prompt: Which reward?
          entity:
            kind: EmbeddedEntity
            definition:
              kind: ClosedListEntity
              optionSetName: RewardOptions
              items:
                - {id: dinner, displayName: A free dinner}
                - {id: theatre, displayName: A visit to the theatre}
        - kind: ConditionGroup
          id: which
          conditions:
            - id: dinner
              condition: =Topic.Reward = RewardOptions.dinner
              actions:
                - {kind: SendActivity, id: yes, activity: Enjoy your meal.}
          elseActions:
            - {kind: SendActivity, id: no, activity: Enjoy the play.}
        """;

    [Theory]
    [InlineData("a free dinner", "Enjoy your meal.")]
    [InlineData("theatre", "Enjoy the play.")]
    public void The_list_of_a_question_may_have_a_name(string answer, string said) => One.Go(Reward).Say(answer).ShouldBe(said);

    [Fact]
    public void So_may_one_in_a_file_of_its_own()
    {
        var size = new TopicFile("entities/Size.mcs.yml", "kind: ClosedListEntity\noptionSetName: Sizes\nitems:\n  - {id: s, displayName: Small}\n");
        var topic = new TopicFile("go.mcs.yml", One.Topic("go", "go", "- {kind: SendActivity, id: a, activity: '{Text(Sizes.s)}'}"));
        TopicCheck.Run([topic, size]).Problems.ShouldBeEmpty();
        TopicBot.Load([topic, size]).Run(BotState.New, new VisitorMessage("go"), new TurnContext { Now = DateTimeOffset.UnixEpoch })
            .Says.ShouldHaveSingleItem().Text.ShouldBe("Small");
    }

    [Fact]
    public void An_item_that_it_does_not_have_is_warned_of_where_it_stands()
    {
        var problem = TopicCheck.Run([new TopicFile("go.mcs.yml", One.Topic("go", "go", Reward.Replace("RewardOptions.dinner", "RewardOptions.diner", StringComparison.Ordinal)))])
            .Problems.ShouldHaveSingleItem();
        (problem.IsWarning, problem.Message).ShouldBe((true, "The list 'RewardOptions' has no item 'diner'."));
    }
}
