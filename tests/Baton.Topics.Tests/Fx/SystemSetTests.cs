namespace Baton.Topics.Tests;

public sealed class SystemSetTests
{
    private static readonly TurnContext Teams = new() { Now = DateTimeOffset.UnixEpoch, Channel = "msteams" };

    [Theory]
    [InlineData("System.Activity.Channel = ChannelId.MsTeams", "true")]
    [InlineData("System.Activity.Channel <> ChannelId.MsTeams", "false")]
    [InlineData("System.Activity.Channel = ChannelId.Directline", "false")]
    [InlineData("Switch(System.Activity.Channel, ChannelId.Omnichannel, 1, ChannelId.MsTeams, 2)", "2")]
    [InlineData("ChannelId.MsTeams = \"msteams\"", "true")]
    [InlineData("System.SignInReason = SignInReason.SignInRequired", "true")]
    [InlineData("System.Activity.Type = ActivityType.Message", "true")]
    [InlineData("Text(VariablesToClear.AllGlobalVariables)", "\"AllGlobalVariables\"")]
    public void A_system_variable_is_compared_with_a_choice_of_its_set(string formula, string result) =>
        TopicDraft.Read([]).Evaluate(formula, BotState.New, Teams).Result.ShouldBe(result);

    [Fact]
    public void A_choice_that_does_not_exist_is_told_with_the_one_that_was_meant() =>
        TopicDraft.Read([]).Evaluate("ChannelId.MsTeam", BotState.New, Teams).Hint.ShouldBe("Did you mean 'MsTeams'?");

    [Fact]
    public void A_node_may_take_its_setting_from_a_formula()
    {
        var chat = One.Go("""
            - {kind: SetVariable, id: a, variable: Global.A, value: 1}
            - {kind: SetVariable, id: b, variable: Topic.B, value: 2}
            - {kind: ClearAllVariables, id: c, variables: =VariablesToClear.AllGlobalVariables}
            - {kind: SendActivity, id: d, activity: "{IsBlank(Global.A)} {IsBlank(Topic.B)}"}
            """);
        chat.Said.ShouldBe("true false");
    }
}
