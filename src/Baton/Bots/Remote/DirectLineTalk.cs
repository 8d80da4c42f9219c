using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Remote;

/// <summary>
/// Tells a bot behind Direct Line what has reached it. The conversation there is begun in its first turn. What the bot says is heard by whoever listens to the
/// conversation (<see cref="RemoteListening"/>), at once or much later; nothing of it is in the answer to a call.
/// </summary>
internal sealed class DirectLineTalk(
    Database database, Turns turns, RemoteDoors doors, RemoteConversations conversations, RemoteWords words, RemoteListening listening, TimeProvider clock)
{
    private const int TriesMax = 3;

    /// <summary>Pages that are looked through for what was told before.</summary>
    private const int PagesMax = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    public async Task Tell(Turn turn, RemoteAccess access, IReadOnlyList<Incoming> incoming, Func<int, string> key, CancellationToken ct)
    {
        var job = database.Job?.Id;
        var remote = await conversations.BeginTurn(turn.Id, turn.Epoch, job, ct);
        var isNew = remote is null;
        remote ??= await Begin(turn, access, job, ct);
        // A crash may have come between telling and noting that it was told: the service knows what it has taken.
        var told = !isNew && remote.Turn == job && job is not null ? await Told(remote, ct) : [];

        var visitor = RemoteDoors.Visitor(turn, remote.VisitorId);
        var activities = await words.Of(turn, visitor, incoming, isNew, key, ct);
        for (var step = 0; step < activities.Count; step++)
        {
            if (told.Contains(key(step))) continue;
            // It may have given the conversation up in the meantime: what is left is for whoever comes next.
            if (step > 0 && await turns.Find(turn.Id, turn.HandlerId!.Value, turn.Epoch, ct) is null) return;
            remote = await Post(remote, access, activities[step], ct);
        }
        listening.Expect(turn.Id);
    }

    /// <summary>Tells it what it need not answer.</summary>
    public Task Inform(RemoteConversation remote, RemoteAccess access, Activity activity, CancellationToken ct) => Post(remote, access, activity, ct);

    private async Task<RemoteConversation> Begin(Turn turn, RemoteAccess access, long? job, CancellationToken ct)
    {
        var (domain, visitorId, opened) = await Trying(() => doors.Begin(turn, access, ct), ct);
        var token = opened.Token ?? throw new DirectLineProblem(DirectLineTrouble.Nonsense, $"{domain.Host} gives no token.");
        var remote = await conversations.Add(new RemoteConversation
        {
            ConversationId = turn.Id, Epoch = turn.Epoch, BotId = turn.HandlerId!.Value, Domain = domain.ToString(), RemoteId = opened.ConversationId, VisitorId = visitorId, Turn = job,
        }, token, ct);
        listening.Begin(remote, opened.ConversationId == remote.RemoteId ? opened.Stream : null);
        return remote;
    }

    private async Task<RemoteConversation> Post(RemoteConversation remote, RemoteAccess access, Activity activity, CancellationToken ct)
    {
        try
        {
            await Trying(() => doors.DirectLine.Post(new Uri(remote.Domain), conversations.Token(remote).Value, remote.RemoteId, activity, ct), ct);
            return remote;
        }
        catch (DirectLineProblem refused) when (refused.Trouble == DirectLineTrouble.Refused && access.Type == RemoteAccess.BySecret)
        {
            // Nobody listened for so long that the token ended; the secret opens the conversation again.
            var opened = await doors.DirectLine.Reopen(new Uri(remote.Domain), access.Secret, remote.RemoteId, remote.Watermark, ct);
            if (opened.Token is not { } token) throw;
            await conversations.KeepToken(remote, token, ct);
            await doors.DirectLine.Post(new Uri(remote.Domain), token.Value, remote.RemoteId, activity, ct);
            return await conversations.Find(remote.ConversationId, remote.Epoch, ct) ?? remote;
        }
    }

    /// <summary>The marks of what the service has taken from us.</summary>
    private async Task<HashSet<string>> Told(RemoteConversation remote, CancellationToken ct)
    {
        var marks = new HashSet<string>();
        string? watermark = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var set = await Trying(() => doors.DirectLine.Fetch(new Uri(remote.Domain), conversations.Token(remote).Value, remote.RemoteId, watermark, ct), ct);
            if (set.Activities.Count == 0) break;
            foreach (var activity in set.Activities)
            {
                if (RemoteSpeech.IsOurs(activity, remote) && (activity.ChannelData as JsonObject)?[RemoteWords.MarkMember] is JsonValue mark && mark.GetValueKind() == JsonValueKind.String)
                    marks.Add(mark.GetValue<string>());
            }
            if (set.Watermark is not { Length: > 0 } next || next == watermark) break;
            watermark = next;
        }
        return marks;
    }

    /// <summary>Tries again what has certainly not been taken. The caller's time limit ends it.</summary>
    private async Task<T> Trying<T>(Func<Task<T>> call, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (DirectLineProblem unsent) when (unsent.IsUnsent && tries < TriesMax)
            {
                var wait = unsent.RetryAfter ?? Pause * tries;
                if (wait > PauseMax) throw;
                await Task.Delay(wait > TimeSpan.Zero ? wait : Pause, clock, ct);
            }
        }
    }
}
