using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Tests.House;

namespace Baton.Tests.Bots;

/// <summary>Somebody who writes topics, over HTTP.</summary>
internal sealed class BotAuthor(HttpClient http, Guid bot) : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<BotAuthor> SignIn(Hub hub, string name = "admin") => new(await hub.SignIn(name), DemoPeople.Bot);

    /// <summary>A bot that greets, and answers everything with these words.</summary>
    public static object[] Says(string words) =>
    [
        new { path = "topics/Start.mcs.yml", text = Topic("OnConversationStart", $"Hello, I say {words}") },
        new { path = "topics/Anything.mcs.yml", text = Topic("OnUnknownIntent", $"{words}{Count}") },
    ];

    /// <summary>Counts the answers in a variable of the conversation, which is kept by another way than words alone.</summary>
    private const string Count = """

            - kind: SetVariable
              id: count
              variable: Global.Answers
              value: =Coalesce(Global.Answers, 0) + 1
        """;

    public static string Topic(string trigger, string words) => $"""
        kind: AdaptiveDialog
        beginDialog:
          kind: {trigger}
          id: main
          actions:
            - kind: SendActivity
              id: say
              activity: {words}
        """;

    public static object[] Broken => [new { path = "topics/Broken.mcs.yml", text = "kind: AdaptiveDialog\nbeginDialog:\n  kind: OnNothingKnown\n  id: main\n" }];

    public Task<HttpResponseMessage> Get(string path) => http.GetAsync(Of(path), Ct);

    public async Task<JsonNode> Read(string path) => (await http.GetFromJsonAsync<JsonNode>(Of(path), Ct))!;

    public Task<HttpResponseMessage> Put(string path, object body) => http.PutAsJsonAsync(Of(path), body, Ct);

    public Task<HttpResponseMessage> Post(string path, object body) => http.PostAsJsonAsync(Of(path), body, Ct);

    public Task<HttpResponseMessage> Send(string path, HttpContent body) => http.PostAsync(Of(path), body, Ct);

    public Task<HttpResponseMessage> Delete(string path) => http.DeleteAsync(Of(path), Ct);

    public async Task Publish(object[] files, string? note = null) => (await Put("", new { files, note })).EnsureSuccessStatusCode();

    public async Task<int> KeepDraft(int revision, object[] files)
    {
        using var kept = await Put("/draft", new { revision, files });
        kept.EnsureSuccessStatusCode();
        return (int)(await kept.Content.ReadFromJsonAsync<JsonNode>(Ct))!["revision"]!;
    }

    public async Task<JsonArray> Versions() => (await Read("/versions")).AsArray();

    public void Dispose() => http.Dispose();

    // An address from the root is meant as it is, such as /api/v1/topics/check.
    private string Of(string path) => path.StartsWith("/api/", StringComparison.Ordinal) ? path : $"/api/v1/bots/{bot}/topics{path}";
}
