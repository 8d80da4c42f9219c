namespace Baton.Tools;

/// <summary>What a policy says of a holder's use of a tool. The names are on the wire and in the database.</summary>
public enum Rule
{
    /// <summary>It runs.</summary>
    Allow,

    /// <summary>It runs when the visitor has seen what it would do and said yes.</summary>
    AskVisitor,

    /// <summary>It runs when an agent has seen what it would do and said yes.</summary>
    AskAgent,

    /// <summary>It does not run.</summary>
    Forbid,
}

/// <summary>What follows for one call.</summary>
public enum Permission
{
    Run,

    /// <summary>Whoever calls has to come back with the confirmation.</summary>
    CallerConfirms,
    VisitorConfirms,
    AgentConfirms,
    Refused,
}

/// <summary>Under which circumstances a tool may run. Pure; what it needs to know is given.</summary>
public static class Policy
{
    private static readonly (Rule Rule, string Name)[] Names =
        [(Rule.Allow, "allow"), (Rule.AskVisitor, "askVisitor"), (Rule.AskAgent, "askAgent"), (Rule.Forbid, "forbid")];

    /// <summary>Where nobody has said otherwise: reading and adding are allowed, changing what is there needs a yes.</summary>
    public static Rule Default(Tool tool) => tool.NeedsYes ? Rule.AskVisitor : Rule.Allow;

    /// <summary>Decides about one call.</summary>
    /// <param name="set">What an administrator has set for this holder and tool, if they have.</param>
    public static Permission Of(Tool tool, ToolCall call, Rule? set)
    {
        // Agents have no policies of their own: what weighs on the pipeline, they are shown before they do it. Baton itself has nobody to ask.
        var rule = call.Who.Kind is "bot" or "key" ? set ?? Default(tool) : Default(tool);
        var talksWithVisitor = call.Who.Kind == "bot" && call.ConversationId is not null && !call.IsTrial;
        return (rule, call.Who.Kind) switch
        {
            (Rule.Forbid, _) => Permission.Refused,
            (Rule.Allow, _) or (_, "system") => Permission.Run,
            (Rule.AskVisitor, _) => talksWithVisitor ? Permission.VisitorConfirms : Permission.CallerConfirms,
            (Rule.AskAgent, _) => talksWithVisitor ? Permission.AgentConfirms : Permission.CallerConfirms,
            _ => throw new InvalidOperationException($"There is no rule {rule}."),
        };
    }

    public static string NameOf(Rule rule) => Names.First(known => known.Rule == rule).Name;

    /// <summary>The rule of that name, or null when there is none.</summary>
    public static Rule? Named(string? name) => Names.Where(known => known.Name == name).Select(known => (Rule?)known.Rule).FirstOrDefault();
}
