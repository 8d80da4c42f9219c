using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Bots.Authoring;
using Baton.People;
using Baton.Reports;
using Baton.Tests.Bots;
using Baton.Tests.Channels;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Reports;

/// <summary>What became of conversations is written down: at once after a start, once by all processes, and once more when a visitor says late how it was.</summary>
public sealed class SettlingTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private Hub _hub = null!;
    private HttpClient _sam = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_settles_what_was_there_before_it()
    {
        await _hub.HasAWeek(Monday);

        await using var next = await Hub.Start(postgres, connectionString: _hub.ConnectionString);

        await Eventually.Is(Unsettled, left => left == 0, "all is settled");
        (await Counted()).ShouldBe(11);
    }

    [Fact]
    public async Task Processes_settle_portion_by_portion_and_count_each_conversation_once()
    {
        await using var other = await Hub.Start(postgres, connectionString: _hub.ConnectionString);
        await _hub.HasAWeek(Monday);

        await Task.WhenAll(Settle(_hub, 2), Settle(other, 3), Settle(_hub, 4));

        (await Unsettled()).ShouldBe(0);
        (await Counted()).ShouldBe(11);
    }

    [Fact]
    public async Task What_a_visitor_says_when_their_day_is_settled_is_counted_and_counted_once()
    {
        await _hub.InWork(work => work.Publish(DemoPeople.Bot,
            [new TopicFile("Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "Hello.")), new TopicFile("Anything.mcs.yml", BotAuthor.Topic("OnUnknownIntent", "It is on its way."))]));
        var visitor = await Visitor.Begin(_hub);
        await visitor.Say("Where is my parcel?");
        await visitor.HeardThat("on its way");
        await ItWas(9);
        await Settle(_hub);
        Told(await Report()).ShouldBe("1 conversation: 0 resolved, 1 abandoned, 0 rated: 0 0 0 0 0", "they went without a word");

        await _hub.VisitorEnds(visitor.ConversationId);
        await Rate(visitor, new { rating = 5, resolved = true });
        var late = await Eventually.Is(Report, seen => Told(seen) == "1 conversation: 1 resolved, 0 abandoned, 1 rated: 0 0 0 0 1", "the rating is counted");
        (late.GetProperty("topics").GetArrayLength(), late.GetProperty("totals").GetProperty("turnsAverage").GetDouble()).ShouldBe((0, 1), "nothing is left of what it was");

        await ItWas(0);
        await Settle(_hub);
        (await Unsettled()).ShouldBe(0);
        Told(await Report()).ShouldBe("1 conversation: 1 resolved, 0 abandoned, 1 rated: 0 0 0 0 1");
        await Rate(visitor, new { rating = 2 });
        await Eventually.Is(Report, seen => Told(seen) == "1 conversation: 1 resolved, 0 abandoned, 1 rated: 0 1 0 0 0", "who thinks better of it is counted as they think now");
        await Settle(_hub);
        Told(await Report()).ShouldBe("1 conversation: 1 resolved, 0 abandoned, 1 rated: 0 1 0 0 0");
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _sam = await _hub.SignIn("sam");
    }

    public async ValueTask DisposeAsync()
    {
        _sam.Dispose();
        await _hub.DisposeAsync();
    }

    private static Task Settle(Hub hub, int portionMax = 2_000)
    {
        var settling = new Settling(hub.Services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger<Settling>.Instance) { PortionMax = portionMax };
        return settling.Settle(Ct);
    }

    private Task<int> Unsettled() => _hub.Ask<int>("select count(*)::int from bot_sessions where outcome is null");

    private Task<int> Counted() => _hub.Ask<int>("select coalesce(sum(n), 0)::int from bot_sums where part = 'kind'");

    /// <summary>It happened so many days before; what ended, ended when it was said.</summary>
    private Task<bool> ItWas(int days) => _hub.InWork(async work =>
    {
        await work.Run("""
            update messages set at = at - @ago;
            update conversations set created_at = created_at - @ago;
            update bot_sessions set began_at = began_at - @ago;
            update bot_sessions set ended_at = began_at + interval '1 minute' where ended_at is not null
            """, new { ago = TimeSpan.FromDays(days) });
        return true;
    });

    private async Task Rate(Visitor visitor, object opinion)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/widget/survey") { Content = JsonContent.Create(opinion) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", visitor.Token);
        (await _hub.Http.SendAsync(request, Ct)).EnsureSuccessStatusCode();
    }

    private Task<JsonElement> Report() =>
        _sam.Json($"/api/v1/bots/{DemoPeople.Bot}/insights?from={Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(-20).ToString("O"))}");

    private static string Told(JsonElement report)
    {
        int Of(string name) => report.GetProperty("totals").GetProperty(name).GetInt32();
        return $"{Of("conversations")} conversation: {Of("resolved")} resolved, {Of("abandoned")} abandoned, {Of("rated")} rated: {string.Join(' ', report.GetProperty("ratings").EnumerateArray())}";
    }
}
