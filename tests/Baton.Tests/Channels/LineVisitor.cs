using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Channels;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tests.House;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Baton.Tests.Channels;

/// <summary>Somebody at the door, speaking Direct Line as any client does.</summary>
internal sealed class LineVisitor(Hub hub, string credentials, string conversationId)
{
    public const string Base = "/v3/directline";

    /// <summary>No demo: these stories bring what they need, and nobody else speaks.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Alone = new Dictionary<string, string?> { ["BATON_DEMO"] = "false" };

    public string ConversationId => conversationId;
    public Guid Id => Guid.Parse(conversationId);
    public string Credentials { get; set; } = credentials;
    public string StreamUrl { get; private set; } = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A token made with the secret, and the conversation started with it.</summary>
    public static async Task<LineVisitor> Start(Hub hub, string secret, object? parameters = null)
    {
        var made = await Call(hub, secret, HttpMethod.Post, "/tokens/generate", parameters ?? new { user = new { id = "dl_ann", name = "Ann" } });
        var token = (await Json(made)).GetProperty("token").GetString()!;
        var started = await Call(hub, token, HttpMethod.Post, "/conversations");
        started.EnsureSuccessStatusCode();
        var conversation = await Json(started);
        return new LineVisitor(hub, conversation.GetProperty("token").GetString()!, conversation.GetProperty("conversationId").GetString()!)
        {
            StreamUrl = conversation.GetProperty("streamUrl").GetString()!,
        };
    }

    public Task<HttpResponseMessage> Post(object activity) => Call(hub, Credentials, HttpMethod.Post, $"/conversations/{conversationId}/activities", activity);

    public async Task<string> Say(string text, string? clientId = null)
    {
        var answer = await Post(new { type = "message", text, from = new { id = "dl_ann" }, channelData = clientId is null ? null : new { clientActivityID = clientId } });
        answer.EnsureSuccessStatusCode();
        return (await Json(answer)).GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> Fetch(string? watermark = null)
    {
        var answer = await Call(hub, Credentials, HttpMethod.Get, $"/conversations/{conversationId}/activities{(watermark is null ? "" : $"?watermark={watermark}")}");
        answer.EnsureSuccessStatusCode();
        return await Json(answer);
    }

    public async Task<LineSocket> Listen(string? url = null) => await LineSocket.Open(url ?? StreamUrl);

    public async Task<LineSocket> Reconnect(string? watermark)
    {
        var answer = await Call(hub, Credentials, HttpMethod.Get, $"/conversations/{conversationId}?watermark={watermark}");
        answer.EnsureSuccessStatusCode();
        return await Listen((await Json(answer)).GetProperty("streamUrl").GetString());
    }

    public static async Task<HttpResponseMessage> Call(Hub hub, string? credentials, HttpMethod method, string path, object? body = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, Base + path);
        if (credentials is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credentials);
        if (origin is not null) request.Headers.Add("Origin", origin);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => JsonContent.Create(body, options: new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull }),
        };
        return await hub.Http.SendAsync(request, Ct);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
}

