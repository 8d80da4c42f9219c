namespace Baton.BotProtocol;

/// <summary>Where a listener begins: what it keeps between two lives, and who it is.</summary>
public sealed record DirectLineStart
{
    public required Uri Domain { get; init; }
    public required string ConversationId { get; init; }
    public required DirectLineToken Token { get; init; }

    /// <summary>A secret opens the conversation again when its token has ended.</summary>
    public string? Secret { get; init; }

    /// <summary>Up to where everything has been heard; null when nothing has.</summary>
    public string? Watermark { get; init; }

    /// <summary>Where the stream is, if the conversation has been opened a moment ago.</summary>
    public Uri? Stream { get; init; }
}

/// <summary>What a listener heard, and what has to be kept so that another goes on where it ended.</summary>
public sealed record DirectLineNews
{
    /// <summary>What was said, each once; the client's own echoes among it.</summary>
    public IReadOnlyList<Activity> Activities { get; init; } = [];

    /// <summary>The new watermark, where it moved.</summary>
    public string? Watermark { get; init; }

    /// <summary>The new token, where it changed.</summary>
    public DirectLineToken? Token { get; init; }
}

/// <summary>How many sockets may be open at once, over all listeners that share it; those without room ask again and again instead.</summary>
public sealed class SocketRoom(int max)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    internal bool Take()
    {
        if (Interlocked.Increment(ref _taken) <= max) return true;
        Give();
        return false;
    }

    internal void Give() => Interlocked.Decrement(ref _taken);
}

/// <summary>
/// Listens to one Direct Line conversation for as long as it lasts: by its stream, or by asking again and again where there is no stream. Comes back with the
/// watermark when the line drops, renews the token at half of its life, waits as it is told to, and tells nothing twice. Whoever calls <see cref="Next"/> keeps
/// what it answers before the next call, so nothing is lost when the process dies. For one caller at a time.
/// </summary>
public sealed class DirectLineListener(DirectLineClient client, DirectLineStart start, SocketRoom room, TimeProvider clock, Random chance) : IDisposable
{
    private const int SeenMax = 512;

    /// <summary>A stream that can't be opened so often in a row is done without for a while.</summary>
    private const int StreamTriesMax = 3;

    private static readonly TimeSpan WithoutStream = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AskMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskMax = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ToldToWaitMax = TimeSpan.FromSeconds(60);

    /// <summary>A service that is away for so long is not waited for any more.</summary>
    private static readonly TimeSpan AwayMax = TimeSpan.FromMinutes(10);

    private readonly HashSet<(string, int)> _seen = [];
    private readonly Queue<(string, int)> _order = new();
    private DirectLineToken _token = start.Token;
    private DateTimeOffset _refreshAt = Half(start.Token, clock);
    private string? _watermark = start.Watermark;
    private Uri? _stream = start.Stream;
    private DirectLineSocket? _socket;
    private Task<ActivitySet?>? _receiving;
    private TaskCompletionSource _nudged = New();
    private DateTimeOffset _askAt;
    private TimeSpan _between = AskMin;
    private DateTimeOffset? _streamAgainAt;
    private DateTimeOffset? _awaySince;
    private int _streamTries;
    private int _failures;
    private bool _hasRenewed;
    private bool _tokenIsNews;

