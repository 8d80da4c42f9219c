using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Connector;

/// <summary>What a bot is sent: at the start that it is there, with the context in Omnichannel's words, then what the visitor says.</summary>
internal sealed class Outgoing(Database database)
{
    /// <summary>The channel whose rules bots' libraries know best.</summary>
    private const string ChannelId = "directline";
    private const string ContextTags = "ChannelId-lcw,OmnichannelContextMessage,Hidden";
    private const string VisitorTags = "ChannelId-lcw,FromCustomer";
    private const string AgentTags = "ChannelId-lcw,FromAgent";

    /// <summary>The activities for what has reached the bot, in order.</summary>
    public async Task<IReadOnlyList<Activity>> Of(Turn turn, ConnectorBot bot, IReadOnlyList<Incoming> incoming, CancellationToken ct)
    {
        var activities = new List<Activity>();
        foreach (var one in incoming)
        {
            switch (one)
            {
                case ConversationStarted:
                    activities.Add(New(turn, bot, ActivityTypes.ConversationUpdate) with { MembersAdded = [Bot(turn), Visitor(turn)] });
                    activities.AddRange(await Context(turn, bot, ct));
                    break;
                case EventReceived { Name: Assist.Assisting.AgentSays, ValueJson: { } said }:
                    var (name, words) = Assist.Assisting.Said(said);
                    activities.Add(New(turn, bot, ActivityTypes.Message) with { From = Agent(turn, name), Text = words, TextFormat = "plain", ChannelData = Tagged(AgentTags) });
                    break;
                case EventReceived { Name: Assist.Assisting.AgentJoined, ValueJson: { } who }:
                    activities.Add(New(turn, bot, ActivityTypes.ConversationUpdate) with { MembersAdded = [Agent(turn, Assist.Assisting.Said(who).Name)] });
                    break;
                case EventReceived received:
                    activities.Add(New(turn, bot, ActivityTypes.Event) with { Name = received.Name, Value = Given(received.ValueJson) });
                    break;
                case VisitorMessage message:
                    activities.Add(New(turn, bot, ActivityTypes.Message) with
                    {
                        Text = message.Text.Length > 0 ? message.Text : null, TextFormat = "plain", ChannelData = Tagged(VisitorTags), Value = Given(message.ValueJson),
                    });
                    break;
            }
        }
        return activities;
    }

    /// <summary>
    /// The context, by the event that the bot's account names. Agents made in Copilot Studio take variables by one of their own; it comes first where both are told, as
    /// the greeting that the other asks for may use them.
    /// </summary>
    private async Task<IReadOnlyList<Activity>> Context(Turn turn, ConnectorBot bot, CancellationToken ct)
    {
        var context = await BotContext.Of(database, turn, ct);
        string[] names = bot.ContextEvent == ContextEvents.Both ? [ContextEvents.CopilotStudio, ContextEvents.Start] : [bot.ContextEvent];
        return [.. names.Select(name => New(turn, bot, ActivityTypes.Event) with { Name = name, Value = context.DeepClone(), ChannelData = Tagged(ContextTags) })];
    }

    /// <summary>What it is told and need not answer.</summary>
    public static IReadOnlyList<Activity> Of(Turn turn, ConnectorBot bot, Happened what) => what switch
    {
        ConversationOver over =>
        [
            New(turn, bot, ActivityTypes.ConversationUpdate) with { MembersRemoved = [Visitor(turn)] },
            New(turn, bot, ActivityTypes.EndOfConversation) with
            {
                Code = over.ByVisitor ? EndOfConversationCodes.UserCancelled : EndOfConversationCodes.CompletedSuccessfully,
            },
        ],
        HandOffStatus status => [New(turn, bot, ActivityTypes.Event) with { Name = "handoff.status", Value = StatusOf(status) }],
        _ => [],
    };

    private static JsonObject StatusOf(HandOffStatus status)
    {
        var value = new JsonObject { ["state"] = status.State };
        if (status.Message is { } message) value["message"] = message;
        return value;
    }

    public static ChannelAccount Bot(Turn turn) => new() { Id = turn.HandlerId!.Value.ToString("D"), Name = turn.BotName, Role = "bot" };

    /// <summary>The agent whom an assist helps. Omnichannel's assists wait for somebody with this id before they say anything.</summary>
    private static ChannelAccount Agent(Turn turn, string name) => new() { Id = $"agent-{turn.Epoch}", AadObjectId = turn.Id.ToString("D"), Name = name, Role = "user" };

    public static ChannelAccount Visitor(Turn turn) => new() { Id = turn.VisitorId, Name = turn.VisitorName ?? "Visitor", Role = "user" };

    private static Activity New(Turn turn, ConnectorBot bot, string type) => new()
    {
        Type = type, ChannelId = ChannelId, From = Visitor(turn), Recipient = Bot(turn), Locale = turn.Locale, DeliveryMode = bot.InlineReplies ? "expectReplies" : null,
        Conversation = new ConversationAccount { Id = Place.Of(turn).ToString(), IsGroup = false },
    };

    private static JsonNode? Given(string? json) => json is null ? null : JsonNode.Parse(json);

    private static JsonObject Tagged(string tags) => new() { ["tags"] = tags, ["sourceChannelId"] = "omnichannel" };
}