/// <summary>A visitor's socket and all that it has heard.</summary>
internal sealed class LineSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonElement> _heard = [];
    private readonly Lock _lock = new();
    private Task _listening = Task.CompletedTask;

    public string? Watermark { get; private set; }
    public int EmptyFrames { get; private set; }
    public string? Goodbye => _socket.CloseStatusDescription;
    public Task Closed => _listening;

    public static async Task<LineSocket> Open(string url)
    {
        var socket = new LineSocket();
        await socket._socket.ConnectAsync(new Uri(url), CancellationToken.None);
        socket._listening = socket.Listen();
        return socket;
    }

    public IReadOnlyList<JsonElement> Heard
    {
        get
        {
            lock (_lock) return [.. _heard];
        }
    }

    public IReadOnlyList<string?> Texts => [.. Heard.Select(activity => activity.TryGetProperty("text", out var text) ? text.GetString() : activity.GetProperty("type").GetString())];

    public Task<IReadOnlyList<string?>> Hears(int count) => Eventually.Is(() => Task.FromResult(Texts), texts => texts.Count >= count, $"{count} activities");

    public Task Ping() => _socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, true, CancellationToken.None).AsTask();

    public Task Chatter() => _socket.SendAsync(Encoding.UTF8.GetBytes(new string('x', 3_000)), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The line drops; nobody says goodbye.</summary>
    public void Cut() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _listening;
        _socket.Dispose();
    }

    private async Task Listen()
    {
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult read;
                do
                {
                    read = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += read.Count;
                }
                while (!read.EndOfMessage);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }
                Take(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
        catch (Exception cut) when (cut is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            _ = cut;   // cut off by either side: that is what the story is about
        }
    }

    private void Take(string frame)
    {
        lock (_lock)
        {
            if (frame.Length == 0)
            {
                EmptyFrames++;
                return;
            }
            var set = JsonDocument.Parse(frame).RootElement;
            _heard.AddRange(set.GetProperty("activities").EnumerateArray());
            if (set.TryGetProperty("watermark", out var watermark)) Watermark = watermark.GetString();
        }
    }
}

/// <summary>What goes on behind the door, without the rooms that would do it.</summary>
internal static class Behind
{
    /// <summary>A channel of its own for the story; answers its secret.</summary>
    public static async Task<string> MakeChannel(this Hub hub)
    {
        var secret = Channel.NewSecret();
        await hub.MakeChannel(new ChannelWish { Name = "Story", Kind = "directLine", WorkstreamId = await hub.MakeWorkstream() }, secret);
        return secret;
    }

    /// <summary>Without rules and queues: nobody takes what comes, unless the story says so.</summary>
    public static async Task<Guid> MakeWorkstream(this Hub hub)
    {
        var id = Guid.CreateVersion7();
        await hub.Execute("insert into workstreams (id, name, created_at) values (@id, @name, now())", new { id, name = id.ToString() });
        return id;
    }

    public static async Task<Channel> MakeChannel(this Hub hub, ChannelWish wish, string? secret = null)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(TestContext.Current.CancellationToken);
        var channel = await work.MakeChannel(hub.Services.GetRequiredService<Secrets>(), wish, secret);
        await work.Commit();
        return channel;
    }

    public static async Task<Speaker> GiveToBot(this Hub hub, Guid conversationId)
    {
        var bot = Guid.CreateVersion7();
        await hub.Execute("insert into users (id, kind, name, capacity, created_at) values (@bot, 'bot', 'Berta', 1000, now())", new { bot });
        await using var scope = hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(TestContext.Current.CancellationToken);
        var conversation = await work.LockConversation(conversationId);
        await work.Save(conversation, conversation.GiveToBot(bot));
        await work.Commit();
        return Speaker.Bot(bot, "Berta");
    }

    public static Task<Message> BotSays(this Hub hub, Guid conversationId, Speaker bot, string text, Extra? extra = null) =>
        hub.Services.GetRequiredService<Saying>().Say(
            conversationId, new Utterance { From = bot, Text = text, Epoch = 1, Extra = extra }, TestContext.Current.CancellationToken);

    public static Task SaysSystem(this Hub hub, Guid conversationId, params Utterance[] says) =>
        hub.Services.GetRequiredService<Saying>().Say(new Entry { ConversationId = conversationId, Says = says }, TestContext.Current.CancellationToken);

    public static async Task Execute(this Hub hub, string sql, object? with = null)
    {
        await using var connection = new NpgsqlConnection(hub.ConnectionString);
        await connection.ExecuteAsync(sql, with);
    }

    public static async Task<T> Ask<T>(this Hub hub, string sql, object? with = null)
    {
        await using var connection = new NpgsqlConnection(hub.ConnectionString);
        return (await connection.QuerySingleAsync<T>(sql, with))!;
    }

    public static JsonObject Say(string text, string clientId) =>
        new() { ["type"] = "message", ["text"] = text, ["channelData"] = new JsonObject { ["clientActivityID"] = clientId } };
}