    /// <summary>Waits for the next news. Throws <see cref="DirectLineProblem"/> when there will be none: the conversation has ended, its token can't be renewed, the
    /// service is away for too long, or talks nonsense.</summary>
    public async Task<DirectLineNews> Next(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (clock.GetUtcNow() >= _refreshAt) await Refresh(ct);
                if (_socket is null) await Connect(ct);
                if (_tokenIsNews) return TokenNews();
                if ((_socket is not null ? await Hear(ct) : await Ask(ct)) is { } set && News(set) is { } news) return news;
            }
            catch (DirectLineProblem refused) when (refused.Trouble == DirectLineTrouble.Refused && start.Secret is not null && !_hasRenewed)
            {
                _hasRenewed = true;
                await Renew(start.Secret, ct);
            }
            catch (DirectLineProblem passing) when (passing.IsPassing && !HasBeenAwayTooLong())
            {
                await Wait(passing, ct);
            }
        }
    }

    /// <summary>Something has been said to the bot: an answer is near, for those who ask again and again.</summary>
    public void Nudge()
    {
        _between = AskMin;
        Volatile.Read(ref _nudged).TrySetResult();
    }

    public void Dispose() => Hangup();

    /// <summary>Opens the stream, unless it has to be done without.</summary>
    private async Task Connect(CancellationToken ct)
    {
        // What was said before a stream opens is only told by a watermark, which somebody who has heard nothing gets by asking.
        if (_stream is null && _watermark is null) return;
        if (_streamTries == StreamTriesMax) (_streamTries, _streamAgainAt) = (0, clock.GetUtcNow() + WithoutStream);
        if (clock.GetUtcNow() < _streamAgainAt || !room.Take()) return;
        try
        {
            _streamTries++;
            if (_stream is null) Take(await client.Reopen(start.Domain, _token.Value, start.ConversationId, _watermark, ct));
            if (_stream is null) throw new DirectLineProblem(DirectLineTrouble.Away, $"{start.Domain.Host} names no stream.");
            _socket = await client.Listen(_stream, ct);
        }
        finally
        {
            _stream = null;   // good for one try
            if (_socket is null) room.Give();
        }
    }

    /// <summary>The next frame of the stream, or null for a sign of life or when it is time for something else.</summary>
    private async Task<ActivitySet?> Hear(CancellationToken ct)
    {
        _receiving ??= _socket!.Receive();
        if (!await IsFirst(_receiving, _refreshAt - clock.GetUtcNow(), ct)) return null;
        var received = _receiving;
        _receiving = null;
        var set = await received;
        Fine();
        _streamTries = 0;
        return set;
    }

    /// <summary>Asks what is new, when it is time to; at once again while there is something.</summary>
    private async Task<ActivitySet?> Ask(CancellationToken ct)
    {
        var due = _askAt < _refreshAt ? _askAt : _refreshAt;
        await IsFirst(Volatile.Read(ref _nudged).Task, due - clock.GetUtcNow(), ct);
        if (clock.GetUtcNow() >= _refreshAt) return null;

        Volatile.Write(ref _nudged, New());
        var set = await client.Fetch(start.Domain, _token.Value, start.ConversationId, _watermark, ct);
        Fine();
        if (set.Activities.Count == 0)
        {
            _askAt = clock.GetUtcNow() + _between;
            _between = _between * 1.5 < AskMax ? _between * 1.5 : AskMax;
        }
        else (_askAt, _between) = (clock.GetUtcNow(), AskMin);
        return set;
    }

    private async Task Refresh(CancellationToken ct)
    {
        try
        {
            Take(await client.Refresh(start.Domain, _token.Value, ct));
        }
        catch (DirectLineProblem passing) when (passing.IsPassing && clock.GetUtcNow() < _token.Ends)
        {
            _refreshAt = clock.GetUtcNow() + WaitMax;   // there is time: what can be heard is heard meanwhile
        }
    }

    private async Task Renew(string secret, CancellationToken ct)
    {
        Hangup();
        try
        {
            Take(await client.Reopen(start.Domain, secret, start.ConversationId, _watermark, ct));
        }
        catch (DirectLineProblem passing) when (passing.IsPassing)
        {
            await Wait(passing, ct);
        }
    }

    private void Take(OpenedConversation opened)
    {
        if (opened.Token is { } token) Take(token);
        _stream = _watermark is null ? null : opened.Stream;
    }

    private void Take(DirectLineToken token)
    {
        _tokenIsNews |= token.Value != _token.Value;
        (_token, _refreshAt) = (token, Half(token, clock));
    }

    private DirectLineNews TokenNews()
    {
        _tokenIsNews = false;
        return new DirectLineNews { Token = _token };
    }

    /// <summary>What of it is new; null when nothing is.</summary>
    private DirectLineNews? News(ActivitySet set)
    {
        var fresh = set.Activities.Where(activity => activity is not null && IsNew(activity)).ToList();
        // A frame without a watermark, such as a typing sign, does not undo the one that is known.
        var moved = set.Watermark is { Length: > 0 } watermark && watermark != _watermark ? watermark : null;
        _watermark = moved ?? _watermark;
        return fresh.Count == 0 && moved is null ? null : new DirectLineNews { Activities = fresh, Watermark = moved };
    }

    private bool IsNew(Activity activity)
    {
        if (activity.Id is not { Length: > 0 } id || activity.Type is not (ActivityTypes.Message or ActivityTypes.Event or ActivityTypes.EndOfConversation)) return true;
        var key = (id, activity.Text?.GetHashCode(StringComparison.Ordinal) ?? 0);   // a message that is changed comes again under its id
        if (!_seen.Add(key)) return false;
        _order.Enqueue(key);
        if (_order.Count > SeenMax) _seen.Remove(_order.Dequeue());
        return true;
    }

    private async Task Wait(DirectLineProblem passing, CancellationToken ct)
    {
        Hangup();
        Fail();
        // By chance, so that all who lost one service do not come back at the same moment.
        var wait = Min(TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_failures, 10) - 1)), WaitMax) * (0.5 + chance.NextDouble() / 2);
        if (passing.RetryAfter is { } told) wait = Min(told > TimeSpan.Zero ? told : TimeSpan.Zero, ToldToWaitMax) + wait / 2;
        await Task.Delay(wait, clock, ct);
    }

    private void Fail()
    {
        _failures++;
        _awaySince ??= clock.GetUtcNow();
    }

    private void Fine() => (_failures, _awaySince, _hasRenewed) = (0, null, false);

    private bool HasBeenAwayTooLong() => _awaySince is { } since && clock.GetUtcNow() - since > AwayMax;

    private void Hangup()
    {
        if (_socket is null) return;
        _socket.Dispose();
        _ = Ignore(_receiving);
        (_socket, _receiving) = (null, null);
        room.Give();
    }

    /// <summary>Whoever hung up knows that the line has ended.</summary>
    private static async Task Ignore(Task? ended)
    {
        if (ended is not null) await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Whether it ends within the time.</summary>
    private async Task<bool> IsFirst(Task task, TimeSpan time, CancellationToken ct)
    {
        if (task.IsCompleted) return true;
        if (time <= TimeSpan.Zero) return false;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var first = await Task.WhenAny(task, Task.Delay(time, clock, over.Token));
        await over.CancelAsync();
        ct.ThrowIfCancellationRequested();
        return first == task;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static DateTimeOffset Half(DirectLineToken token, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return token.Ends <= now ? now : now + (token.Ends - now) / 2;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
