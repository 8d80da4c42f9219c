using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>A bot gives the conversation up, or ends it, with what it leaves behind. Bots say it in several dialects; all of them are read here.</summary>
internal sealed record Command
{
    private const string HandoffSuffix = "Handoff";

    private static readonly string[] SummaryNames = ["va_AgentMessage", "MessageToAgent", "messageToAgent"];

    /// <summary>It ends the conversation; otherwise it gives it up.</summary>
    public required bool Ends { get; init; }

    /// <summary>For the agent only.</summary>
    public string? Summary { get; init; }
    public IReadOnlyDictionary<string, JsonNode?> Context { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>The values that agents are not to be shown.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>();

    /// <summary>By the protocol, the bot is told what becomes of it.</summary>
    public bool WantsStatus { get; init; }

    /// <summary>What was said before, where the bot brings it.</summary>
    public Attachment? Transcript { get; init; }

    /// <summary>The command that an activity is, or null when it is none.</summary>
    public static Command? Of(Activity activity) => activity.Type switch
    {
        ActivityTypes.EndOfConversation => new Command { Ends = true, Context = Values.Of(activity.Value, onlyMarked: true).Named },
        ActivityTypes.Handoff => Handoff(activity),
        ActivityTypes.Event => Event(activity),
        ActivityTypes.Message => Omnichannel(activity),
        _ => null,
    };

    private static Command? Event(Activity activity) => activity.Name switch
    {
        "handoff.initiate" => Handoff(activity) with { WantsStatus = true },
        "EndOfConversation" or "endOfConversation" => new Command { Ends = true, Context = Values.Of(activity.Value, onlyMarked: true).Named },
        // One provider's own: GenesysHandoff and the like, with a summary as its value.
        { Length: > 7 } name when name.EndsWith(HandoffSuffix, StringComparison.Ordinal) => Handoff(activity),
        _ => null,
    };

    /// <summary>The Bot Framework's own event, which Copilot Studio sends too.</summary>
    private static Command Handoff(Activity activity)
    {
        var value = Opened(activity.Value);
        var (context, hidden) = Values.Of(value, onlyMarked: true);
        // Microsoft's handoff library wraps the variables once more.
        if (context.TryGetValue("Context", out var inner) && Opened(inner) is JsonObject wrapped)
        {
            var (more, alsoHidden) = Values.Of(wrapped, onlyMarked: true);
            foreach (var (name, one) in more) context[name] = one;
            hidden.UnionWith(alsoHidden);
            context.Remove("Context");
        }
        var summary = SummaryNames.Select(name => TextOf(context.GetValueOrDefault(name))).FirstOrDefault(text => text is not null);
        return new Command
        {
            Ends = Closes(context), Summary = summary ?? TextOf(value) ?? Words(activity.Text), Context = context, Hidden = hidden,
            Transcript = activity.Attachments?.FirstOrDefault(one => one is not null && string.Equals(one.Name, "Transcript", StringComparison.OrdinalIgnoreCase)),
        };
    }

    /// <summary>
    /// Omnichannel's commands travel in the channel data of a message: as a text that holds JSON, as an object, as one of a list of tags, or as a bare word among tags.
    /// </summary>
    private static Command? Omnichannel(Activity activity)
    {
        var data = Opened(activity.ChannelData) as JsonObject;
        foreach (var one in Tags(Opened(data?["tags"])).Concat(Tags(Opened(data?["command"]))))
        {
            var command = one as JsonObject;
            var (context, hidden) = Values.Of(Opened(command?["context"]) ?? Opened(command?["value"]) ?? (one is JsonValue ? Opened(data?["context"]) : null), onlyMarked: false);
            switch (command is null ? TextOf(one) : TextOf(command["type"]))
            {
                case "Escalate":
                    return new Command { Ends = Closes(context), Summary = Words(activity.Text), Context = context, Hidden = hidden };
                case "EndConversation":
                    return new Command { Ends = true, Context = context, Hidden = hidden };
            }
        }
        return null;
    }

    /// <summary>One tag, a list of them, or words with commas between.</summary>
    private static IEnumerable<JsonNode?> Tags(JsonNode? tags) => tags switch
    {
        JsonArray list => list.Select(Opened),
        JsonValue when TextOf(tags) is { } words => words.Split(',', StringSplitOptions.TrimEntries).Select(word => (JsonNode?)JsonValue.Create(word)),
        _ => [tags],
    };

    /// <summary>What is JSON inside a text; anything else as it is.</summary>
    public static JsonNode? Opened(JsonNode? node)
    {
        if (TextOf(node)?.TrimStart() is not { } text || !(text.StartsWith('{') || text.StartsWith('['))) return node;
        try
        {
            var opened = JsonNode.Parse(text);
            SoundJson.MustBeSound(opened);
            return opened;
        }
        catch (JsonException)
        {
            return node;
        }
    }

    /// <summary>A Copilot Studio agent that gives the conversation up with this means to end it.</summary>
    private static bool Closes(Dictionary<string, JsonNode?> context) => context.GetValueOrDefault("CloseOmnichannelConversation") is JsonValue closes
        && (closes.GetValueKind() == JsonValueKind.True || string.Equals(TextOf(closes), "true", StringComparison.OrdinalIgnoreCase));

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? Words(value.GetValue<string>()) : null;

    private static string? Words(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>Names and values. A value may be wrapped with whether agents are shown it; one that is wrapped without a word on that is not shown.</summary>
    private static class Values
    {
        /// <param name="onlyMarked">Only what says whether agents are shown it is a wrapper; anything else is a value of its own.</param>
        public static (Dictionary<string, JsonNode?> Named, HashSet<string> Hidden) Of(JsonNode? from, bool onlyMarked)
        {
            var (named, hidden) = (new Dictionary<string, JsonNode?>(), new HashSet<string>());
            foreach (var (name, value) in from as JsonObject ?? [])
            {
                var wrapper = value is JsonObject maybe && (maybe.ContainsKey("isDisplayable") || (!onlyMarked && maybe.Count == 1 && maybe.ContainsKey("value"))) ? maybe : null;
                named[name] = wrapper is null ? value : wrapper["value"];
                if (wrapper is not null && wrapper["isDisplayable"]?.GetValueKind() != JsonValueKind.True) hidden.Add(name);
            }
            return (named, hidden);
        }
    }
}
