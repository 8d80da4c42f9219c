using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>A bot gives the conversation up, or ends it, with what it leaves behind. Bots say it in several dialects; all of them are read here.</summary>
internal sealed record Command
{
    private static readonly string[] SummaryNames = ["va_AgentMessage", "MessageToAgent", "messageToAgent"];

    /// <summary>It ends the conversation; otherwise it gives it up.</summary>
    public required bool Ends { get; init; }

    /// <summary>For the agent only.</summary>
    public string? Summary { get; init; }
    public IReadOnlyDictionary<string, JsonNode?> Context { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>The command that an activity is, or null when it is none.</summary>
    public static Command? Of(Activity activity) => activity.Type switch
    {
        ActivityTypes.EndOfConversation => new Command { Ends = true },
        ActivityTypes.Event when activity.Name == "handoff.initiate" => Handoff(activity),
        ActivityTypes.Message => Omnichannel(activity),
        _ => null,
    };

    /// <summary>The Bot Framework's own event, which Copilot Studio sends too.</summary>
    private static Command Handoff(Activity activity)
    {
        var context = Values(activity.Value);
        // Microsoft's handoff library wraps the variables once more.
        if (context.TryGetValue("Context", out var inner) && inner is JsonObject)
            foreach (var (name, value) in Values(inner)) context[name] = value;
        var ends = context.GetValueOrDefault("CloseOmnichannelConversation") is JsonValue closes && closes.GetValueKind() == JsonValueKind.True;
        var summary = SummaryNames.Select(name => TextOf(context.GetValueOrDefault(name))).FirstOrDefault(text => text is not null);
        return new Command { Ends = ends, Summary = summary ?? Words(activity.Text), Context = context };
    }

    /// <summary>Omnichannel's commands travel in the channel data of a message: as a text that holds JSON, as an object, or one of a list of tags.</summary>
    private static Command? Omnichannel(Activity activity)
    {
        var data = Opened(activity.ChannelData) as JsonObject;
        var found = new[] { Opened(data?["tags"]), Opened(data?["command"]) }
            .SelectMany(node => node is JsonArray list ? list.Select(Opened) : [node]).OfType<JsonObject>();
        foreach (var command in found)
        {
            var context = Opened(command["context"]) ?? Opened(command["value"]);
            switch (TextOf(command["type"]))
            {
                case "Escalate":
                    return new Command { Ends = false, Summary = Words(activity.Text), Context = Values(context) };
                case "EndConversation":
                    return new Command { Ends = true, Context = Values(context) };
            }
        }
        return null;
    }

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

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? Words(value.GetValue<string>()) : null;

    private static string? Words(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>Names and values; a value may be wrapped with whether agents are shown it.</summary>
    private static Dictionary<string, JsonNode?> Values(JsonNode? from) => from is not JsonObject named ? [] :
        named.ToDictionary(pair => pair.Key, pair => pair.Value is JsonObject wrapped && wrapped.ContainsKey("isDisplayable") ? wrapped["value"] : pair.Value);
}
