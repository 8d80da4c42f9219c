using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Topics;
using Npgsql;

namespace Baton.Bots.Assist;

/// <summary>
/// Bots that hear silently what a visitor and an agent say, and suggest to that agent. What they say is kept as suggestions and nowhere else: an assist's turn has the
/// agent's epoch as a negative number, which the store takes for nobody's words. One that fails is noted, and the conversation goes on as if it were not there.
/// </summary>
internal sealed class Assisting(
    Database database, TopicAssist topics, AiAssist ai, ModelAssist model, IEnumerable<IRemoteLine> lines, TimeProvider clock, ILogger<Assisting> log)
{
    /// <summary>The event by which topics hear what the agent said; bots elsewhere hear it as a message of the agent.</summary>
    public const string AgentSays = "agentMessage";

    /// <summary>The event that says that an agent has the conversation now, and who.</summary>
    public const string AgentJoined = "agentJoined";

    /// <summary>As long as one assist may take.</summary>
    private const int SecondsMax = 15;

    /// <summary>After so many failures in a row it is left alone in this conversation.</summary>
    private const int FailuresMax = 3;

    /// <summary>What was said before it came, of which it hears so much.</summary>
    private const int MessagesMax = 30;

    private const int SuggestionsAtOnceMax = 10;

    /// <summary>Who is in an event, and what they said.</summary>
    public static (string Name, string Text) Said(string json) =>
        JsonNode.Parse(json) is JsonObject said ? ((string?)said["name"] ?? "Agent", (string?)said["text"] ?? "") : ("Agent", "");

    /// <summary>Each assist hears what has been said since it heard last, all at the same time; what they suggest is one commit with how far they have heard.</summary>
    public async Task Hear(Guid conversationId, CancellationToken ct)
    {
        var assists = await database.List<AssistTurn>(AssistTurn.Sql, new { conversationId, failuresMax = FailuresMax }, ct);
        var drafts = await database.Find<AssistTurn>(AssistTurn.DraftsSql, new { conversationId }, ct);
        var heard = await Task.WhenAll(assists.Select(one => Hear(one, ct)));
        var draft = drafts is null ? null : await model.DraftUnasked(drafts, ct);
        if (assists.Count == 0 && draft is null) return;

        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(conversationId);
        var made = 0;
        foreach (var (assist, came) in assists.Zip(heard))
        {
            if (came.IsIdle || !assist.IsStillIn(conversation)) continue;
            await work.Keep(assist, came);
            foreach (var suggestion in came.Suggests) made += await work.Suggest(conversation, suggestion);
        }
        if (draft is not null && drafts!.IsStillIn(conversation)) made += await work.Suggest(conversation, draft);
        if (made > 0) work.Record(new Suggested(conversationId));
        await work.Commit();
    }

    /// <summary>A bot elsewhere suggests in a call of its own. Answers false when the agent whom it assisted does not have the conversation any more.</summary>
    public async Task<bool> HearLater(Guid botId, Place place, Activity activity, string? requestId, CancellationToken ct)
    {
        if (await database.Find<AssistTurn>($"{AssistTurn.Sql} and b.user_id = @botId", new { place.ConversationId, botId, failuresMax = FailuresMax }, ct) is not { } assist) return false;
        if (assist.Epoch != -place.Epoch) return false;
        // It types, or asks for what is not its to ask: there is nothing to suggest.
        if (Reading.Of(activity, assist.Turn, requestId).Says is not { } says || Suggestion.Of(assist, says, says.ClientId) is not { } suggestion) return true;

        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(place.ConversationId);
        if (!assist.IsStillIn(conversation)) return false;
        if (await work.Suggest(conversation, suggestion) > 0) work.Record(new Suggested(conversation.Id));
        await work.Commit();
        return true;
    }

    private async Task<Came> Hear(AssistTurn assist, CancellationToken ct)
    {
        using var limit = new TimeLimit(TimeSpan.FromSeconds(SecondsMax), clock, ct);
        var came = new Came { HeardN = assist.HeardN };
        try
        {
            var (incoming, last) = await Unheard(assist, limit.Token);
            came = came with { HeardN = last };
            if (incoming.Count == 0) return came with { IsIdle = true };
            if (assist.Kind == "ai") return await ai.Run(assist, incoming, last, limit.Token);
            if (assist.Kind == "topics") return await topics.Run(assist, incoming, Key, limit.Token) with { HeardN = last };

            var line = lines.First(line => line.Kind == assist.Kind);
            var heard = await line.Ask(assist.Turn, incoming, Key(assist), limit.Token);
            if (heard.Failure is { } why) BotsLog.AssistFailed(log, assist.BotName, assist.Id, why.Reason);
            return came with
            {
                Failed = heard.Failure is not null,
                Suggests = [.. heard.Says.Select((says, at) => Suggestion.Of(assist, says, says.ClientId ?? $"{last}:{at}")).OfType<Suggestion>().Take(SuggestionsAtOnceMax)],
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            BotsLog.AssistFailed(log, assist.BotName, assist.Id, "slow");
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or NpgsqlException or LeaseLost))
        {
            BotsLog.AssistFailed(log, assist.BotName, assist.Id, broken.GetType().Name);
        }
        return came with { Failed = true, Memory = assist.Memory };
    }

    /// <summary>The same for a step when a crash makes the job run again; each assist has keys of its own.</summary>
    private Func<int, string> Key(AssistTurn assist) => step => $"{database.Job?.Id}:{assist.BotId:N}:{step}";

    private async Task<(IReadOnlyList<Incoming> Incoming, int Last)> Unheard(AssistTurn assist, CancellationToken ct)
    {
        var said = await database.List<SaidLine>("""
            select * from (
                select n, from_kind, from_name, text from messages
                where conversation_id = @Id and n > @HeardN and kind = 'message' and from_kind in ('visitor', 'agent') order by n desc limit @max) latest
            order by n
            """, new { assist.Id, assist.HeardN, max = MessagesMax }, ct);
        var incoming = new List<Incoming>();
        if (assist.IsNew) incoming.AddRange([new ConversationStarted(), new EventReceived(AgentJoined, new JsonObject { ["name"] = assist.AgentName }.ToJsonString())]);
        incoming.AddRange(said.Select(line => line.FromKind == "visitor"
            ? (Incoming)new VisitorMessage(line.Text)
            : new EventReceived(AgentSays, new JsonObject { ["name"] = line.FromName, ["text"] = line.Text }.ToJsonString())));
        return (incoming, said.Count > 0 ? said[^1].N : assist.HeardN);
    }

    private sealed record SaidLine
    {
        public required int N { get; init; }
        public required string FromKind { get; init; }
        public required string FromName { get; init; }
        public required string Text { get; init; }
    }
}

/// <summary>What came of an assist's hearing.</summary>
internal sealed record Came
{
    public IReadOnlyList<Suggestion> Suggests { get; init; } = [];
    public required int HeardN { get; init; }
    public bool Failed { get; init; }

    /// <summary>There was nothing new to hear.</summary>
    public bool IsIdle { get; init; }

    /// <summary>What a topic bot or an AI bot remembers; null for bots elsewhere.</summary>
    public byte[]? Memory { get; init; }
}

/// <summary>Something was suggested to a conversation's agent. Their desk looks again.</summary>
public sealed record Suggested(Guid ConversationId) : Fact(ConversationId);
