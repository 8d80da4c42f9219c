using System.Net;
using System.Text.Json.Nodes;
using Baton.Bots;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Baton.Tests.Bots;

/// <summary>Versions and drafts of a bot's topics: who talks to which, the way back, and two authors at once.</summary>
public sealed class VersionTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private BotAuthor _author = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_talks_finishes_on_the_version_they_began_also_in_another_process()
    {
        await using var other = await Hub.Start(postgres, connectionString: _hub.ConnectionString);
        await _author.Publish(BotAuthor.Says("plums"), "Fruit");
        var early = await Visitor.Begin(_hub);
        var alsoEarly = await Visitor.Begin(other);
        await early.HeardThat("Hello, I say plums");
        await alsoEarly.HeardThat("Hello, I say plums");

        await _author.Publish(BotAuthor.Says("nails"));
        var late = await Visitor.Begin(_hub);
        var alsoLate = await Visitor.Begin(other);

        await late.HeardThat("Hello, I say nails");
        await alsoLate.HeardThat("Hello, I say nails");
        await Answers(early, "plums");
        await Answers(alsoEarly, "plums");
        await Answers(late, "nails");
        await Answers(early, "plums");
        await Answers(late, "nails");
        var versions = await _author.Versions();
        versions.Select(version => ((int)version!["n"]!, (bool)version["isLive"]!, (int)version["conversations"]!, (int)version["files"]!))
            .ShouldBe([(3, true, 2, 2), (2, false, 2, 2), (1, false, 0, (int)versions[^1]!["files"]!)]);
        ((string?)versions[1]!["note"], (string?)versions[1]!["by"]).ShouldBe(("Fruit", "Admin"));
        ((string?)versions[2]!["by"]).ShouldBeNull("the program itself gave the demo's bot its topics");
    }

    [Fact]
    public async Task Versions_that_nobody_runs_are_let_go_of_with_the_next_publication()
    {
        var held = _hub.Services.GetRequiredService<TopicBots>();
        await _author.Publish(BotAuthor.Says("plums"));
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("plums");
        held.Held.ShouldContain((DemoPeople.Bot, 2));

        await _author.Publish(BotAuthor.Says("nails"));

        await Eventually.IsTrue(() => Task.FromResult(held.Held.Count == 0), "nothing is held that nobody asked for since");
        await Answers(visitor, "plums");
        held.Held.ShouldBe([(DemoPeople.Bot, 2)]);
    }

    [Fact]
    public async Task The_way_back_is_a_new_version_with_the_earlier_files()
    {
        await _author.Publish(BotAuthor.Says("plums"));
        await _author.Publish(BotAuthor.Says("nails"));

        using var back = await _author.Post("/versions/2/publish", new { });

        ((int)(await Json(back))["n"]!).ShouldBe(4);
        await (await Visitor.Begin(_hub)).HeardThat("Hello, I say plums");
        var latest = (await _author.Versions())[0]!;
        ((int)latest["n"]!, (bool)latest["isLive"]!, (string?)latest["note"]).ShouldBe((4, true, "Back to version 2"));
        (await _author.Read("/versions/4"))["files"]!.ToJsonString().ShouldBe((await _author.Read("/versions/2"))["files"]!.ToJsonString());
        (await _hub.Read<string>("select deed from audit where subject = @subject and user_id is not null order by id", new { subject = DemoPeople.Bot.ToString() }))
            .ShouldBe(["topics published", "topics published", "topics published"]);
        (await _author.Get("/versions/9")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _author.Post("/versions/9/publish", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_draft_is_kept_with_its_errors_and_met_by_nobody_until_it_is_published()
    {
        var before = await _author.Read("/draft");
        ((int)before["revision"]!, (bool)before["isChanged"]!, (int?)before["basedOn"]).ShouldBe((0, false, 1));
        before["files"]!.AsArray().Count.ShouldBe((await _author.Read("")).AsArray().Count, "without a draft there is what is published");

        var revision = await _author.KeepDraft(0, BotAuthor.Broken);

        var draft = await _author.Read("/draft");
        ((int)draft["revision"]!, (bool)draft["isChanged"]!, (string?)draft["changedBy"]).ShouldBe((revision, true, "Admin"));
        using var refused = await _author.Post("/draft/publish", new { revision });
        var problem = await refused.Body();
        (refused.StatusCode, problem.GetProperty("code").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_topics"));
        problem.GetProperty("detail").GetString()!.ShouldContain("topics/Broken.mcs.yml, line 3");

        revision = await _author.KeepDraft(revision, BotAuthor.Says("pears"));
        await (await Visitor.Begin(_hub)).HeardThat("I'm Contoso's assistant");
        using var published = await _author.Post("/draft/publish", new { revision, note = "Pears" });

        ((int)(await Json(published))["n"]!).ShouldBe(2);
        await (await Visitor.Begin(_hub)).HeardThat("Hello, I say pears");
        var after = await _author.Read("/draft");
        ((int)after["revision"]!, (bool)after["isChanged"]!, (int?)after["basedOn"]).ShouldBe((0, false, 2));
    }

    [Fact]
    public async Task A_bot_without_topics_passes_its_visitors_on_until_its_first_draft_is_published()
    {
        await _hub.InWork(work => work.Run("update bots set live_version = null; delete from topic_versions"));
        var before = await Visitor.Begin(_hub);
        var stands = await Eventually.Is(() => _hub.Look(before.ConversationId), seen => seen.EscalationReason is not null, "it is passed on");
        (stands.EscalationReason, stands.Summary).ShouldBe(("The bot could not be reached", "The bot has no topics yet. (Contoso assistant)"));
        var empty = await _author.Read("/draft");
        ((int)empty["revision"]!, empty["basedOn"], empty["files"]!.AsArray().Count).ShouldBe((0, null, 0));
        (await _author.Versions()).ShouldBeEmpty();

        var revision = await _author.KeepDraft(0, BotAuthor.Says("pears"));
        (await _author.Post("/draft/publish", new { revision })).EnsureSuccessStatusCode();

        await (await Visitor.Begin(_hub)).HeardThat("Hello, I say pears");
        (await _author.Versions()).Select(version => (int)version!["n"]!).ShouldBe([1]);
    }

    [Fact]
    public async Task Of_two_authors_the_second_is_told_that_the_draft_has_changed()
    {
        using var colleague = await BotAuthor.SignIn(_hub);
        var seen = await colleague.KeepDraft(0, BotAuthor.Says("plums"));
        await _author.KeepDraft(seen, BotAuthor.Says("pears"));

        await IsStale(colleague.Put("/draft", new { revision = seen, files = BotAuthor.Says("nails") }));
        await IsStale(colleague.Put("/draft", new { revision = 0, files = BotAuthor.Says("nails") }));
        await IsStale(colleague.Post("/draft/publish", new { revision = seen }));

        // Thrown away and begun anew is another draft, though it be the first again.
        (await _author.Delete("/draft")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _author.KeepDraft(0, BotAuthor.Says("figs"))).ShouldBeGreaterThan(seen);
        await IsStale(colleague.Put("/draft", new { revision = seen, files = BotAuthor.Says("nails") }));

        // Without a draft, on top of a version that is no longer live.
        (await _author.Delete("/draft")).EnsureSuccessStatusCode();
        await _author.Publish(BotAuthor.Says("dates"));
        await IsStale(colleague.Put("/draft", new { revision = 0, basedOn = 1, files = BotAuthor.Says("nails") }));
        (await colleague.Put("/draft", new { revision = 0, basedOn = 2, files = BotAuthor.Says("nails") })).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Many_who_publish_and_save_at_once_each_get_a_number_or_a_refusal()
    {
        var publications = Enumerable.Range(0, 8).Select(i => _author.Put("", new { files = BotAuthor.Says($"fruit {i}") })).ToArray();
        var saves = Enumerable.Range(0, 8).Select(i => _author.Put("/draft", new { revision = 0, files = BotAuthor.Says($"fruit {i}") })).ToArray();

        (await Task.WhenAll(publications)).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await Task.WhenAll(saves)).Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.Conflict, 7)]);
        (await _author.Versions()).Select(version => (int)version!["n"]!).ShouldBe([9, 8, 7, 6, 5, 4, 3, 2, 1]);
        (await _author.Read("/versions?limit=2&before=4")).AsArray().Select(version => (int)version!["n"]!).ShouldBe([3, 2]);
    }

    [Fact]
    public async Task Supervisors_look_administrators_change_agents_do_neither()
    {
        using var sam = await BotAuthor.SignIn(_hub, "sam");
        using var alex = await BotAuthor.SignIn(_hub, "alex");
        foreach (var path in new[] { "", "/draft", "/versions", "/versions/1" })
        {
            (await sam.Get(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await alex.Get(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
        (await sam.Put("/draft", new { revision = 0, files = BotAuthor.Says("x") })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.Delete("/draft")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.Post("/draft/publish", new { revision = 0 })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.Post("/versions/1/publish", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Topics_from_before_versions_are_version_one_and_memories_are_of_it()
    {
        var name = $"old_{Guid.NewGuid():N}";
        await using (var server = new NpgsqlConnection(postgres.Server))
        {
            await server.OpenAsync(Ct);
            await server.ExecuteAsync($"create database {name}");
        }
        var address = new NpgsqlConnectionStringBuilder(postgres.Server) { Database = name }.ConnectionString;
        try
        {
            await using var source = NpgsqlDataSource.Create(address);
            await using var connection = await source.OpenConnectionAsync(Ct);
            await Migrations.Run(source, NullLogger.Instance, Ct, below: 100);
            var (bot, conversation) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            await connection.ExecuteAsync("""
                insert into users (id, kind, name, capacity, presence, created_at) values (@bot, 'bot', 'Old', 1, 'Available', now());
                insert into bots (user_id, kind) values (@bot, 'topics');
                insert into topics (bot_id, path, text) values (@bot, 'Start.mcs.yml', 'kind: AdaptiveDialog');
                insert into conversations (id, channel_id, channel, workstream_id, state, visitor_id, created_at) values (@conversation, @bot, 'c', @bot, 'Waiting', 'v', now());
                insert into memories (conversation_id, epoch, memory) values (@conversation, 1, '\x00')
                """, new { bot, conversation });

            await Migrations.Run(source, NullLogger.Instance, Ct);

            (await connection.QuerySingleAsync<(int, int, string)>("select b.live_version, f.n, f.path from bots b join topic_files f on f.bot_id = b.user_id"))
                .ShouldBe((1, 1, "Start.mcs.yml"));
            (await connection.QuerySingleAsync<int>("select version from memories")).ShouldBe(1);
        }
        finally
        {
            await postgres.Drop(address);
        }
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _author = await BotAuthor.SignIn(_hub);
    }

    public ValueTask DisposeAsync()
    {
        _author.Dispose();
        return _hub.DisposeAsync();
    }

    private static async Task Answers(Visitor visitor, string words)
    {
        var before = (await visitor.Activities()).Count;
        await visitor.Say("What do you say?");
        var last = await Eventually.Is(async () => (await visitor.Activities()).Skip(before + 1).Select(activity => (string?)activity!["text"]).ToArray(), heard => heard.Length > 0, "the bot answers");
        last.ShouldBe([words]);
    }

    private static async Task IsStale(Task<HttpResponseMessage> change)
    {
        using var answer = await change;
        (answer.StatusCode, await answer.Code()).ShouldBe((HttpStatusCode.Conflict, "stale_draft"));
    }

    private static async Task<JsonNode> Json(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
    }
}
