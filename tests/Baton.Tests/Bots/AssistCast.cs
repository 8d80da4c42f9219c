using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Authoring;
using Baton.Conversations;
using Baton.Routing;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;

namespace Baton.Tests.Bots;

/// <summary>Alex with a visitor, and bots that assist.</summary>
internal sealed class AssistCast : IAsyncDisposable
{
    private AssistCast(ModelCast model, HttpClient alex) => (Model, Alex) = (model, alex);

    public ModelCast Model { get; }
    public HttpClient Alex { get; }
    public Hub Hub => Model.Hub;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<AssistCast> Meet(TestPostgres postgres, ContosoSandbox sandbox)
    {
        var model = await ModelCast.Meet(postgres, sandbox);
        return new AssistCast(model, await model.Hub.SignInAs("alex"));
    }

    public async Task<(Visitor Visitor, Guid Id)> TalksToAlex()
    {
        var visitor = await Visitor.Begin(Hub);
        await Hub.Stands(visitor.ConversationId, State.WithBot);
        await Hub.BotGivesUp(visitor.ConversationId);
        var offer = await Alex.IsOffered(visitor.ConversationId);
        (await Alex.Accepts(offer.Id)).EnsureSuccessStatusCode();
        return (visitor, visitor.ConversationId);
    }

    public async Task<Guid> Bot(string kind, object beyond)
    {
        var body = JsonSerializer.SerializeToNode(beyond)!.AsObject();
        body["name"] = "Helper";
        body["kind"] = kind;
        body["capacity"] = 10;
        var made = await Model.Admin.Posts("/api/v1/bots", body);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        return (await made.Body()).GetProperty("id").GetGuid();
    }

    public async Task<Guid> TopicBot(string says, string? more = null)
    {
        var bot = await Bot("topics", new { });
        await Hub.InWork(work => work.Publish(bot,
        [
            new TopicFile("Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "Helper is listening")),
            new TopicFile("Anything.mcs.yml", BotAuthor.Topic("OnUnknownIntent", says)),
            .. more is null ? (TopicFile[])[] : [new TopicFile("More.mcs.yml", more)],
        ]));
        return bot;
    }

    public Task<HttpResponseMessage> Put(Guid[] bots) => Model.Admin.Puts($"/api/v1/workstreams/{DemoRouting.Workstream}/assists", new { botIds = bots });

    public async Task Assist(params Guid[] bots) => (await Put(bots)).EnsureSuccessStatusCode();

    public async Task<JsonArray> All(Guid id) => (await Alex.GetFromJsonAsync<JsonArray>($"/api/v1/conversations/{id}/suggestions", Ct))!;

    public async Task<JsonNode> Suggests(Guid id, string text) =>
        (await Eventually.Is(() => All(id), all => all.Any(one => ((string?)one!["text"])!.StartsWith(text, StringComparison.Ordinal)), $"'{text}' is suggested"))
            .First(one => ((string?)one!["text"])!.StartsWith(text, StringComparison.Ordinal))!;

    public async ValueTask DisposeAsync()
    {
        Alex.Dispose();
        await Model.DisposeAsync();
    }
}
