using System.Text.Json;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Routing;

namespace Baton.Tests.Routing;

/// <summary>What rules do, as a table of examples.</summary>
public sealed class RulesTests
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["topic"] = "Billing", ["age"] = "42", ["price"] = "9.50", ["vip"] = "true", ["empty"] = "",
    };

    [Theory]
    [InlineData("topic", "equals", "billing", true)]
    [InlineData("topic", "equals", "bill", false)]
    [InlineData("Topic", "equals", "billing", false)]      // names are case-sensitive
    [InlineData("price", "equals", 9.5, true)]             // numbers are numbers, however written
    [InlineData("age", "equals", "42.0", true)]
    [InlineData("vip", "equals", true, true)]
    [InlineData("missing", "equals", "", false)]
    [InlineData("topic", "notEquals", "sales", true)]
    [InlineData("topic", "notEquals", "BILLING", false)]
    [InlineData("missing", "notEquals", "sales", true)]
    [InlineData("topic", "contains", "LLI", true)]
    [InlineData("topic", "contains", "xyz", false)]
    [InlineData("topic", "startsWith", "bill", true)]
    [InlineData("topic", "startsWith", "ill", false)]
    [InlineData("age", "greaterThan", 41, true)]
    [InlineData("age", "greaterThan", 42, false)]
    [InlineData("age", "lessThan", 100, true)]
    [InlineData("age", "lessThan", 9, false)]              // not by their digits
    [InlineData("topic", "greaterThan", 1, false)]
    [InlineData("topic", "lessThan", 1, false)]
    [InlineData("missing", "greaterThan", 1, false)]
    [InlineData("empty", "isSet", null, true)]
    [InlineData("missing", "isSet", null, false)]
    [InlineData("missing", "isNotSet", null, true)]
    [InlineData("topic", "isNotSet", null, false)]
    public void A_condition_holds_or_not(string variable, string @is, object? value, bool holds) =>
        Condition(variable, @is, value).Test(Known).Holds.ShouldBe(holds);

    [Fact]
    public void All_conditions_must_hold_and_of_any_one()
    {
        var (yes, no) = (Condition("age", "isSet", null), Condition("age", "isNotSet", null));

        Holds(new When()).ShouldBeTrue("a rule without conditions always applies");
        Holds(new When { All = [yes, yes] }).ShouldBeTrue();
        Holds(new When { All = [yes, no] }).ShouldBeFalse();
        Holds(new When { Any = [no, yes] }).ShouldBeTrue();
        Holds(new When { Any = [no, no] }).ShouldBeFalse();
        Holds(new When { All = [yes], Any = [no] }).ShouldBeFalse();
        Holds(new When { All = [no], Any = [yes] }).ShouldBeFalse();
        Holds(new When { All = [yes], Any = [no, yes] }).ShouldBeTrue();
    }

    [Fact]
    public void The_first_rule_that_applies_decides_and_each_says_why()
    {
        var (sales, billing, rest) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        var destination = Rules.Match(
        [
            new Rule { Name = "Sales", When = new When { All = [Condition("topic", "equals", "sales")] }, QueueId = sales },
            new Rule { Name = "Billing", When = new When { All = [Condition("topic", "equals", "billing")] }, QueueId = billing },
            new Rule { Name = "Rest", QueueId = rest },
        ], Known);

        destination.QueueId.ShouldBe(billing);
        destination.Rule.ShouldBe("Billing");
        destination.Verdicts.ShouldBe(
        [
            new RuleVerdict("Sales", false, "topic is 'Billing'"),
            new RuleVerdict("Billing", true, "topic is 'Billing'"),
            new RuleVerdict("Rest", true, "applies always; but 'Billing' comes first"),
        ]);
    }

    [Fact]
    public void No_rule_that_applies_is_no_destination() => Rules.Match([], Known).QueueId.ShouldBeNull();

    [Fact]
    public void What_Baton_knows_itself_nobody_can_set()
    {
        var conversation = Candidates.Waiting() with { GivenUpBy = [Guid.NewGuid()], Channel = "WhatsApp" };

        var known = Rules.Known(conversation,
        [
            new Variable { Name = "conversation.escalated", Type = "text", Value = "false", SetBy = "visitor" },
            new Variable { Name = "contact.id", Type = "text", Value = "someone-else", SetBy = "visitor" },
            new Variable { Name = "topic", Type = "text", Value = "sales", SetBy = "visitor" },
        ]);

        known["conversation.escalated"].ShouldBe("true");
        known["conversation.channel"].ShouldBe("WhatsApp");
        known["topic"].ShouldBe("sales");
        known.ContainsKey("contact.id").ShouldBeFalse();
    }

    [Theory]
    [InlineData("topic", "resembles", "x")]
    [InlineData("", "equals", "x")]
    [InlineData("topic", "equals", null)]
    [InlineData("age", "greaterThan", "old")]
    public void A_condition_that_makes_no_sense_is_refused(string variable, string @is, object? value) =>
        Should.Throw<Refusal>(() => Condition(variable, @is, value).MustBeSound()).Code.ShouldBe("invalid_rule");

    private static bool Holds(When when) => when.Test(Known).Holds;

    private static Condition Condition(string variable, string @is, object? value) =>
        new() { Variable = variable, Is = @is, Value = value is null ? null : JsonSerializer.SerializeToElement(value) };
}
