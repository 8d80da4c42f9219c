using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Ai;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>An AI bot is made: its draft, its versions, and the way back.</summary>
public sealed class AiMakingTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly object Program = new
    {
        template = "salesAssistant", companyName = "Contoso", tone = "Friendly", prompt = "You sell kettles.", greeting = "Hello!",
        tools = new[] { "dynamics365_create_lead", "search_leads", "search_leads" }, linkHosts = new[] { "WWW.Contoso.example" },
        rails = new { angerFrom = 4, words = new[] { "recall" } },
    };

    private Hub _hub = null!;
    private HttpClient _admin = null!;
    private Guid _bot;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_is_kept_met_by_nobody_and_published_as_a_version()
    {
        var before = await Read("");
        ((int)before["revision"]!, before["live"], before["liveVersion"], (string)before["draft"]!["prompt"]!).ShouldBe((0, null, null, ""));

        var revision = await Keep(0, Program);
        var kept = await Read("");
        (kept["live"], (int)kept["revision"]!, (bool)kept["isChanged"]!, (string?)kept["changedBy"]).ShouldBe((null, revision, true, "Admin"));
        kept["draft"]!["tools"]!.AsArray().Select(tool => (string?)tool).ShouldBe(["dynamics365_create_lead", "dynamics365_search_leads"], "by their full names, each once");
        ((string?)kept["draft"]!["linkHosts"]![0], (int)kept["draft"]!["rails"]!["angerFrom"]!, (bool)kept["draft"]!["rails"]!["disputes"]!).ShouldBe(("www.contoso.example", 4, true));
        (await Live()).ShouldBeNull();

        using var published = await Post("/publish", new { revision, note = "Kettles" });
        ((int)(await Json(published))["n"]!).ShouldBe(1);

        var after = await Read("");
        ((int)after["revision"]!, (int)after["liveVersion"]!, (bool)after["isChanged"]!, (string?)after["live"]!["prompt"]).ShouldBe((0, 1, false, "You sell kettles."));
        (await Live())!.Rails.Words.ShouldBe(["recall"]);
        var version = (await Read("/versions")).AsArray().ShouldHaveSingleItem()!;
        ((int)version["n"]!, (string?)version["by"], (string?)version["note"], (bool)version["isLive"]!).ShouldBe((1, "Admin", "Kettles", true));
        (await _hub.Read<string>("select deed from audit where subject = @subject and deed like 'ai %' order by id", new { subject = _bot.ToString() }))
            .ShouldBe(["ai draft begun", "ai bot published"]);
    }

    [Fact]
    public async Task The_way_back_is_a_new_version_and_each_version_stays_as_it_was()
    {
        await Publish(new { prompt = "First" });
        await Publish(new { prompt = "Second" });
        var programs = _hub.Services.GetRequiredService<AiPrograms>();
        (await programs.Find(_bot, 1, Ct))!.Prompt.ShouldBe("First");

        using var back = await Post("/versions/1/restore", new { });

        ((int)(await Json(back))["n"]!).ShouldBe(3);
        (await Live())!.Prompt.ShouldBe("First");
        (await programs.Find(_bot, 2, Ct))!.Prompt.ShouldBe("Second", "whoever talks to it finishes on it");
        (await programs.Find(_bot, 9, Ct)).ShouldBeNull();
        var latest = (await Read("/versions?limit=1"))[0]!;
        ((int)latest["n"]!, (string?)latest["note"]).ShouldBe((3, "Back to version 1"));
        (await Post("/versions/9/restore", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Publish(new { prompt = "Fourth" });
        await Eventually.IsTrue(() => Task.FromResult(programs.Held.Count == 0), "a publication lets go of what was held");
    }

    [Fact]
    public async Task Of_two_authors_the_second_is_told_that_the_draft_has_changed()
    {
        var seen = await Keep(0, new { prompt = "First" });
        await Keep(seen, new { prompt = "Second" });

        await IsStale(Put(seen, new { prompt = "Mine" }));
        await IsStale(Put(0, new { prompt = "Mine" }));
        await IsStale(Post("/publish", new { revision = seen }));
        // Thrown away and begun anew is another draft, though it be the first again.
        (await _admin.DeleteAsync(Of("/draft"), Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Keep(0, new { prompt = "Third" })).ShouldBeGreaterThan(seen);
        await IsStale(Put(seen, new { prompt = "Mine" }));
        (await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Put(seen + 2, new { prompt = $"At once {i}" })))).Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"prompt": "   "}""", "invalid_prompt")]
    [InlineData("""{"prompt": "x", "tools": ["dynamics365_launch_rocket"]}""", "invalid_tools")]
    public async Task What_visitors_cannot_be_given_is_kept_but_not_published(string program, string code)
    {
        var revision = await Keep(0, JsonNode.Parse(program)!);

        using var refused = await Post("/publish", new { revision });

        (refused.StatusCode, await refused.Code()).ShouldBe((HttpStatusCode.UnprocessableEntity, code));
        (await Live()).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"template": "poet"}""", "invalid_template")]
    [InlineData("""{"linkHosts": ["https://contoso.example/x"]}""", "invalid_link_hosts")]
    [InlineData("""{"rails": {"angerFrom": 6}}""", "invalid_anger_from")]
    [InlineData("""{"rails": {"fruitlessMax": -1}}""", "invalid_fruitless_max")]
    [InlineData("""{"tokensPerDayMax": -1}""", "invalid_tokens_per_day_max")]
    [InlineData("""{"tone": "LONG"}""", "invalid_tone")]
    [InlineData("""{"model": {"temperature": 2.5}}""", "invalid_temperature")]
    [InlineData("""{"model": {"secondsMax": 0}}""", "invalid_seconds_max")]
    [InlineData("""{"model": {"tokensMax": 16001}}""", "invalid_tokens_max")]
    [InlineData("""{"model": {"name": "LONG"}}""", "invalid_model")]
    public async Task What_cannot_be_meant_is_refused_at_once(string program, string code)
    {
        using var refused = await Put(0, JsonNode.Parse(program.Replace("LONG", new string('x', 301), StringComparison.Ordinal))!);

        (refused.StatusCode, await refused.Code()).ShouldBe((HttpStatusCode.UnprocessableEntity, code));
        var empty = await Keep(0, JsonNode.Parse("""{"tools": null, "rails": null, "prompt": null}""")!);
        empty.ShouldBe(1, "what is left out is empty");
    }

    [Fact]
    public async Task Supervisors_look_administrators_change_and_other_bots_have_none()
    {
        using var sam = await _hub.SignIn("sam");
        using var alex = await _hub.SignIn("alex");
        await Publish(new { prompt = "First" });
        foreach (var path in new[] { "", "/versions", "/versions/1" })
        {
            (await sam.GetAsync(Of(path), Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await alex.GetAsync(Of(path), Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
        (await sam.PutAsJsonAsync(Of("/draft"), new { revision = 0, program = Program }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.PostAsJsonAsync(Of("/publish"), new { revision = 0 }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.PostAsJsonAsync(Of("/versions/1/restore"), new { }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var topics = await _admin.GetAsync(new Uri($"/api/v1/bots/{Baton.People.DemoPeople.Bot}/ai", UriKind.Relative), Ct);
        (topics.StatusCode, await topics.Code()).ShouldBe((HttpStatusCode.Conflict, "no_ai"));
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _admin = await _hub.SignIn("admin");
        using var made = await _admin.PostAsJsonAsync("/api/v1/bots", new { name = "Kettles", kind = "ai" }, Ct);
        _bot = (await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.GetValue<Guid>();
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return _hub.DisposeAsync();
    }

    private Uri Of(string path) => new($"/api/v1/bots/{_bot}/ai{path}", UriKind.Relative);

    private async Task<JsonNode> Read(string path) => (await _admin.GetFromJsonAsync<JsonNode>(Of(path), Ct))!;

    private Task<HttpResponseMessage> Post(string path, object body) => _admin.PostAsJsonAsync(Of(path), body, Ct);

    private Task<HttpResponseMessage> Put(int revision, object program) => _admin.PutAsJsonAsync(Of("/draft"), new { revision, program }, Ct);

    private async Task<int> Keep(int revision, object program)
    {
        using var kept = await Put(revision, program);
        return (int)(await Json(kept))["revision"]!;
    }

    private async Task Publish(object program)
    {
        using var published = await Post("/publish", new { revision = await Keep(0, program) });
        published.EnsureSuccessStatusCode();
    }

    private Task<AiProgram?> Live() => _hub.Services.GetRequiredService<AiPrograms>().Live(_bot, Ct);

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
