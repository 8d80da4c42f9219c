using System.Text.Json.Nodes;

namespace Baton.Sandbox.CopilotStudio;

/// <summary>
/// What the agent says to what: a few topics that show each kind of thing that an agent of Copilot Studio sends, in the shapes that it sends them. It echoes all else.
/// </summary>
internal static class AgentTalk
{
    private const string BotId = "ba700000-b070-4000-8000-0000000000a2";
    private const string ValidationCode = "123456";

    /// <summary>The answers to an activity of the visitor, in order.</summary>
    public static IReadOnlyList<JsonObject> Answer(AgentConversation conversation, JsonObject activity, string here)
    {
        switch ((string?)activity["type"])
        {
            case "event" when (string?)activity["name"] == "pvaSetContext":
                foreach (var (name, value) in activity["value"] as JsonObject ?? []) conversation.Variables[name] = value?.DeepClone();
                return [];
            case "event" when (string?)activity["name"] == "startConversation":
                return [Greeting(conversation)];
            case "message":
                return Hear(conversation, activity, here);
            default:
                return [];
        }
    }

    public static JsonObject Message(string text) => Said(new JsonObject { ["type"] = "message", ["text"] = text, ["textFormat"] = "markdown", ["inputHint"] = "acceptingInput", ["speak"] = text });

    public static JsonObject Typing() => Said(new JsonObject { ["type"] = "typing" });

    private static JsonObject Greeting(AgentConversation conversation)
    {
        var plan = conversation.Variables.TryGetValue("plan", out var given) ? $" I see you are on the {given} plan." : "";
        return Suggesting(Message($"Hello, I'm Contoso helper, a virtual assistant.{plan} Just so you are aware, I sometimes use AI to answer your questions."), "Order", "Talk to a person");
    }

    private static IReadOnlyList<JsonObject> Hear(AgentConversation conversation, JsonObject activity, string here)
    {
        if (activity["value"] is JsonObject { } form && form["rate"] is { } rate) return [Message($"Thanks for your feedback. ({rate})"), Message("Can I help with anything else?")];

        var text = ((string?)activity["text"] ?? "").Trim();
        conversation.Phrases.Add(text);
        var asked = conversation.Asked;
        conversation.Asked = null;
        switch (text.ToLowerInvariant())
        {
            case "order":
                return Topic(conversation, "Order", "order number", Suggesting(Message("Which order do you mean?"), "SO-1001", "SO-1002"));
            case "card":
                return Topic(conversation, "Card", null, Attaching(Message("Here is your order."), "application/vnd.microsoft.card.adaptive", OrderCard()));
            case "sign in":
                return Topic(conversation, "Sign in", "validation code", Attaching(Said(new JsonObject { ["type"] = "message" }), "application/vnd.microsoft.card.oauth", SignInCard(here)));
            case "rate":
                return Topic(conversation, "End of Conversation", null, Attaching(Said(new JsonObject { ["type"] = "message" }), "application/vnd.microsoft.card.adaptive", RatingCard()));
            case "three":
                return [Message("One"), Message("Two"), Message("Three")];
            case "stream":
                return [Message("This answer comes word by word.")];
            case "person" or "talk to a person":
                conversation.Topics.Add("Escalate");
                return [Message("I'll bring you to a person."), HandOver(conversation)];
            case "bye":
                return [Message("Ok, goodbye."), Said(new JsonObject { ["type"] = "endOfConversation", ["code"] = "completedSuccessfully" })];
        }
        if (asked == "order number")
        {
            conversation.Variables["OrderNumber"] = text;
            return [Message($"Order {text} is on its way.")];
        }
        if (asked == "validation code") return [Message(text == ValidationCode ? "You are signed in." : "That is not the code.")];
        return [Message($"You said: {text}")];
    }

    private static IReadOnlyList<JsonObject> Topic(AgentConversation conversation, string topic, string? asks, JsonObject says)
    {
        conversation.Topics.Add(topic);
        conversation.Asked = asks;
        return [says];
    }

