using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>Lines that drop every second, on both sides of the desk, while everybody talks: nothing is lost and nothing is shown twice.</summary>
public sealed class DroppedLineTests(TestPostgres postgres)
{
    private const int Visitors = 16;
    private const int Drops = 8;
    private static readonly TimeSpan EverySecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dropped_every_second_the_lines_of_16_visitors_and_of_two_desks_lose_nothing_and_repeat_nothing()
    {
        await using var hub = await Hub.Start(postgres);
        using var alex = await hub.SignIn("alex");
        using var sam = await hub.SignIn("sam");
        (await alex.PutAsJsonAsync("/api/v1/me/presence", new { presence = "Available" }, Ct)).EnsureSuccessStatusCode();
        var talkers = new List<Talker>();
        for (var i = 0; i < Visitors; i++) talkers.Add(await Talker.Begin(hub.Address, i));
        await using var samsDesk = new DroppingDesk(hub, sam, [.. talkers.Select(talker => Guid.Parse(talker.ConversationId))]);
        await using var alexsDesk = new DroppingDesk(hub, alex, []);
        await samsDesk.Open();
        await alexsDesk.Open();
        var handled = await AlexTakes(alex, talkers[0]);

        using var enough = new CancellationTokenSource();
        var talking = talkers.Select(talker => talker.TalkUntil(enough.Token)).Append(AlexTalks(alex, handled, enough.Token)).ToArray();
        using var seconds = new PeriodicTimer(EverySecond);
        for (var drop = 0; drop < Drops && await seconds.WaitForNextTickAsync(Ct); drop++)
        {
            foreach (var talker in talkers) talker.Cut();
            await Task.WhenAll(samsDesk.DropAndComeBack(), alexsDesk.DropAndComeBack());
        }
        await enough.CancelAsync();
        await Task.WhenAll(talking).WaitAsync(Patience, Ct);

        foreach (var talker in talkers)
        {
            if (talker.ConversationId != handled.ToString()) await talker.IsAnswered();
            await talker.FindsEverythingOnceAndInOrder();
            talker.Lines.ShouldBeGreaterThan(Drops / 2, "the line was really dropped and opened again");
        }
        await samsDesk.ShowsWhatIsStored();
        await alexsDesk.ShowsWhatIsStored();
        alexsDesk.Held()["messages"]!.AsObject().Count(message => (string?)message.Value!["from"]!["kind"] == "agent").ShouldBeGreaterThan(0);
        foreach (var talker in talkers) await talker.DisposeAsync();
    }

    private static async Task<Guid> AlexTakes(HttpClient alex, Talker visitor)
    {
        await visitor.SayUntilAcknowledged("I want to talk to a person", "wish");
        visitor.Acknowledged.Clear();   // from here on it counts
        var offer = (await Eventually.Is(async () => (await alex.GetFromJsonAsync<JsonArray>("/api/v1/offers", Ct))!, offers => offers.Count > 0, "an offer"))[0]!;
        (await alex.PostAsync($"/api/v1/offers/{offer["id"]}/accept", null, Ct)).EnsureSuccessStatusCode();
        return Guid.Parse((string)offer["conversationId"]!);
    }

    private static async Task AlexTalks(HttpClient alex, Guid conversation, CancellationToken enough)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++)
            (await alex.PostAsJsonAsync($"/api/v1/conversations/{conversation}/messages", new { clientId = $"a{n}", text = $"You are welcome, {n}." }, Ct)).EnsureSuccessStatusCode();
    }

    /// <summary>A desk whose line drops, and who takes a new snapshot each time; within one line, messages come one after another.</summary>
    private sealed class DroppingDesk(Hub hub, HttpClient user, Guid[] watched) : IAsyncDisposable
    {
        private DeskSocket _socket = null!;

        public async Task Open()
        {
            _socket = await DeskSocket.Open(hub, user);
            await _socket.Start();
            foreach (var id in watched) await _socket.Watch(id);
        }

        public async Task DropAndComeBack()
        {
            _socket.Cut();
            await _socket.Closed;
            ToldInOrder();
            await _socket.DisposeAsync();
            await Open();
        }

        public JsonObject Held() => _socket.Held();

        public async Task ShowsWhatIsStored()
        {
            var (held, fresh) = ("", "");
            await Eventually.Is(async () =>
            {
                fresh = Messages(await _socket.Fresh());
                held = Messages(_socket.Held());
                var (has, should) = (held.Split('\n'), fresh.Split('\n'));
                return $"{has.Length} and {should.Length} messages; too many {has.Except(should).FirstOrDefault()}, too few {should.Except(has).FirstOrDefault()}";
            }, _ => held == fresh, "old snapshot and events are the new snapshot", Patience);
            held.ShouldNotBeEmpty();
            ToldInOrder();
        }

        public ValueTask DisposeAsync() => _socket.DisposeAsync();

        private void ToldInOrder()
        {
            foreach (var conversation in _socket.Told.GroupBy(told => told.Conversation))
            {
                var numbers = conversation.Select(told => told.N).ToArray();
                numbers.ShouldBe(Enumerable.Range(numbers[0], numbers.Length), ignoreOrder: false, customMessage: "each once, one after another");
            }
        }

        private static string Messages(JsonNode collections) =>
            string.Join('\n', collections["messages"]!.AsObject().OrderBy(message => message.Key, StringComparer.Ordinal).Select(message => message.Value!.ToJsonString()));
    }
}
