using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Tests.House;

/// <summary>
/// A visitor who says one thing after another and listens, whatever happens to the line, the server or the database: says each until it is acknowledged,
/// and opens the line again where it dropped. Knows afterwards what was acknowledged and all that was heard.
/// </summary>
public sealed class Talker : IAsyncDisposable
{
    /// <summary>No call may hang: what takes longer than this is a finding.</summary>
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;
    private readonly int _who;
    private readonly bool _polls;
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<string> _heard = [];
    private readonly HashSet<string> _errors = [];
    private readonly Lock _lock = new();
    private ClientWebSocket? _socket;
    private string _watermark = "0";
    private Task _listening = Task.CompletedTask;

    private Talker(HttpClient http, string id, int who, bool polls) => (_http, ConversationId, _who, _polls) = (http, id, who, polls);

    public string ConversationId { get; }

    /// <summary>What was said and acknowledged, in that order: the ids of the answers.</summary>
    public List<string> Acknowledged { get; } = [];

    /// <summary>Times that the line was opened.</summary>
    public int Lines { get; private set; }

    /// <summary>Statuses of answers that no visitor should see: anything that is neither success nor "try again".</summary>
    public IReadOnlyCollection<string> Errors
    {
        get
        {
            lock (_lock) return [.. _errors];
        }
    }

    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_lock) return [.. _heard];
        }
    }

    public static async Task<Talker> Begin(Uri address, int who, bool polls = false)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = CallMax };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Hub.DirectLineSecret);
        using var answer = await http.PostAsJsonAsync("/v3/directline/conversations", new { });
        answer.EnsureSuccessStatusCode();
        var begun = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)begun["token"]!);
        var talker = new Talker(http, (string)begun["conversationId"]!, who, polls);
        talker._listening = Task.Run(talker.Listen);
        return talker;
    }

    /// <summary>Says one thing after another, each once more until it is acknowledged and heard back.</summary>
    public async Task TalkUntil(CancellationToken enough, Func<int, string>? words = null)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++)
        {
            var id = await SayUntilAcknowledged(words?.Invoke(n) ?? "Thank you", $"{_who}.{n}");
            await Eventually.IsTrue(() => Task.FromResult(HasHeard(id)), $"visitor {_who} ({(_polls ? "polls" : "listens")}, line {Lines}) hears what was acknowledged, {id}", CallMax);
        }
    }

    public async Task<string> SayUntilAcknowledged(string text, string clientId)
    {
        while (true)
        {
            if (await Post(text, clientId) is not { } id)
            {
                await Task.Delay(Again);
                continue;
            }
            Acknowledged.Add(id);
            return id;
        }
    }

    /// <summary>The line drops; nobody says goodbye.</summary>
    public void Cut() => Volatile.Read(ref _socket)?.Abort();

    /// <summary>Everything of the conversation, as a newcomer reads it.</summary>
    public async Task<IReadOnlyList<JsonNode>> Stored()
    {
        var all = new List<JsonNode>();
        for (var watermark = "0"; ;)
        {
            var page = (await _http.GetFromJsonAsync<JsonObject>($"/v3/directline/conversations/{ConversationId}/activities?watermark={watermark}"))!;
            if (page["activities"]!.AsArray() is not { Count: > 0 } activities) return all;
            all.AddRange(activities.Select(activity => activity!));
            watermark = (string)page["watermark"]!;
        }
    }

    /// <summary>Until the bot, which greets and answers everything, also what was said while nothing worked, has nothing more to answer.</summary>
    public async Task IsAnswered() => await Eventually.Is(
        async () => string.Join('\n', (await Stored()).Select(activity => $"{(string?)activity["from"]?["role"]}: {(string?)activity["text"]}").TakeLast(2 * Acknowledged.Count + 1)),
        said => said.Split('\n').Count(line => line.StartsWith("bot: ", StringComparison.Ordinal)) > Acknowledged.Count, $"visitor {_who} is answered {Acknowledged.Count} times", CallMax);

    /// <summary>What was acknowledged is there once, in order, and was heard once, in the order that it is stored in.</summary>
    public async Task FindsEverythingOnceAndInOrder()
    {
        var stored = await Stored();
        var ids = stored.Select(activity => (string)activity["id"]!).ToArray();
        ids.ShouldBe(ids.Order(StringComparer.Ordinal), ignoreOrder: false, customMessage: "numbered in order");
        ids.ShouldBeUnique();
        var mine = stored.Where(activity => ((string?)activity["channelData"]?["clientActivityID"])?.StartsWith($"{_who}.", StringComparison.Ordinal) == true).ToArray();
        mine.Select(activity => (string)activity["channelData"]!["clientActivityID"]!).ShouldBeUnique();
        mine.Select(activity => (string)activity["id"]!).ShouldBe(Acknowledged, ignoreOrder: false, customMessage: "what was acknowledged, in that order");

        await Eventually.Is(() => Task.FromResult(Heard), heard => heard.Count >= ids.Length, $"visitor {_who} hears all {ids.Length}", CallMax);
        Heard.ShouldBe(ids, ignoreOrder: false, customMessage: $"visitor {_who} ({(_polls ? "polls" : "listens")}) heard each once, in order");
        Errors.ShouldBeEmpty($"visitor {_who} was never told of a mistake of ours");
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        Cut();
        await _listening;
        _http.Dispose();
        _leaving.Dispose();
    }

    private bool HasHeard(string id)
    {
        lock (_lock) return _heard.Contains(id);
    }

    private async Task<string?> Post(string text, string clientId)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync($"/v3/directline/conversations/{ConversationId}/activities",
                new { type = "message", from = new { id = "dl_v" }, text, channelData = new { clientActivityID = clientId } });
            if (!await IsFine(answer)) return null;
            return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task<bool> IsFine(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode) return true;
        var told = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            lock (_lock) _errors.Add(told);
        return false;
    }

    private async Task Listen()
    {
        while (!_leaving.IsCancellationRequested)
        {
            try
            {
                await (_polls ? Poll() : Stream());
            }
            catch (Exception gone) when (gone is HttpRequestException or WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or JsonException)
            {
                _ = gone;   // the line dropped: that is what these stories are about
            }
            await Task.Delay(Again);
        }
    }

    private async Task Poll()
    {
        using var answer = await _http.GetAsync($"/v3/directline/conversations/{ConversationId}/activities?watermark={_watermark}", _leaving.Token);
        if (await IsFine(answer)) Take(await answer.Content.ReadAsStringAsync(_leaving.Token));
    }

    private async Task Stream()
    {
        using var found = await _http.GetAsync($"/v3/directline/conversations/{ConversationId}?watermark={_watermark}", _leaving.Token);
        if (!await IsFine(found)) return;

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri((string)(await found.Content.ReadFromJsonAsync<JsonObject>(_leaving.Token))!["streamUrl"]!), _leaving.Token);
        Volatile.Write(ref _socket, socket);
        Lines++;
        var buffer = new byte[1 << 16];
        using var frame = new MemoryStream();
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, _leaving.Token);
            if (read.MessageType == WebSocketMessageType.Close) return;
            frame.Write(buffer, 0, read.Count);
            if (!read.EndOfMessage) continue;
            if (frame.Length > 0) Take(Encoding.UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length));
            frame.SetLength(0);
        }
    }

    private void Take(string set)
    {
        var told = JsonNode.Parse(set)!;
        lock (_lock)
        {
            foreach (var activity in told["activities"]!.AsArray())
            {
                if ((string?)activity!["type"] is not ("message" or "endOfConversation")) continue;
                _heard.Add((string)activity["id"]!);
            }
            if ((string?)told["watermark"] is { } watermark) _watermark = watermark;
        }
    }
}
