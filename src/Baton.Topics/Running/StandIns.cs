namespace Baton.Topics;

/// <summary>
/// Topics that every Copilot Studio agent has and that other topics lead to by name. A bot that comes without one of them
/// uses these; they start only when another topic begins them.
/// </summary>
internal static class StandIns
{
    private static readonly Lazy<Dictionary<string, Topic>> All = new(Read);

    public static Topic? Find(string name)
    {
        var mark = name.LastIndexOf(".topic.", StringComparison.OrdinalIgnoreCase);
        return All.Value.GetValueOrDefault(mark >= 0 ? name[(mark + 7)..] : name);
    }

    private static Dictionary<string, Topic> Read()
    {
        var topics = new Dictionary<string, Topic>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in Texts)
        {
            var file = new TopicFile(name + ".mcs.yml", text);
            var root = YamlReader.Read(text);
            topics[name] = new TopicReader(file, root, BotParts.Collect([(file, root)], []), []).Read()!;
        }
        return topics;
    }

    private static readonly (string Name, string Text)[] Texts =
    [
        ("Escalate", """
            kind: AdaptiveDialog
            startBehavior: CancelOtherTopics
            beginDialog:
              kind: OnSystemRedirect
              id: main
              actions:
                - kind: TransferConversationV2
                  id: transfer
                  transferType:
                    kind: TransferToAgent
                    context:
                      kind: AutomaticTransferContext
            """),
        ("EndofConversation", """
            kind: AdaptiveDialog
            startBehavior: CancelOtherTopics
            beginDialog:
              kind: OnSystemRedirect
              id: main
              actions:
                - kind: CSATQuestion
                  id: rating
                - kind: EndConversation
                  id: end
            """),
        ("ResetConversation", """
            kind: AdaptiveDialog
            startBehavior: CancelOtherTopics
            beginDialog:
              kind: OnSystemRedirect
              id: main
              actions:
                - kind: ClearAllVariables
                  id: clear
                - kind: CancelAllDialogs
                  id: cancel
            """),
        ("Fallback", """
            kind: AdaptiveDialog
            beginDialog:
              kind: OnSystemRedirect
              id: main
              actions:
                - kind: SendActivity
                  id: rephrase
                  activity: I'm sorry, I didn't understand that. Could you say it in other words?
            """),
        ("Greeting", """
            kind: AdaptiveDialog
            beginDialog:
              kind: OnSystemRedirect
              id: main
              actions:
                - kind: SendActivity
                  id: hello
                  activity: Hello, how can I help you?
            """),
        ("Goodbye", """
            kind: AdaptiveDialog
            startBehavior: CancelOtherTopics
            beginDialog:
              kind: OnSystemRedirect
              id: main
              actions:
                - kind: EndConversation
                  id: end
            """),
    ];
}
