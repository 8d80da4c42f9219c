using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>Promise 1: nothing acknowledged is lost and nothing is there twice, whenever the server is killed.</summary>
public sealed class KilledTests(TestPostgres postgres)
{
    private const int Visitors = 32;
    private const int KillsMax = 2;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_in_the_middle_of_32_chats_the_server_has_lost_nothing_and_repeats_nothing()
    {
        var database = await postgres.Clone();
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.Start(database, port);
        try
        {
            var visitors = new List<Chat>();
            for (var i = 0; i < Visitors; i++) visitors.Add(await Chat.Begin(server.Address, i));
            using var enough = new CancellationTokenSource();
            var talking = visitors.Select(visitor => visitor.TalkUntil(enough.Token)).ToArray();

            for (var kill = 0; kill < KillsMax; kill++)
            {
                var before = visitors.Sum(visitor => visitor.Acknowledged.Count);
                await Eventually.IsTrue(() => Task.FromResult(visitors.Sum(visitor => visitor.Acknowledged.Count) > before + Visitors * 3), "they talk", TimeSpan.FromSeconds(60));
                await server.Kill();
                await server.DisposeAsync();
                server = await ServerProcess.Start(database, port);
            }
            await Task.Delay(500, Ct);
            await enough.CancelAsync();
            await Task.WhenAll(talking);

            foreach (var visitor in visitors) await visitor.FindsEverythingOnceAndInOrder();
        }
        finally
        {
            await server.DisposeAsync();
            await postgres.Drop(database);
        }
    }

    [Fact]
    public async Task Two_processes_on_one_database_are_one_Baton()
    {
        await using var a = await Hub.Start(postgres);
        await using var b = await Hub.Start(postgres, connectionString: a.ConnectionString);
        var alex = await b.SignIn("alex");
        await using var desk = await DeskSocket.Open(b, alex);
        await desk.Start();
        (await alex.PutAsJsonAsync("/api/v1/me/presence", new { presence = "Available" }, Ct)).EnsureSuccessStatusCode();

        var visitor = await Visitor.Begin(a);
        await visitor.Say("I want to talk to a person");
        var offer = (await Eventually.Is(async () => (await alex.GetFromJsonAsync<JsonArray>("/api/v1/offers", Ct))!, offers => offers.Count > 0, "an offer"))[0]!;
        (await alex.PostAsync($"/api/v1/offers/{offer["id"]}/accept", null, Ct)).EnsureSuccessStatusCode();
        (await alex.PostAsJsonAsync($"/api/v1/conversations/{visitor.ConversationId}/messages", new { clientId = "a1", text = "Hello from B" }, Ct)).EnsureSuccessStatusCode();
        await visitor.HeardThat("Hello from B");
        await visitor.Say("And hello from A");

        await Eventually.IsTrue(() => Task.FromResult(desk.Held()["messages"]!.AsObject().Any(message => (string?)message.Value!["text"] == "And hello from A")),
            "what was said at A is shown at B");
        var greetings = (await visitor.Activities()).Count(activity => ((string?)activity!["text"])?.StartsWith("Hi, I'm Contoso", StringComparison.Ordinal) == true);
        greetings.ShouldBe(1, "jobs are done once");
    }

    /// <summary>A visitor who sends a message until it is acknowledged, then the next, whatever happens to the server.</summary>
    private sealed class Chat
    {
        private readonly HttpClient _http;
        private readonly string _id;
        private readonly int _who;

        private Chat(HttpClient http, string id, int who) => (_http, _id, _who) = (http, id, who);

        public List<string> Acknowledged { get; } = [];

        public static async Task<Chat> Begin(Uri address, int who)
        {
            var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
            http.DefaultRequestHeaders.Authorization = new("Bearer", Hub.DirectLineSecret);
            var begun = (await (await http.PostAsJsonAsync("/v3/directline/conversations", new { }, Ct)).Content.ReadFromJsonAsync<JsonObject>(Ct))!;
            http.DefaultRequestHeaders.Authorization = new("Bearer", (string)begun["token"]!);
            return new Chat(http, (string)begun["conversationId"]!, who);
        }

        public async Task TalkUntil(CancellationToken enough)
        {
            for (var n = 0; !enough.IsCancellationRequested; n++)
            {
                var text = $"thank you {_who}.{n}";
                while (!await Post(text) && !enough.IsCancellationRequested) await Task.Delay(50, Ct);
            }
        }

        public async Task FindsEverythingOnceAndInOrder()
        {
            await Post("the last");
            var stored = (await _http.GetFromJsonAsync<JsonObject>($"/v3/directline/conversations/{_id}/activities", Ct))!["activities"]!.AsArray();
            var mine = stored.Where(activity => ((string?)activity!["text"])?.StartsWith($"thank you {_who}.", StringComparison.Ordinal) == true)
                .Select(activity => (string)activity!["text"]!).ToArray();

            mine.Distinct().Count().ShouldBe(mine.Length, "nothing twice");
            Acknowledged.Where(text => text != "the last").Except(mine).ShouldBeEmpty("nothing acknowledged is lost");
            mine.Where(Acknowledged.Contains).ShouldBe(Acknowledged.Where(text => text != "the last"), ignoreOrder: false, customMessage: "in order");
            var numbers = stored.Select(activity => (string)activity!["id"]!).ToArray();
            numbers.ShouldBe(numbers.Order(StringComparer.Ordinal), ignoreOrder: false, customMessage: "numbered in order");
        }

        private async Task<bool> Post(string text)
        {
            try
            {
                using var answer = await _http.PostAsJsonAsync($"/v3/directline/conversations/{_id}/activities",
                    new { type = "message", from = new { id = "dl_v" }, text, channelData = new { clientActivityID = text } }, Ct);
                if (!answer.IsSuccessStatusCode) return false;
                Acknowledged.Add(text);
                return true;
            }
            catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }
    }
}
