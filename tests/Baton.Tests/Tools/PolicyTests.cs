using Baton.Tools;

namespace Baton.Tests.Tools;

/// <summary>Who may run what, and who has to say yes first: decided in one place, for every combination.</summary>
public sealed class PolicyTests
{
    private static readonly Tool Reading = Made(isReadOnly: true, needsYes: false);
    private static readonly Tool Adding = Made(isReadOnly: false, needsYes: false);
    private static readonly Tool Changing = Made(isReadOnly: false, needsYes: true);

    [Theory]
    // A bot that talks with a visitor
    [InlineData("reading", "bot in chat", null, Permission.Run)]
    [InlineData("adding", "bot in chat", null, Permission.Run)]
    [InlineData("changing", "bot in chat", null, Permission.VisitorConfirms)]
    [InlineData("reading", "bot in chat", Rule.AskVisitor, Permission.VisitorConfirms)]
    [InlineData("adding", "bot in chat", Rule.AskAgent, Permission.AgentConfirms)]
    [InlineData("changing", "bot in chat", Rule.Allow, Permission.Run)]
    [InlineData("changing", "bot in chat", Rule.AskAgent, Permission.AgentConfirms)]
    [InlineData("reading", "bot in chat", Rule.Forbid, Permission.Refused)]
    // A person tries what that bot may do: they say yes themselves
    [InlineData("reading", "trial", null, Permission.Run)]
    [InlineData("changing", "trial", null, Permission.CallerConfirms)]
    [InlineData("adding", "trial", Rule.AskAgent, Permission.CallerConfirms)]
    [InlineData("changing", "trial", Rule.Forbid, Permission.Refused)]
    // A bot with nobody to ask
    [InlineData("changing", "bot alone", null, Permission.CallerConfirms)]
    [InlineData("changing", "bot alone", Rule.Allow, Permission.Run)]
    // A program with a key
    [InlineData("reading", "key", null, Permission.Run)]
    [InlineData("adding", "key", null, Permission.Run)]
    [InlineData("changing", "key", null, Permission.CallerConfirms)]
    [InlineData("changing", "key", Rule.Allow, Permission.Run)]
    [InlineData("reading", "key", Rule.AskAgent, Permission.CallerConfirms)]
    [InlineData("reading", "key", Rule.Forbid, Permission.Refused)]
    [InlineData("changing", "key in chat", Rule.AskVisitor, Permission.CallerConfirms)]
    // An agent: no rules of their own, but they are shown what weighs
    [InlineData("reading", "agent", null, Permission.Run)]
    [InlineData("adding", "agent", null, Permission.Run)]
    [InlineData("changing", "agent", null, Permission.CallerConfirms)]
    [InlineData("reading", "agent", Rule.Forbid, Permission.Run)]
    [InlineData("changing", "agent", Rule.Allow, Permission.CallerConfirms)]
    // Baton itself
    [InlineData("changing", "system", null, Permission.Run)]
    public void What_follows_for_a_call(string tool, string caller, Rule? set, Permission expected) =>
        Policy.Of(tool switch { "reading" => Reading, "adding" => Adding, _ => Changing }, Call(caller), set).ShouldBe(expected);

    [Fact]
    public void Every_rule_has_a_name_and_every_name_a_rule()
    {
        foreach (var rule in Enum.GetValues<Rule>()) Policy.Named(Policy.NameOf(rule)).ShouldBe(rule);
        Policy.Named("maybe").ShouldBeNull();
        Policy.Named(null).ShouldBeNull();
    }

    private static ToolCall Call(string caller)
    {
        var id = Guid.CreateVersion7();
        return caller switch
        {
            "bot in chat" => new ToolCall { Who = Runner.Bot(id, "b"), ConversationId = id },
            "trial" => new ToolCall { Who = Runner.Bot(id, "b"), ConversationId = id, IsTrial = true },
            "bot alone" => new ToolCall { Who = Runner.Bot(id, "b") },
            "key" => new ToolCall { Who = Runner.Key(id, "k") },
            "key in chat" => new ToolCall { Who = Runner.Key(id, "k"), ConversationId = id },
            "agent" => new ToolCall { Who = Runner.Agent(id, "a") },
            _ => new ToolCall { Who = Runner.System },
        };
    }

    private static Tool Made(bool isReadOnly, bool needsYes) => new()
    {
        Name = "t", Title = "T", Group = "G", Description = "D", Input = new Schema(), IsReadOnly = isReadOnly, NeedsYes = needsYes, Run = (_, _) => throw new InvalidOperationException(),
    };
}
