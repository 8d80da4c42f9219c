using Baton.Bots.Trust;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Connector;

/// <summary>A bot that is reached at an address.</summary>
internal sealed record ConnectorBot
{
    public required Guid Id { get; init; }
    public string? ApplicationId { get; init; }
    public string? AuthSealed { get; init; }

    /// <summary>Its credentials, opened; null when they are of no kind that bots at an address have.</summary>
    public required BotAuth? Auth { get; init; }

    /// <summary>The secrets by which it gets tokens from Baton.</summary>
    public required IReadOnlyList<Guid> SecretIds { get; init; }
    public required bool IsRemoved { get; init; }
    public string? Endpoint { get; init; }

    /// <summary>It is asked to answer within the answer to our call, since it can't reach us.</summary>
    public required bool InlineReplies { get; init; }

    /// <summary>By which event it is told the context: startConversation, pvaSetContext (then the other follows without it), or both with it.</summary>
    public string ContextEvent { get; init; } = ContextEvents.Start;
}

/// <summary>What came of calling a bot, beside what it said in calls of its own meanwhile.</summary>
internal sealed record Heard
{
    public IReadOnlyList<Utterance> Says { get; init; } = [];
    public Command? Command { get; init; }

    /// <summary>Why somebody else has to go on.</summary>
    public HandOver? Failure { get; init; }

    /// <summary>It is known to have spoken in calls of its own; where it is not, the store is asked.</summary>
    public bool HasSpoken { get; init; }

    /// <summary>It has not answered our call, but has some time left to speak.</summary>
    public bool IsLate { get; init; }
}

