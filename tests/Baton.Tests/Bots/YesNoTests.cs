using Baton.Bots;

namespace Baton.Tests.Bots;

/// <summary>Only a clear yes is one: what a tool changes is not undone by "I meant something else".</summary>
public sealed class YesNoTests
{
    [Theory]
    [InlineData("Yes", true)]
    [InlineData("yes!", true)]
    [InlineData(" YES please. ", true)]
    [InlineData("That's right", true)]
    [InlineData("ok, thanks", true)]
    [InlineData("Please do", true)]
    [InlineData("No", false)]
    [InlineData("no, thank you", false)]
    [InlineData("Don’t do it!", false)]
    [InlineData("cancel please", false)]
    [InlineData("yes but change the other one", null)]
    [InlineData("yes no", null)]
    [InlineData("not yes", null)]
    [InlineData("I want to talk to a person", null)]
    [InlineData("", null)]
    [InlineData("yesterday", null)]
    public void What_counts(string text, bool? expected) => YesNo.Of(text).ShouldBe(expected);
}
