using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Baton.BotProtocol;
using Baton.Conversations;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>
/// One visitor's open _socket. What it sends is decided by one number, how far it has come: a committed message that is the next one goes out as it
/// was handed to us, anything else makes it read the store from there. So neither the order of notices nor a lost one can make it skip or repeat.
/// While nothing happens it holds no buffer, no timer and no task but the read that waits for the peer.
/// </summary>
internal sealed class VisitorStream(Guid conversationId, bool wantsState, NpgsqlDataSource source, ILogger log, TimeProvider clock) : IThreadPoolWorkItem
{
    /// <summary>More than this waiting for a slow reader is left in the store, where it takes no memory.</summary>
    private const int FreshMax = 64;
    private const int PassingMax = 16;
    private const int DrainBytes = 512;

    private readonly Lock _lock = new();
    private WebSocket _socket = null!;
    private LineConversation _conversation = null!;
    private Moments _moments;
    private Speaker? _lastSpeaker;

    // Guarded by the lock.
    private List<Message>? _fresh;
    private List<Activity>? _passing;
    private TaskCompletionSource? _finished;
    private string? _saidStream;
    private string? _goodbye;
    private WebSocketCloseStatus _goodbyeStatus;
    private int _taken;
    private int _known;
    private bool _busy = true;
    private bool _reading = true;
    private bool _beat;
    private bool _ended;
    private bool _stateAsked;
    private bool _gone;
    private long _since;

    private int _lastState;

    public Guid ConversationId => conversationId;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>
    /// Learns how far the conversation has come. The stream must be findable before: what is committed later is heard, what was before is read.
    /// </summary>
    public async Task CatchUp(int watermark, CancellationToken ct)
    {
        _conversation = await LineConversation.Read(source, conversationId, ct);
        var taken = Math.Min(watermark, _conversation.LastN);
        if (taken > 0) _moments = await LineConversation.MomentsAfter(source, conversationId, taken, ct);
        lock (_lock)
        {
            _taken = taken;
            _known = Math.Max(_known, _conversation.LastN);
            _stateAsked = wantsState;
        }
    }

    /// <summary>Sends what was missed, then what comes, until either side has had enough.</summary>
    public async Task Run(WebSocket socket)
    {
        lock (_lock)
        {
            _socket = socket;
            _reading = _busy = false;
            if (_known > _taken || _stateAsked || _goodbye is not null || _passing is not null) Wake();
        }
        await ReadUntilClosed();
        await Finish();
    }

    /// <summary>A message was committed; without the message itself when another process did it.</summary>
    public void Hear(int n, Message? message)
    {
        lock (_lock)
        {
            if (n <= _taken) return;
            _known = Math.Max(_known, n);
            if (message?.Extra?.StreamId is { } stream)
            {
                _saidStream = stream;   // its partials are of no use any more
                _passing?.RemoveAll(waiting => waiting.Type == ActivityTypes.Typing && waiting.Text is not null);
            }
            if (message is not null && !_reading && n == _taken + 1 && (_fresh?.Count ?? 0) < FreshMax)
            {
                (_fresh ??= new(2)).Add(message);
                _taken = n;
            }
            Wake();
        }
    }

    /// <summary>Sends what is not stored, if the reader keeps up.</summary>
    public void Pass(Activity activity)
    {
        lock (_lock)
        {
            if ((_passing?.Count ?? 0) >= PassingMax) return;
            (_passing ??= new(1)).Add(activity);
            Wake();
        }
    }

    public void Typing(TypingBy by)
    {
        var who = by == TypingBy.Agent ? "agent" : "bot";
        var from = _lastSpeaker is { } last && last.Kind == who ? Rendering.Side(last) : new ChannelAccount { Id = who, Name = by.ToString(), Role = "bot" };
        if (Volatile.Read(ref _conversation) is { } conversation) Pass(Rendering.Typing(conversation, from, who));
    }

    /// <summary>What a bot has found of its words so far.</summary>
    public void Stream(Streamed partial)
    {
        lock (_lock)
        {
            if (partial.StreamId == _saidStream) return;
        }
        var from = _lastSpeaker is { Kind: "bot" } last ? Rendering.Side(last) : new ChannelAccount { Id = "bot", Name = nameof(TypingBy.Bot), Role = "bot" };
        if (Volatile.Read(ref _conversation) is { } conversation) Pass(Rendering.Partial(conversation, from, partial));
    }

    /// <summary>Says that the line is alive.</summary>
    public void Beat()
    {
        lock (_lock)
        {
            _beat = true;
            Wake();
        }
    }

    /// <summary>Something else than words changed.</summary>
    public void AskState(bool ended)
    {
        lock (_lock)
        {
            _stateAsked |= wantsState;
            _ended |= ended;
            if (_stateAsked || _ended) Wake();
        }
    }

    public void Close(WebSocketCloseStatus status, string reason)
    {
        lock (_lock)
        {
            if (_goodbye is not null) return;
            (_goodbye, _goodbyeStatus) = (reason, status);
            Wake();
        }
    }

