namespace Baton.Topics.Tests;

/// <summary>Bots of one topic, written as its actions.</summary>
internal static class One
{
    /// <summary>A chat with a bot whose topic "go" has these actions (YAML, not indented), after the visitor said "go".</summary>
    public static Chat Go(string actions, params string[] others)
    {
        var chat = Of(actions, others);
        chat.Say("go");
        return chat;
    }

    public static Chat Of(string actions, params string[] others) => Chat.With([Topic("go", "go", actions), .. others]);

    public static string Topic(string name, string phrase, string actions, string head = "") =>
        $"# {name}\nkind: AdaptiveDialog\n{head}beginDialog:\n  kind: OnRecognizedIntent\n  id: main\n  intent:\n    displayName: {name}\n"
        + $"    triggerQueries:\n      - {phrase}\n  actions:\n{Indented(actions)}";

    public static string Triggered(string name, string trigger, string actions, string head = "", string more = "") =>
        $"# {name}\nkind: AdaptiveDialog\n{head}beginDialog:\n  kind: {trigger}\n  id: main\n{more}  actions:\n{Indented(actions)}";

    private static string Indented(string actions) => string.Join('\n', actions.Trim('\n').Split('\n').Select(line => "    " + line));
}
