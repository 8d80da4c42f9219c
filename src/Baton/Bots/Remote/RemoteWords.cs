using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Connector;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Remote;

/// <summary>What bots elsewhere are told, as a visitor of their service says it: at the start the context, then the visitor's words.</summary>
internal sealed class RemoteWords(Database database)
{
    /// <summary>The member of channelData by which services give back what was sent, and we recognise it.</summary>
    public const string MarkMember = "clientActivityID";

    /// <summary>Asks the bot to begin.</summary>
    public const string StartEvent = ContextEvents.Start;

    /// <summary>The activities for what has reached the bot, in order; the start first where the conversation has just been begun.</summary>
    /// <param name="key">The mark of each step, the same when the turn runs again.</param>
    public async Task<IReadOnlyList<Activity>> Of(
        Turn turn, ChannelAccount visitor, IReadOnlyList<Incoming> incoming, bool isNew, Func<int, string> key, CancellationToken ct)
    {
        var activities = new List<Activity>();
        if (isNew || incoming.Any(one => one is ConversationStarted)) activities.AddRange(await Start(turn, ct));
        foreach (var one in incoming)
        {
            switch (one)
            {
                case EventReceived received:
                    activities.Add(new Activity { Type = ActivityTypes.Event, Name = received.Name, Value = Given(received.ValueJson) });
                    break;
                case VisitorMessage message:
                    activities.Add(new Activity
                    {
                        Type = ActivityTypes.Message, Text = message.Text.Length > 0 ? message.Text : null, TextFormat = "plain", Value = Given(message.ValueJson),
                    });
                    break;
            }
        }
        return [.. activities.Select((activity, step) => activity with
        {
            From = visitor, Locale = turn.Locale, ChannelData = Marked(activity, key(step)),
        })];
    }

    /// <summary>
    /// Copilot Studio takes the variables that its author has opened to others by an event of its own, which comes first: the greeting may use them.
    /// </summary>
    private async Task<IReadOnlyList<Activity>> Start(Turn turn, CancellationToken ct)
    {
        var context = await BotContext.Of(database, turn, ct);
        var start = new Activity { Type = ActivityTypes.Event, Name = StartEvent, Value = context };
        return turn.BotKind == "copilotStudio" ? [new Activity { Type = ActivityTypes.Event, Name = ContextEvents.CopilotStudio, Value = context.DeepClone() }, start] : [start];
    }

    /// <summary>What a bot need not answer: that the conversation is over, or what became of it. The same mark when it is told again.</summary>
    public static Activity Of(RemoteConversation remote, Happened what)
    {
        var activity = what switch
        {
            ConversationOver over => new Activity
            {
                Type = ActivityTypes.EndOfConversation, Code = over.ByVisitor ? EndOfConversationCodes.UserCancelled : EndOfConversationCodes.CompletedSuccessfully,
            },
            HandOffStatus status => new Activity
            {
                Type = ActivityTypes.Event, Name = "handoff.status",
                Value = status.Message is null ? new JsonObject { ["state"] = status.State } : new JsonObject { ["state"] = status.State, ["message"] = status.Message },
            },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
        return activity with
        {
            From = new ChannelAccount { Id = remote.VisitorId, Role = "user" },
            ChannelData = new JsonObject { [MarkMember] = $"{remote.Epoch}:{(what as HandOffStatus)?.State ?? "over"}" },
        };
    }

    private static JsonObject Marked(Activity activity, string mark)
    {
        var data = new JsonObject { [MarkMember] = mark };
        // Copilot Studio's forms send their values so.
        if (activity is { Type: ActivityTypes.Message, Text: null, Value: not null }) data["postBack"] = true;
        return data;
    }

    private static JsonNode? Given(string? json) => json is null ? null : JsonNode.Parse(json);
}