    /// <summary>Cuts the line of a reader that does not read, or does not answer our goodbye; it comes back with its watermark.</summary>
    public void CutIfStuck(TimeSpan patience)
    {
        lock (_lock)
        {
            if (!_busy || _since == 0 || clock.GetElapsedTime(_since) < patience) return;
        }
        Cut();
    }

    public void Cut() => Volatile.Read(ref _socket)?.Abort();

    void IThreadPoolWorkItem.Execute() => _ = Pump();

    private void Wake()
    {
        if (_busy || _gone) return;
        _busy = true;
        _since = clock.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task ReadUntilClosed()
    {
        try
        {
            while (true)
            {
                // A read without a buffer waits without one; what clients say here means nothing but that they are there.
                var read = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close || !read.EndOfMessage && !await Drain()) return;
            }
        }
        catch (Exception cut) when (cut is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            ChannelsLog.StreamDropped(log, cut.Message);
        }
    }

    private async Task<bool> Drain()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DrainBytes);
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close) return false;
                if (read.EndOfMessage) return true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task Finish()
    {
        Task? pumping = null;
        lock (_lock)
        {
            if (_gone) return;
            if (_goodbye is null) (_goodbye, _goodbyeStatus) = ("", WebSocketCloseStatus.NormalClosure);
            if (_busy) pumping = (_finished = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            else _busy = true;
        }
        await (pumping ?? Pump());
    }

    private async Task Pump()
    {
        try
        {
            while (await Step()) { }
        }
        catch (Exception lost)
        {
            // Whatever it was, the visitor comes back with their watermark, and nothing is lost.
            if (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException) ChannelsLog.StreamDropped(log, lost.Message);
            else ChannelsLog.StreamFailed(log, lost);
            Leave();
            _socket.Abort();
        }
    }

    /// <summary>Does one thing that waits to be done; false when there is none.</summary>
    private async Task<bool> Step()
    {
        List<Message>? fresh = null;
        List<Activity>? passing = null;
        string? goodbye = null;
        bool read = false, state = false, ended = false, beat = false;
        lock (_lock)
        {
            _since = clock.GetTimestamp();
            if (_goodbye is not null) goodbye = _goodbye;
            else if (_fresh is not null) (fresh, _fresh) = (_fresh, null);
            else if (_known > _taken) read = _reading = true;
            else if (_passing is not null) (passing, _passing) = (_passing, null);
            else if (_stateAsked || _ended) (state, ended, _stateAsked, _ended) = (_stateAsked, _ended, false, false);
            else if (_beat) (beat, _beat) = (true, false);
            else return _busy = false;
        }
        if (goodbye is not null) return await SayGoodbye(goodbye);
        if (fresh is not null) await Send(fresh);
        else if (read) await SendFromStore();
        else if (passing is not null) await Send(new ActivitySet { Activities = passing });
        else if (beat) await _socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, true, CancellationToken.None);
        else await SendState(state, ended);
        return true;
    }

    private async Task SendFromStore()
    {
        int after, known;
        lock (_lock) (after, known) = (_taken, _known);
        var (messages, moments) = await LineConversation.After(source, conversationId, after, Fetching.PageMax, CancellationToken.None);
        if (messages.Count > 0) _moments = moments;
        lock (_lock)
        {
            if (messages.Count > 0) _taken = messages[^1].N;
            else if (_known == known) _known = after;   // we were told of what was not committed after all; its number will be somebody else's
            _reading = false;
        }
        await Send(messages);
    }

    private Task Send(IReadOnlyList<Message> messages)
    {
        var activities = new List<Activity>(messages.Count);
        foreach (var message in messages)
        {
            var at = _moments.Of(message);
            if (!message.IsForVisitor) continue;
            if (message.From.Kind is "bot" or "agent") _lastSpeaker = message.From;
            activities.Add(Rendering.Of(message, _conversation, at));
        }
        return activities.Count == 0 ? Task.CompletedTask : Send(new ActivitySet { Activities = activities, Watermark = Watermark.Text(messages[^1].N) });
    }

    private async Task SendState(bool state, bool ended)
    {
        var standing = state ? await VisitorStanding.Read(source, conversationId, CancellationToken.None) : null;
        var activities = new List<Activity>(2);
        if (standing is not null && standing.GetHashCode() != _lastState)
        {
            _lastState = standing.GetHashCode();
            activities.Add(Rendering.Event(conversationId, VisitorStanding.EventName, standing.Json()));
        }
        // Most ends are told by a message of their own, which has been sent by now.
        if (ended && !await VisitorStanding.EndIsTold(source, conversationId, CancellationToken.None)) activities.Add(Rendering.End(conversationId, null));
        if (activities.Count > 0) await Send(new ActivitySet { Activities = activities });
    }

    private Task Send(ActivitySet set) =>
        _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(set, BotJson.Wire.ActivitySet), WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task<bool> SayGoodbye(string reason)
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await _socket.CloseOutputAsync(_goodbyeStatus, reason.Length > 0 ? reason : null, CancellationToken.None);
        Leave();
        return false;
    }

    private void Leave()
    {
        lock (_lock)
        {
            _gone = true;
            _finished?.TrySetResult();
        }
    }
}
