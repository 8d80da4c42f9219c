using System.Collections.Concurrent;
using Baton.BotProtocol;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;
using Npgsql;

namespace Baton.Bots.Remote;

/// <summary>What a bot has said in a turn so far.</summary>
internal sealed class Gathered
{
    public List<Utterance> Says { get; } = [];
    public Command? Command { get; set; }
}

/// <summary>
/// Tells an agent behind Copilot Studio's engine what has reached it, and takes what it says from the answer: words that it is still finding are shown at once, those
/// that it has found are said in the commit of the turn. It can't speak of its own accord.
/// </summary>
internal sealed class EngineTalk(
    Database database, Turns turns, RemoteConversations conversations, RemoteWords words, EngineTokens tokens, CopilotEngineClient engine, Partials partials,
    Bulletin bulletin, NpgsqlDataSource source)
{
    private const int SaysMax = 50;

    public async Task Tell(Turn turn, RemoteAccess access, IReadOnlyList<Incoming> incoming, Func<int, string> key, Gathered gathered, CancellationToken ct)
    {
        var job = database.Job?.Id;
        var remote = await conversations.BeginTurn(turn.Id, turn.Epoch, job, ct);
        // A crash has taken with it what it said at the start: it is begun anew.
        var isAgain = remote is not null && job is not null && remote.Turn == job && incoming.Any(one => one is ConversationStarted);
        var isNew = remote is null || isAgain;
        if (isNew) remote = await Start(turn, access, job, remote, gathered, ct);

        var visitor = RemoteDoors.Visitor(turn, remote!.VisitorId);
        var activities = await words.Of(turn, visitor, incoming, isNew, key, ct);
        foreach (var activity in activities.Where(activity => activity.Name != RemoteWords.StartEvent))   // the engine says that itself
        {
            if (gathered.Command is not null || await turns.Find(turn.Id, turn.HandlerId!.Value, turn.Epoch, ct) is null) return;
            using var answer = await Call(access, token => engine.Tell(access.Address, access.SchemaName, token, remote.RemoteId, activity, ct), ct);
            await Hear(turn, remote, answer, gathered, ct);
        }
    }

    private async Task<RemoteConversation> Start(Turn turn, RemoteAccess access, long? job, RemoteConversation? before, Gathered gathered, CancellationToken ct)
    {
        using var answer = await Call(access, token => engine.Start(access.Address, access.SchemaName, token, turn.Locale, ct), ct);
        var id = answer.ConversationId ?? throw new DirectLineProblem(DirectLineTrouble.Nonsense, $"{access.Address.Host} gives the conversation no id.");
        var begun = new RemoteConversation
        {
            ConversationId = turn.Id, Epoch = turn.Epoch, BotId = turn.HandlerId!.Value, Domain = access.Address.ToString(), RemoteId = id, VisitorId = turn.Id.ToString("D"), Turn = job,
        };
        var remote = before is null ? await conversations.Add(begun, null, ct) : await conversations.Replace(begun, ct);
        await Hear(turn, remote, answer, gathered, ct);
        return remote;
    }

    /// <summary>A token that has been taken back is asked for once more.</summary>
    private async Task<EngineTurn> Call(RemoteAccess access, Func<string, Task<EngineTurn>> call, CancellationToken ct)
    {
        try
        {
            return await call(await tokens.Get(access, ct));
        }
        catch (DirectLineProblem refused) when (refused.Status == 401)
        {
            tokens.Forget(access);
            return await call(await tokens.Get(access, ct));
        }
    }

    private async Task Hear(Turn turn, RemoteConversation remote, EngineTurn answer, Gathered gathered, CancellationToken ct)
    {
        var finding = new Dictionary<string, string>();
        await foreach (var activity in answer.Activities(ct))
        {
            if (gathered.Command is not null) continue;   // what it says after it has given up is for nobody
            if (await IsPiece(turn, activity, finding, ct)) continue;
            var (says, command, types) = RemoteSpeech.Read(turn, remote, [Whole(activity, finding)], RemoteSpeech.NameOfWords);
            gathered.Says.AddRange(says);
            gathered.Command = command;
            if (types) await bulletin.Hint(source, new Typing(turn.Id, TypingBy.Bot), ct);
            if (gathered.Says.Count > SaysMax) throw new DirectLineProblem(DirectLineTrouble.Nonsense, $"It said more than {SaysMax} things at once.");
        }
        // It never said that it had found all of them: these are all there are.
        foreach (var (stream, text) in finding.Where(pair => pair.Value.Length > 0 && gathered.Command is null))
            gathered.Says.AddRange(RemoteSpeech.Read(turn, remote, [new Activity { Type = ActivityTypes.Message, Id = stream, Text = text }], RemoteSpeech.NameOfWords).Says);
    }

    /// <summary>Whether it is a piece of what the agent is still finding, which is then shown; pieces follow each other.</summary>
    private async Task<bool> IsPiece(Turn turn, Activity activity, Dictionary<string, string> finding, CancellationToken ct)
    {
        if (activity.Type != ActivityTypes.Typing || StreamInfo.Of(activity) is not { Type: "streaming", Id: { } id } piece) return false;
        var text = finding[id] = finding.GetValueOrDefault(id) + activity.Text;
        await partials.Show(new Streamed(turn.Id, id, piece.Sequence, text, false), ct);
        return true;
    }

    private static Activity Whole(Activity activity, Dictionary<string, string> finding)
    {
        if (activity.Type != ActivityTypes.Message || StreamInfo.Of(activity) is not { Id: { } id } || !finding.Remove(id, out var text)) return activity;
        return string.IsNullOrEmpty(activity.Text) ? activity with { Text = text } : activity;
    }
}

/// <summary>The tokens with which agents' engines are called, one for each application, until shortly before they end.</summary>
internal sealed class EngineTokens(CopilotEngineClient engine, TimeProvider clock)
{
    private const int KeptMax = 1_000;

    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<EngineCaller, DirectLineToken> _kept = new();

    public async Task<string> Get(RemoteAccess access, CancellationToken ct)
    {
        var caller = Caller(access);
        if (_kept.TryGetValue(caller, out var known) && known.Ends - clock.GetUtcNow() > Early) return known.Value;
        var token = await engine.Token(caller, ct);
        if (_kept.Count >= KeptMax) _kept.Clear();
        _kept[caller] = token;
        return token.Value;
    }

    public void Forget(RemoteAccess access) => _kept.TryRemove(Caller(access), out _);

    private static EngineCaller Caller(RemoteAccess access) => new(access.Authority, access.TenantId, access.ClientId, access.ClientSecret);
}
