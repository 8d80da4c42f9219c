using System.Net;
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

namespace Baton.Tests.Reports;

/// <summary>How bots did, as supervisors read it over HTTP.</summary>
public sealed class InsightTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Week = $"from={Uri.EscapeDataString(Monday.ToString("O"))}&to={Uri.EscapeDataString(Monday.AddDays(7).ToString("O"))}";

    private Hub _hub = null!;
    private HttpClient _sam = null!;
    private int _visitors;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private static string Insights => $"/api/v1/bots/{DemoPeople.Bot}/insights";

    [Fact]
    public async Task What_bots_do_with_visitors_is_counted_as_it_happens()
    {
        await _hub.InWork(work => work.Publish(DemoPeople.Bot,
        [
            new TopicFile("Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "Hello.")),
            new TopicFile("Orders.mcs.yml", BotAuthor.Topic("OnUnknownIntent", "It is on its way.")),
            new TopicFile("Person.mcs.yml", """
                kind: AdaptiveDialog
                beginDialog:
                  kind: OnRecognizedIntent
                  id: main
                  intent:
                    triggerQueries:
                      - talk to a person
                  actions:
                    - kind: TransferConversationV2
                      id: leave
                      transferType:
                        kind: TransferToAgent
                """),
        ]));
        var helped = await Meets();
        await helped.Say("Where is my parcel?");
        await helped.HeardThat("on its way");
        await helped.Say("Thanks, and the other one?");
        await helped.Heard(3);
        await _hub.VisitorEnds(helped.ConversationId);
        var leaves = await Meets();
        await leaves.Say("Where is my parcel?");
        await leaves.HeardThat("on its way");
        await leaves.Say("talk to a person");
        await _hub.Stands(leaves.ConversationId, conversation => conversation.EscalationReason is not null, "the bot has given it up");
        var looks = await Meets();
        await _hub.VisitorEnds(looks.ConversationId);
        await Meets();

        var insight = await _sam.Json(Insights);

        var totals = insight.GetProperty("totals");
        Numbers(totals, "conversations", "engaged", "resolved", "escalated", "abandoned", "unengaged", "ongoing").ShouldBe([4, 2, 1, 1, 0, 1, 1]);
        totals.GetProperty("turnsAverage").GetDouble().ShouldBe(2);
        totals.GetProperty("escalatedSecondsMedian").GetDouble().ShouldBeInRange(0, 60);
        insight.GetProperty("reasons").EnumerateArray().Select(reason => $"{reason.GetProperty("name")} {reason.GetProperty("count")}").ShouldBe(["Asked for a person 1"]);
        insight.GetProperty("topics").EnumerateArray().Single().GetProperty("escalated").GetInt32().ShouldBe(1);
        insight.GetProperty("series").EnumerateArray().Sum(step => step.GetProperty("conversations").GetInt32()).ShouldBe(4);
        var row = (await _sam.Json($"{Insights}/conversations?measure=escalated")).EnumerateArray().Single();
        row.GetProperty("conversationId").GetGuid().ShouldBe(leaves.ConversationId);
        row.GetProperty("reason").GetString().ShouldBe("Asked for a person");
        (await _sam.Json("/api/v1/insights")).EnumerateArray().First().GetProperty("resolved").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_number_can_be_opened_and_is_as_long_as_its_list(bool isSettled)
    {
        await _hub.HasAWeek(Monday);
        if (isSettled) await Settle();

        var insight = await _sam.Json($"{Insights}?{Week}");

        foreach (var measure in insight.GetProperty("measures").EnumerateArray())
        {
            var name = measure.GetProperty("name").GetString()!;
            measure.GetProperty("help").GetString().ShouldNotBeNullOrWhiteSpace();
            (await All($"measure={name}")).Count.ShouldBe(insight.GetProperty("totals").GetProperty(name).GetInt32(), name);
        }
        var totals = insight.GetProperty("totals");
        Numbers(totals, "resolved", "escalated", "abandoned", "unengaged", "ongoing").Sum().ShouldBe(Numbers(totals, "conversations")[0], "each conversation has one outcome");
        foreach (var topic in insight.GetProperty("topics").EnumerateArray())
        {
            var rows = await All($"topic={topic.GetProperty("name")}");
            rows.Count(one => one.GetProperty("outcome").GetString() == "escalated").ShouldBe(topic.GetProperty("escalated").GetInt32());
            rows.Count(one => one.GetProperty("outcome").GetString() == "abandoned").ShouldBe(topic.GetProperty("abandoned").GetInt32());
        }
        foreach (var tool in insight.GetProperty("tools").EnumerateArray())
            (await All($"tool={tool.GetProperty("name")}&measure=escalated")).Count.ShouldBe(tool.GetProperty("escalated").GetInt32());
        foreach (var reason in insight.GetProperty("reasons").EnumerateArray())
            (await All($"measure=escalated&reason={Uri.EscapeDataString(reason.GetProperty("name").GetString()!)}")).Count.ShouldBe(reason.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_numbers_are_right(bool isSettled)
    {
        await _hub.HasAWeek(Monday);
        if (isSettled) await Settle();

        var insight = await _sam.Json($"{Insights}?{Week}");

        var totals = insight.GetProperty("totals");
        Numbers(totals, "conversations", "engaged", "resolved", "confirmed", "escalated", "abandoned", "unengaged").ShouldBe([10, 9, 6, 2, 2, 1, 1]);
        Numbers(totals, "returned24", "returned72", "falselyContained", "rated").ShouldBe([1, 2, 3, 3]);
        insight.GetProperty("ratings").EnumerateArray().Select(n => n.GetInt32()).ShouldBe([0, 1, 0, 1, 1]);
        totals.GetProperty("ratingAverage").GetDouble().ShouldBe(11 / 3.0, 0.001);
        totals.GetProperty("escalatedSecondsMedian").GetDouble().ShouldBe(300);
        insight.GetProperty("before").GetProperty("conversations").GetInt32().ShouldBe(1, "the week before had one");
        insight.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("name").GetString()).ShouldBe(["Asked for a person", "The bot failed"]);
        insight.GetProperty("topics").EnumerateArray().Select(topic => $"{topic.GetProperty("name")}: {topic.GetProperty("escalated")} {topic.GetProperty("abandoned")}")
            .ShouldBe(["Orders: 1 1"]);
        var tool = insight.GetProperty("tools").EnumerateArray().Single();
        Numbers(tool, "runs", "failed", "escalated", "abandoned").ShouldBe([2, 1, 1, 0]);
    }

    [Fact]
    public async Task Whatever_time_is_asked_for_counts_the_same_before_and_after_it_is_settled()
    {
        await _hub.HasAWeek(Monday);
        (int From, int To, string Zone)[] times = [(0, 168, "UTC"), (5, 81, "Asia/Kolkata"), (1, 2, "UTC"), (9, 60, "America/New_York"), (24, 100, "Europe/Berlin"), (-40, 82, "UTC")];

        var before = await Read();
        await Settle();
        await Settle();

        (await Read()).ShouldBe(before);
        (await _hub.Ask<int>("select count(*)::int from bot_sessions where outcome is null")).ShouldBe(0);

        async Task<string[]> Read() => await Task.WhenAll(times.Select(async time =>
            (await _sam.Json($"{Insights}?from={At(time.From)}&to={At(time.To)}&zone={Uri.EscapeDataString(time.Zone)}")).GetRawText()
            + (await _sam.Json($"/api/v1/insights?from={At(time.From)}&to={At(time.To)}")).GetRawText()
            + (await _sam.Json($"{Insights}/conversations?from={At(time.From)}&to={At(time.To)}&limit=100")).GetRawText()));

        static string At(int hours) => Uri.EscapeDataString(Monday.AddHours(hours).ToString("O"));
    }

    [Fact]
    public async Task What_can_still_change_is_not_settled()
    {
        var today = DateTimeOffset.UtcNow;
        await _hub.Had(today.AddDays(-3).AddMinutes(1), "ended", "ended_by_bot", visitor: "back");
        var old = await _hub.Had(today.AddDays(-9), "ended", "ended_by_bot");
        await Settle();

        await _hub.Had(today.AddDays(-1), "ended", "ended_by_bot", visitor: "back");

        Numbers((await _sam.Json($"{Insights}?from={Uri.EscapeDataString(today.AddDays(-20).ToString("O"))}")).GetProperty("totals"), "resolved", "returned72").ShouldBe([3, 1]);
        (await _hub.Ask<Guid>("select conversation_id from bot_sessions where outcome is not null")).ShouldBe(old);
    }

    [Fact]
    public async Task Days_are_the_callers_and_every_day_is_there()
    {
        await _hub.Had(Monday.AddHours(23), "ended", "ended_by_bot");

        var berlin = await _sam.Json($"{Insights}?from=2026-03-01T23:00:00Z&to=2026-03-08T23:00:00Z&zone=Europe/Berlin");

        var steps = berlin.GetProperty("series").EnumerateArray().ToArray();
        steps.Length.ShouldBe(7);
        steps[1].GetProperty("at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero), "Tuesday begins in Berlin");
        steps.Select(step => step.GetProperty("conversations").GetInt32()).ShouldBe([0, 1, 0, 0, 0, 0, 0]);
        var hours = await _sam.Json($"{Insights}?from=2026-03-28T23:00:00Z&to=2026-03-29T22:00:00Z&zone=Europe/Berlin&unit=hour");
        hours.GetProperty("series").GetArrayLength().ShouldBe(23, "the clocks go forward");
    }

    [Fact]
    public async Task Lists_page_and_nonsense_is_refused()
    {
        for (var n = 0; n < 5; n++) await _hub.Had(Monday.AddHours(n), "ended", "ended_by_bot");

        var first = await _sam.GetAsync(new Uri($"{Insights}/conversations?{Week}&limit=3", UriKind.Relative), Ct);
        var rows = (await first.Body()).EnumerateArray().ToArray();
        first.Headers.GetValues("Link").Single().ShouldContain($"after={rows[2].GetProperty("conversationId")}");
        (await _sam.Json($"{Insights}/conversations?{Week}&limit=3&after={rows[2].GetProperty("conversationId")}")).GetArrayLength().ShouldBe(2);

        foreach (var (query, code) in new[]
        {
            ("unit=week", "invalid_unit"), ("zone=Moon", "invalid_zone"), ("from=2020-01-01T00:00:00Z", "invalid_period"),
            ("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "invalid_period"), ("unit=hour&from=2026-03-01T00:00:00Z&to=2026-03-20T00:00:00Z", "invalid_period"),
        })
            (await (await _sam.GetAsync(new Uri($"{Insights}?{query}", UriKind.Relative), Ct)).Code()).ShouldBe(code, query);
        (await (await _sam.GetAsync(new Uri($"{Insights}/conversations?measure=luck", UriKind.Relative), Ct)).Code()).ShouldBe("invalid_measure");
        var alex = await _hub.SignIn("alex");
        (await alex.GetAsync(new Uri(Insights, UriKind.Relative), Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _sam = await _hub.SignIn("sam");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(_hub, new { id = $"dl_{_visitors++}" });
        await visitor.HeardThat("Hello.");
        return visitor;
    }

    private async Task<IReadOnlyList<JsonElement>> All(string query) => [.. (await _sam.Json($"{Insights}/conversations?{Week}&{query}")).EnumerateArray()];

    private Task Settle() => _hub.Services.GetRequiredService<Settling>().Settle(Ct);

    private static int[] Numbers(JsonElement of, params string[] names) => [.. names.Select(name => of.GetProperty(name).GetInt32())];
}
