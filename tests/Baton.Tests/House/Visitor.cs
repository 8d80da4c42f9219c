using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Baton.Tests.House;

/// <summary>Somebody at the door, by Direct Line.</summary>
public sealed class Visitor
{
    private readonly HttpClient _http;
    private int _words;

    private Visitor(HttpClient http, Guid conversationId, string token)
    {
        (_http, ConversationId, Token) = (http, conversationId, token);
    }

    public Guid ConversationId { get; }
    public string Token { get; }

    public static Task<Visitor> Begin(Hub hub, object? user = null, string secret = Hub.DirectLineSecret) => Begin(hub.Address, user, secret);

    public static async Task<Visitor> Begin(Uri address, object? user = null, string secret = Hub.DirectLineSecret)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var answer = await http.PostAsJsonAsync("/v3/directline/conversations", new { user });
        answer.EnsureSuccessStatusCode();
        var begun = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        var own = new HttpClient { BaseAddress = address };
        own.DefaultRequestHeaders.Authorization = new("Bearer", (string)begun["token"]!);
        return new Visitor(own, Guid.Parse((string)begun["conversationId"]!), (string)begun["token"]!);
    }

    /// <summary>The same visitor, who has come to another process.</summary>
    public Visitor At(Hub hub) => At(hub.Address);

    public Visitor At(Uri address)
    {
        var own = new HttpClient { BaseAddress = address };
        own.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return new Visitor(own, ConversationId, Token) { _words = _words };
    }

    public async Task<HttpResponseMessage> Post(object activity) => await _http.PostAsJsonAsync($"/v3/directline/conversations/{ConversationId}/activities", activity);

    public async Task Say(string text)
    {
        var answer = await Post(new { type = "message", from = new { id = "dl_visitor" }, text, channelData = new { clientActivityID = $"c{_words++}" } });
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public async Task<JsonArray> Activities() =>
        (await _http.GetFromJsonAsync<JsonObject>($"/v3/directline/conversations/{ConversationId}/activities"))!["activities"]!.AsArray();

    /// <summary>Waits until there are so many messages that are not the visitor's own; answers their texts.</summary>
    public async Task<IReadOnlyList<string>> Heard(int count) =>
        await Eventually.Is(async () => (IReadOnlyList<string>)[.. (await Activities()).Where(a => (string?)a!["from"]?["role"] != "user" && (string?)a["type"] == "message").Select(a => (string)a!["text"]!)],
            heard => heard.Count >= count, $"the visitor hears {count} messages");

    public async Task<JsonNode> HeardCard() =>
        (await Eventually.Is(Activities, heard => heard.Any(one => one!["attachments"] is JsonArray), "a card comes")).Last(one => one!["attachments"] is JsonArray)!;

    public async Task<string> HeardThat(string part) =>
        (await Eventually.Is(async () => (await Activities()).Select(a => (string?)a!["text"] ?? "").ToArray(), heard => heard.Any(text => text.Contains(part, StringComparison.OrdinalIgnoreCase)),
            $"the visitor hears '{part}'")).First(text => text.Contains(part, StringComparison.OrdinalIgnoreCase));
}