    /// <summary>As the node "Transfer conversation" sends it to an engagement hub.</summary>
    private static JsonObject HandOver(AgentConversation conversation)
    {
        var value = new JsonObject
        {
            ["va_Scope"] = "bot", ["va_LastTopic"] = conversation.Topics[^1], ["va_Topics"] = new JsonArray([.. conversation.Topics]),
            ["va_LastPhrase"] = conversation.Phrases[^1], ["va_Phrases"] = new JsonArray([.. conversation.Phrases]), ["va_ConversationId"] = conversation.Id,
            ["va_AgentMessage"] = "The visitor wants to talk to a person.", ["va_BotId"] = BotId, ["va_BotName"] = Agent.Name, ["va_Language"] = "En-US",
        };
        foreach (var (name, variable) in conversation.Variables) value[name] = variable?.DeepClone();
        return Said(new JsonObject
        {
            ["type"] = "event", ["name"] = "handoff.initiate", ["value"] = value,
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/json", ["name"] = "Transcript", ["content"] = new JsonObject { ["activities"] = conversation.Transcript() },
            }),
        });
    }

    private static JsonObject Said(JsonObject activity)
    {
        activity["from"] = new JsonObject { ["id"] = BotId, ["name"] = Agent.Name, ["role"] = "bot" };
        activity["locale"] = "en-US";
        activity["channelData"] = new JsonObject
        {
            ["cci_bot_id"] = BotId, ["cci_tenant_id"] = SandboxOptions.DemoTenantId, ["cci_content_version"] = "1", ["cci_trace_id"] = Guid.NewGuid().ToString("N")[..5], ["enableDiagnostics"] = false,
        };
        return activity;
    }

    private static JsonObject Suggesting(JsonObject message, params string[] choices)
    {
        message["suggestedActions"] = new JsonObject
        {
            ["actions"] = new JsonArray([.. choices.Select(choice => new JsonObject { ["type"] = "imBack", ["title"] = choice, ["value"] = choice })]),
        };
        return message;
    }

    private static JsonObject Attaching(JsonObject message, string contentType, JsonObject content)
    {
        message["attachments"] = new JsonArray(new JsonObject { ["contentType"] = contentType, ["content"] = content });
        return message;
    }

    private static JsonObject OrderCard() => new()
    {
        ["type"] = "AdaptiveCard", ["version"] = "1.5",
        ["body"] = new JsonArray(
            new JsonObject { ["type"] = "TextBlock", ["text"] = "Order SO-1001", ["weight"] = "Bolder" },
            new JsonObject { ["type"] = "FactSet", ["facts"] = new JsonArray(new JsonObject { ["title"] = "Status", ["value"] = "On its way" }) }),
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Track it", ["url"] = "https://shop.example/SO-1001" }),
    };

    private static JsonObject SignInCard(string here) => new()
    {
        ["text"] = "Please sign in to go on.", ["connectionName"] = "Contoso",
        ["buttons"] = new JsonArray(new JsonObject { ["type"] = "signin", ["title"] = "Sign in", ["value"] = $"{here}/sandbox/agent/signin" }),
        ["tokenExchangeResource"] = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["uri"] = "api://ba700000-a9b0-4000-8000-0000000000a3/access" },
    };

    /// <summary>The page behind the sign-in card.</summary>
    public static string SignInPage => $"You are signed in. Type this validation code into the chat: {ValidationCode}";

    /// <summary>The survey at the end of a conversation: five pictures that each send a number.</summary>
    private static JsonObject RatingCard() => new()
    {
        ["type"] = "AdaptiveCard", ["version"] = "1.0",
        ["body"] = new JsonArray(
            new JsonObject { ["type"] = "TextBlock", ["text"] = "Great! Please rate your experience.", ["wrap"] = true },
            new JsonObject
            {
                ["type"] = "ColumnSet",
                ["columns"] = new JsonArray([.. Enumerable.Range(1, 5).Select(n => new JsonObject
                {
                    ["type"] = "Column", ["width"] = "auto",
                    ["items"] = new JsonArray(new JsonObject
                    {
                        ["type"] = "Image", ["size"] = "small", ["altText"] = $"{n}", ["url"] = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
                        ["selectAction"] = new JsonObject { ["type"] = "Action.Submit", ["title"] = $"Rate {n}", ["data"] = new JsonObject { ["rate"] = $"{n}" } },
                    }),
                })]),
            }),
    };
}