/// <summary>
/// The line to bots that are reached at an address, in the Bot Framework's protocol. No lock is held while a bot is called: bots say what they have to say in calls
/// of their own, before they answer ours or long after.
/// </summary>
internal sealed class ConnectorLine(
    Database database, Turns turns, ConnectorKeys keys, KnownBots bots, Credentials credentials, Ears ears, TimeProvider clock, ILogger<ConnectorLine> log) : IRemoteLine
{
    /// <summary>As long as the Bot Framework's channels wait for the answer to a call.</summary>
    public const int AnswerSecondsMax = 15;

    private const int RepliesMax = 50;

    public string Kind => "connector";

    public async Task<Heard> Ask(Turn turn, IReadOnlyList<Incoming> incoming, Func<int, string> key, CancellationToken ct)
    {
        var bot = await bots.Find(turn.HandlerId!.Value, ct);
        if (bot?.Endpoint is null || !Uri.TryCreate(bot.Endpoint, UriKind.Absolute, out var endpoint)) return Unreachable(turn, "It has no address.");

        if (database.Job is { MayHaveRun: true } job && !turn.IsAssist) await BeginAgain(turn, job.Id, ct);
        using var ear = turn.IsAssist || !incoming.Any(one => one is VisitorMessage) ? null : ears.Listen(turn.Id);
        var replies = new List<Reading>();
        using var limit = new TimeLimit(TimeSpan.FromSeconds(Math.Min(AnswerSecondsMax, turn.SilenceSeconds)), clock, ct);
        try
        {
            var failure = await Send(turn, bot, endpoint, incoming, key, replies, limit.Token);
            return Gathered(replies, failure) with { HasSpoken = ear is { Heard: > 0 } };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return turn.SilenceSeconds > AnswerSecondsMax || await HasSpoken(turn, ct)
                ? Gathered(replies, null) with { IsLate = true }
                : Gathered(replies, HandOver.Because(turn, "The bot was silent", "The bot took too long to answer."));
        }
        catch (HttpRequestException away)
        {
            BotsLog.BotUnreachable(log, turn.BotName, turn.Id, away.Message);
            return Gathered(replies, HandOver.Because(turn, "The bot could not be reached", "The bot could not be reached: nobody answers at its address."));
        }
        catch (Exception refused) when (refused is AddressRefused or NoToken)
        {
            BotsLog.BotUnreachable(log, turn.BotName, turn.Id, refused.Message);
            return Gathered(replies, HandOver.Because(turn, "The bot could not be reached", refused.Message));
        }
        catch (Refusal nonsense)
        {
            BotsLog.BotGaveError(log, turn.BotName, turn.Id, nonsense.Code);
            return Gathered(replies, HandOver.Because(turn, "The bot failed", $"The bot's answer could not be understood. {nonsense.Message}"));
        }
    }

    public Task<bool> HasSpoken(Turn turn, CancellationToken ct) =>
        database.Find<bool>("select exists (select from messages where conversation_id = @Id and n > @LastN and from_kind = 'bot')", new { turn.Id, turn.LastN }, ct);

    public async Task Tell(Guid conversationId, Guid botId, int epoch, Happened what, CancellationToken ct)
    {
        if (await database.PastTurn(conversationId, botId, epoch, ct) is not { } turn || await bots.Find(botId, ct) is not { Endpoint: { } at } bot) return;
        if (!Uri.TryCreate(at, UriKind.Absolute, out var endpoint)) return;
        var serviceUrl = await keys.ServiceUrl(botId, ct);
        var activities = Outgoing.Of(turn, bot, what);
        for (var step = 0; step < activities.Count; step++)
        {
            // The same id when it is told again: the first time may have been heard.
            var activity = activities[step] with { Id = $"{turn.Id:D}|{epoch}:{(what as HandOffStatus)?.State ?? "over"}:{step}", Timestamp = clock.GetUtcNow(), ServiceUrl = serviceUrl };
            var (status, _) = await credentials.Post(bot, endpoint, activity, ct);
            if (status is 429 or >= 500 and not 501) throw new HttpRequestException($"it answered with status {status}");   // 501: it does not care to know
        }
    }

    /// <summary>This turn was cut off, and what the bot said in it by calls of its own was said: when it says the same again, that is known.</summary>
    private Task BeginAgain(Turn turn, long job, CancellationToken ct) => database.WriteAlone<object>("""
        insert into bot_reruns (conversation_id, job, since_n, at) values (@Id, @job, @Since, @now)
        on conflict (conversation_id) do update set job = excluded.job, since_n = excluded.since_n, at = excluded.at
        """, new { turn.Id, job, turn.Since, now = clock.Now() }, ct);

    private async Task<HandOver?> Send(
        Turn turn, ConnectorBot bot, Uri endpoint, IReadOnlyList<Incoming> incoming, Func<int, string> key, List<Reading> replies, CancellationToken ct)
    {
        var serviceUrl = await keys.ServiceUrl(turn.HandlerId!.Value, ct);
        var activities = await new Outgoing(database).Of(turn, bot, incoming, ct);
        for (var step = 0; step < activities.Count; step++)
        {
            // It may have given the conversation up in the meantime: what is left is for whoever comes next.
            if (step > 0 && !turn.IsAssist && await turns.Find(turn.Id, turn.HandlerId.Value, turn.Epoch, ct) is null) return null;

            var activity = activities[step] with { Id = Speaking.ActivityId(turn, key(step)), Timestamp = clock.GetUtcNow(), ServiceUrl = serviceUrl };
            var (status, body) = await credentials.Post(bot, endpoint, activity, ct);
            if (status is < 200 or > 299)
            {
                BotsLog.BotGaveError(log, turn.BotName, turn.Id, $"status {status}");
                return HandOver.Because(turn, "The bot failed", $"The bot failed: it answered with status {status}.");
            }
            if (!bot.InlineReplies) continue;
            foreach (var reply in Wire.Inline(body))
            {
                if (replies.Count == RepliesMax) return HandOver.Because(turn, "The bot failed", $"The bot said more than {RepliesMax} things at once.");
                replies.Add(Reading.Of(reply, turn, $"{key(step)}:{replies.Count}"));
                if (replies[^1].Command is not null) return null;
            }
        }
        return null;
    }

    private static Heard Gathered(List<Reading> replies, HandOver? failure) => new()
    {
        Says = [.. replies.Select(reply => reply.Says).OfType<Utterance>()], Command = replies.Select(reply => reply.Command).FirstOrDefault(command => command is not null),
        Failure = failure,
    };

    private static Heard Unreachable(Turn turn, string why) => new() { Failure = HandOver.Because(turn, "The bot could not be reached", why) };
}
