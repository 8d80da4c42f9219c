using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.Channels;
using Baton.Tests.House;

namespace Baton.Tests.Bots;

/// <summary>A visitor's page with an open socket.</summary>
internal sealed class LineVisitorPage : IAsyncDisposable
{
    private readonly LineSocket _socket;

    private LineVisitorPage(LineSocket socket) => _socket = socket;

    /// <summary>All that it has been sent.</summary>
    public IReadOnlyList<JsonObject> Seen => [.. _socket.Heard.Select(one => JsonNode.Parse(one.GetRawText())!.AsObject())];

    public static async Task<LineVisitorPage> Open(Hub hub, Visitor visitor)
    {
        using var http = new HttpClient { BaseAddress = hub.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", visitor.Token);
        var conversation = (await http.GetFromJsonAsync<JsonObject>($"/v3/directline/conversations/{visitor.ConversationId}"))!;
        return new LineVisitorPage(await LineSocket.Open((string)conversation["streamUrl"]!));
    }

    /// <summary>Waits until it has been sent such an activity.</summary>
    public async Task<JsonObject> Gets(Func<JsonObject, bool> right) =>
        (await Eventually.Is(() => Task.FromResult(Seen.LastOrDefault(right)), found => found is not null,
            $"the page gets it; it has {string.Join(", ", Seen.Select(one => $"{one["type"]} {one["text"]}"))}"))!;

    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
