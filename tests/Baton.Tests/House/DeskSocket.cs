using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Baton.Tests.House;

/// <summary>A desk's socket as a program without a SignalR client speaks it: JSON records, and the one-line rule for events.</summary>
public sealed class DeskSocket : IAsyncDisposable
{
    private const char RecordEnd = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<JsonNode?>> _asked = [];
    private readonly List<JsonNode> _early = [];
    private readonly Dictionary<Guid, List<JsonNode>> _heldBack = [];
    private JsonObject? _collections;
    private readonly HashSet<Guid> _watched = [];
    private Task _reading = Task.CompletedTask;
    private Func<Task<DeskSocket>> _another = null!;
    private DeskSocket? _witness;
    private int _ids;

    /// <summary>The messages that events brought, as they came: conversation and number.</summary>
    public ConcurrentQueue<(string Conversation, int N)> Told { get; } = new();

    /// <summary>Done when the line is cut by either side.</summary>
    public Task Closed => _reading;

    /// <summary>Transient hints such as typing.</summary>
    public Channel<JsonNode> Hints { get; } = Channel.CreateUnbounded<JsonNode>();

    public static Task<DeskSocket> Open(Hub hub, HttpClient user) => Open(hub.Address, user);

    public static async Task<DeskSocket> Open(Uri server, HttpClient user)
    {
        var desk = new DeskSocket { _another = () => Open(server, user) };
        var address = new UriBuilder(server) { Scheme = "ws", Path = "/live", Query = $"access_token={user.DefaultRequestHeaders.Authorization!.Parameter}" };
        await desk._socket.ConnectAsync(address.Uri, CancellationToken.None);
        await desk.Send("""{"protocol":"json","version":1}""");
        desk._reading = Task.Run(desk.Read);
        return desk;
    }

    public async Task<JsonNode?> Call(string target, params object[] arguments)
    {
        var id = Interlocked.Increment(ref _ids).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _asked[id] = answer;
        await Send(JsonSerializer.Serialize(new { type = 1, invocationId = id, target, arguments }));
        return await answer.Task.WaitAsync(Eventually.Patience);
    }

    /// <summary>Takes the snapshot; from here on, events change what this desk holds.</summary>
    public async Task<JsonObject> Start()
    {
        var snapshot = (await Call("Snapshot"))!["collections"]!.AsObject();
        lock (_lock)
        {
            _collections = snapshot.DeepClone().AsObject();
            foreach (var early in _early) Apply(early);
            _early.Clear();
        }
        return snapshot;
    }

    /// <summary>Watches a conversation: what is answered is put where events will go on from.</summary>
    public async Task Watch(Guid conversationId)
    {
        _watched.Add(conversationId);
        // As after the snapshot: events that come before the answer are applied after it.
        lock (_lock) _heldBack[conversationId] = [];
        var watched = (await Call("Watch", conversationId))!;
        lock (_lock)
        {
            Put("open", conversationId.ToString(), watched["conversation"]!);
            foreach (var message in watched["messages"]!.AsArray()) Put("messages", $"{conversationId}/{message!["n"]}", message);
            _heldBack.Remove(conversationId, out var early);
            foreach (var happened in early!) Apply(happened);
        }
    }

    /// <summary>No longer looks at it.</summary>
    public async Task Unwatch(Guid conversationId)
    {
        _watched.Remove(conversationId);
        await Call("Unwatch", conversationId);
        if (_witness is not null) await _witness.Unwatch(conversationId);
    }

    /// <summary>
    /// What a desk of the same person that watches the same shows when it comes now. By a line of its own: what a snapshot has told on this one would not be
    /// told again by events.
    /// </summary>
    public async Task<JsonNode> Fresh()
    {
        _witness ??= await _another();
        foreach (var id in _watched.Except(_witness._watched).ToArray())
        {
            await _witness.Call("Watch", id);
            _witness._watched.Add(id);
        }
        return (await _witness.Call("Snapshot"))!["collections"]!;
    }

    /// <summary>What this desk holds now: its snapshot and the events since.</summary>
    public JsonObject Held()
    {
        lock (_lock) return _collections!.DeepClone().AsObject();
    }

    /// <summary>The line drops; nobody says goodbye.</summary>
    public void Cut() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_witness is not null) await _witness.DisposeAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private Task Send(string json) => _socket.SendAsync(Encoding.UTF8.GetBytes(json + RecordEnd), WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task Read()
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        var decoder = Encoding.UTF8.GetDecoder();
        var chars = new char[buffer.Length];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close) return;
                text.Append(chars, 0, decoder.GetChars(buffer, 0, got.Count, chars, 0));
                while (text.ToString().IndexOf(RecordEnd, StringComparison.Ordinal) is var end and >= 0)
                {
                    var record = text.ToString(0, end);
                    text.Remove(0, end + 1);
                    Take(JsonNode.Parse(record)!);
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Somebody hung up.
        }
        lock (_lock)
            foreach (var asked in _asked.Values) asked.TrySetException(new IOException("The socket is closed."));
    }

    private void Take(JsonNode record)
    {
        lock (_lock)
        {
            if ((int?)record["type"] == 3 && _asked.Remove((string)record["invocationId"]!, out var asked))
            {
                if (record["error"] is { } error) asked.SetException(new InvalidOperationException((string)error!));
                else asked.SetResult(record["result"]?.DeepClone());
            }
            else if ((string?)record["target"] == "Changed")
            {
                foreach (var happened in record["arguments"]![0]!.AsArray())
                    if (_collections is null) _early.Add(happened!.DeepClone());
                    else if (_heldBack.FirstOrDefault(waiting => ((string)happened!["key"]!).StartsWith(waiting.Key.ToString(), StringComparison.Ordinal)).Value is { } early) early.Add(happened!.DeepClone());
                    else Apply(happened!);
            }
            else if ((int?)record["type"] == 1)
            {
                Hints.Writer.TryWrite(record.DeepClone());
            }
        }
    }

    private void Apply(JsonNode happened)
    {
        var (collection, key) = ((string)happened["in"]!, (string)happened["key"]!);
        if ((string)happened["op"]! == "remove") _collections![collection]!.AsObject().Remove(key);
        else Put(collection, key, happened["value"]!);
        if (collection == "messages" && (string)happened["op"]! == "put") Told.Enqueue((key[..key.IndexOf('/', StringComparison.Ordinal)], (int)happened["value"]!["n"]!));
    }

    private void Put(string collection, string key, JsonNode value)
    {
        var held = _collections![collection]!.AsObject();
        if ((int?)held[key]?.AsObject()["version"] is not { } version || version <= (int?)value["version"]) held[key] = value.DeepClone();
    }
}
