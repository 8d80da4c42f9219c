namespace Baton.Topics.Tests.Nodes;

/// <summary>Names of variables in formulas that are nearly those of others.</summary>
public sealed class MistypedVariableTests
{
    private static IReadOnlyList<TopicProblem> Problems(string formula, string more = "", string head = "") => TopicCheck.Run(
    [
        new TopicFile("topics/A.mcs.yml", One.Topic("A", "a", $"""
            - kind: Question
              id: ask
              variable: init:Topic.OrderNumber
              prompt: Which?
              entity: StringPrebuiltEntity
            - kind: SetVariable
              id: set
              variable: Global.Result
              value: ={formula}
            {more}
            """, head)),
        new TopicFile("variables/Tier.mcs.yml", "kind: Variable\nname: CustomerTier\n"),
    ]).Problems;

    [Theory]
    [InlineData("Topic.OrderNumbr", "There is nothing named 'Topic.OrderNumbr'. Did you mean 'OrderNumber'?")]
    [InlineData("Topic.ordernumber", "There is nothing named 'Topic.ordernumber'. Did you mean 'OrderNumber'?")]
    [InlineData("Global.CustomerTeir", "There is nothing named 'Global.CustomerTeir'. Did you mean 'CustomerTier'?")]
    [InlineData("Global.Resul", "There is nothing named 'Global.Resul'. Did you mean 'Result'?")]
    [InlineData("System.Activty.Text", "There is nothing named 'System.Activty'. Did you mean 'Activity'?")]
    [InlineData("Len(System.User.FirstNme)", "There is nothing named 'System.User.FirstNme'. Did you mean 'FirstName'?")]
    public void One_that_is_nearly_another_is_warned_of_with_the_one_that_was_meant(string formula, string message)
    {
        var problem = Problems(formula).ShouldHaveSingleItem();
        (problem.Message, problem.IsWarning, problem.Line).ShouldBe((message, true, 19));
    }

    [Theory]
    [InlineData("Topic.OrderNumber & Global.Result & Global.CustomerTier & System.User.FirstName")]
    [InlineData("Global.ComesFromTheSite & Topic.GivenByTheCaller & System.SomethingNew")]
    [InlineData("Topic.B & Topic.Abc", "- {kind: SetVariable, id: s, variable: Topic.A, value: 1}\n- {kind: SetVariable, id: t, variable: Topic.Abd, value: 1}")]
    [InlineData("ForAll(Table({Topic: {OrderNumbr: 1}}), Topic.OrderNumbr)")]
    public void One_that_is_set_or_may_come_from_elsewhere_is_not(string formula, string more = "") => Problems(formula, more).ShouldBeEmpty();

    [Fact]
    public void What_a_topic_takes_and_what_other_nodes_give_is_known()
    {
        const string Head = "inputs:\n  - {kind: ManualTaskInput, propertyName: OrderNumbers, value: 1}\ninputType:\n  properties:\n    OrderNumberz: {type: String}\n";
        const string More = "- {kind: BeginDialog, id: b, dialog: A, output: {binding: {x: Topic.OrderNumberX}}}";
        Problems("Topic.OrderNumbers & Topic.OrderNumberz & Topic.OrderNumberX", More, Head).ShouldBeEmpty();
    }

    [Fact]
    public void In_a_message_the_words_stay_and_the_author_is_told() =>
        Problems("1", "- {kind: SendActivity, id: say, activity: 'Order {Topic.OrderNumbr}'}").ShouldHaveSingleItem().Message
            .ShouldBe("There is nothing named 'Topic.OrderNumbr'. Did you mean 'OrderNumber'?");
}
