using Baton.BotProtocol;
using Baton.Bots.Connector;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Remote;

/// <summary>The line to bots that are reached through their Direct Line channel.</summary>
internal sealed class DirectLineLine(RemoteLine line) : IRemoteLine
{
    public string Kind => "directLine";

    public Task<Heard> Ask(Turn turn, IReadOnlyList<Incoming> incoming, Func<int, string> key, CancellationToken ct) => line.Ask(turn, incoming, key, ct);

    public Task<bool> HasSpoken(Turn turn, CancellationToken ct) => line.HasSpoken(turn, ct);

    public Task Tell(Guid conversationId, Guid botId, int epoch, Happened what, CancellationToken ct) => line.Tell(conversationId, epoch, what, ct);
}

/// <summary>The line to agents of Copilot Studio.</summary>
internal sealed class CopilotStudioLine(RemoteLine line) : IRemoteLine
{
    public string Kind => "copilotStudio";

    public Task<Heard> Ask(Turn turn, IReadOnlyList<Incoming> incoming, Func<int, string> key, CancellationToken ct) => line.Ask(turn, incoming, key, ct);

    public Task<bool> HasSpoken(Turn turn, CancellationToken ct) => line.HasSpoken(turn, ct);

    public Task Tell(Guid conversationId, Guid botId, int epoch, Happened what, CancellationToken ct) => line.Tell(conversationId, epoch, what, ct);
}

/// <summary>What the lines to bots behind a service of their own have in common: time limits, and what is said to people when the bot can't be asked.</summary>
internal sealed class RemoteLine(
    Database database, RemoteDoors doors, RemoteConversations conversations, DirectLineTalk directLine, EngineTalk engine, TimeProvider clock,
    ILogger<RemoteLine> log)
{
    public const string Unreachable = "The bot could not be reached";
    public const string BotFailed = "The bot failed";

    public async Task<Heard> Ask(Turn turn, IReadOnlyList<Incoming> incoming, Func<int, string> key, CancellationToken ct)
    {
        var gathered = new Gathered();
        RemoteAccess? access = null;
        var answersInTheCall = false;
        try
        {
            access = await doors.Access(turn.HandlerId!.Value, ct);
            answersInTheCall = access.Type == RemoteAccess.ByEngine;
            using var limit = new TimeLimit(TimeSpan.FromSeconds(answersInTheCall ? turn.SilenceSeconds : Math.Min(ConnectorLine.AnswerSecondsMax, turn.SilenceSeconds)), clock, ct);
            if (answersInTheCall) await engine.Tell(turn, access, incoming, key, gathered, limit.Token);
            else await directLine.Tell(turn, access, incoming, key, limit.Token);
            return new Heard { Says = gathered.Says, Command = gathered.Command };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return !answersInTheCall && (turn.SilenceSeconds > ConnectorLine.AnswerSecondsMax || await HasSpoken(turn, ct))
                ? new Heard { IsLate = true }
                : Fails(turn, gathered, "The bot was silent", "The bot took too long to answer.");
        }
        catch (DirectLineProblem problem)
        {
            BotsLog.BotUnreachable(log, turn.BotName, turn.Id, problem.Message);
            var (reason, why) = Why(problem);
            return Fails(turn, gathered, reason, why);
        }
        catch (Refusal wrong)
        {
            BotsLog.BotUnreachable(log, turn.BotName, turn.Id, wrong.Code);
            return access is null ? Fails(turn, gathered, Unreachable, wrong.Message) : Fails(turn, gathered, BotFailed, $"The bot's answer could not be understood. {wrong.Message}");
        }
    }

    public Task<bool> HasSpoken(Turn turn, CancellationToken ct) =>
        database.Find<bool>("select exists (select from messages where conversation_id = @Id and n > @LastN and from_kind = 'bot')", new { turn.Id, turn.LastN }, ct);

    /// <summary>Straight to the engine there is nothing to be told: it has no conversation that stays open.</summary>
    public async Task Tell(Guid conversationId, int epoch, Happened what, CancellationToken ct)
    {
        if (await conversations.Find(conversationId, epoch, ct) is not { TokenSealed: not null } remote) return;
        try
        {
            await directLine.Inform(remote, await doors.Access(remote.BotId, ct), RemoteWords.Of(remote, what), ct);
        }
        catch (DirectLineProblem away) when (away.IsPassing)
        {
            throw new HttpRequestException(away.Message, away);
        }
        catch (Exception never) when (never is DirectLineProblem or Refusal)
        {
            RemoteLog.NotTold(log, remote.BotId, conversationId, never is Refusal refusal ? refusal.Code : never.Message);
        }
    }

    /// <summary>Why somebody else has to go on, for people.</summary>
    public static (string Reason, string Why) Why(DirectLineProblem problem) => problem.Trouble switch
    {
        DirectLineTrouble.Away => (Unreachable, $"The bot could not be reached. {problem.Message}"),
        DirectLineTrouble.Busy => (Unreachable, "The bot could not be reached: its service is asked too often (429)."),
        DirectLineTrouble.Failing => (Unreachable, $"The bot could not be reached: its service fails ({problem.Status})."),
        DirectLineTrouble.BotFailed => (BotFailed, $"The bot failed: its service answered with status {problem.Status}."),
        DirectLineTrouble.Refused => (Unreachable, $"The bot could not be reached: its service refuses our secret or token ({problem.Status})."),
        DirectLineTrouble.Gone => (Unreachable, "The bot could not be reached: its service knows nothing of this conversation (404)."),
        DirectLineTrouble.Rejected => (BotFailed, $"The bot failed: its service refused what was said ({problem.Status})."),
        DirectLineTrouble.Nonsense => (BotFailed, $"The bot failed. {problem.Message}"),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem.Trouble, null),
    };

    /// <summary>What it said before it failed is said.</summary>
    private static Heard Fails(Turn turn, Gathered gathered, string reason, string why) =>
        new() { Says = gathered.Says, Command = gathered.Command, Failure = HandOver.Because(turn, reason, why) };
}
