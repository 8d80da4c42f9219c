using System.Net;
using System.Text.Json;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>A bot is made, changed, published, connected and taken away; visitors meet it only while it is published and connected.</summary>
public sealed class BotLifeTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Endpoint = "http://127.0.0.1:3978/api/messages";

    private Hub _hub = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Path => $"/api/v1/bots/{DemoPeople.Bot}";

    [Fact]
    public async Task A_bot_is_made_with_all_that_it_is_and_its_secrets_are_shown_to_nobody()
    {
        var name = new string('N', 200);   // Copilot Studio's bots fail with more than 30
        var made = await Made(new
        {
            name, kind = "connector", applicationId = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", handle = "orders", endpoint = "https://bot.contoso.example/api/messages",
            auth = new { type = "entra", tenantId = "contoso", clientId = "app", clientSecret = "very secret" }, languages = new[] { "en", "de-AT", "EN" },
            privacyNotice = new { text = " What you write goes to Contoso Cloud. ", asks = true }, published = false,
        });

        made.GetProperty("name").GetString().ShouldBe(name);
        made.GetRawText().ShouldNotContain("very secret");
        made.GetProperty("auth").GetProperty("type").GetString().ShouldBe("entra");
        made.GetProperty("auth").GetProperty("tenantId").GetString().ShouldBe("contoso");
        made.GetProperty("languages").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["en", "de-AT"]);
        made.GetProperty("privacyNotice").GetProperty("text").GetString().ShouldBe("What you write goes to Contoso Cloud.");
        made.GetProperty("privacyNotice").GetProperty("asks").GetBoolean().ShouldBeTrue();
        made.GetProperty("published").GetBoolean().ShouldBeFalse();
        made.GetProperty("connected").GetBoolean().ShouldBeTrue();
        made.GetProperty("presence").GetString().ShouldBe("Offline");
        (await _hub.Read<string?>("select detail::text from audit where detail::text like '%very secret%'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_left_out_stays_and_a_bot_without_a_word_on_it_is_published()
    {
        var made = await Made(new
        {
            name = "Orders", kind = "connector", endpoint = Endpoint, languages = new[] { "en" }, privacyNotice = new { text = "It goes elsewhere." },
        });
        made.GetProperty("presence").GetString().ShouldBe("Available");

        var path = $"/api/v1/bots/{made.GetProperty("id").GetGuid()}";
        (await _admin.Puts(path, new { name = "Orders 2", kind = "connector", endpoint = Endpoint })).EnsureSuccessStatusCode();
        var kept = await _admin.Json(path);
        kept.GetProperty("languages").GetArrayLength().ShouldBe(1);
        kept.GetProperty("privacyNotice").GetProperty("asks").GetBoolean().ShouldBeFalse();

        (await _admin.Puts(path, new { name = "Orders", kind = "connector", endpoint = Endpoint, languages = Array.Empty<string>(), privacyNotice = new { text = "" } }))
            .EnsureSuccessStatusCode();
        var emptied = await _admin.Json(path);
        emptied.GetProperty("languages").GetArrayLength().ShouldBe(0);
        emptied.TryGetProperty("privacyNotice", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_new_secret_keeps_the_one_before_until_it_has_worked()
    {
        object Bot(object auth) => new { name = "Orders", kind = "connector", applicationId = "app-1", endpoint = "https://bot.contoso.example/api/messages", auth };
        var id = (await Made(Bot(new { type = "entra", tenantId = "t", clientId = "c", clientSecret = "first" }))).GetProperty("id").GetGuid();

        (await _admin.Puts($"/api/v1/bots/{id}", Bot(new { type = "entra", tenantId = "t", clientId = "c" }))).EnsureSuccessStatusCode();
        (await Secrets(id)).ShouldBe(("first", null), "a secret that is left out is the one there was");
        (await _admin.Puts($"/api/v1/bots/{id}", Bot(new { type = "entra", tenantId = "t", clientId = "c", clientSecret = "second" }))).EnsureSuccessStatusCode();
        (await Secrets(id)).ShouldBe(("second", "first"));

    }

    [Fact]
    public async Task A_secret_follows_nobody_to_another_address()
    {
        object Bot(string endpoint, object auth) => new { name = "Elsewhere", kind = "directLine", endpoint, auth };
        var id = (await Made(Bot("https://directline.botframework.com/", new { type = "secret", secret = "s" }))).GetProperty("id").GetGuid();

        var moved = await _admin.Puts($"/api/v1/bots/{id}", Bot("https://evil.example/", new { type = "secret" }));

        moved.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await moved.Code()).ShouldBe("invalid_auth");
    }

    [Fact]
    public async Task Nor_to_another_authority_which_is_shown_with_the_bot()
    {
        object Bot(string? authority, string? clientSecret = null) => new
        {
            name = "Engine", kind = "copilotStudio",
            auth = new { type = "directToEngine", environmentId = "00000000-0000-0000-0000-0000000000a1", schemaName = "helper", tenantId = "t", clientId = "c", authority, clientSecret },
        };
        var made = await Made(Bot("https://login.microsoftonline.us", "s"));
        made.GetProperty("auth").GetProperty("authority").GetString().ShouldBe("https://login.microsoftonline.us");
        var path = $"/api/v1/bots/{made.GetProperty("id").GetGuid()}";

        (await (await _admin.Puts(path, Bot("https://evil.example"))).Detail()).ShouldContain("another address than before");
        (await (await _admin.Puts(path, Bot(null))).Detail()).ShouldContain("another address than before");
        (await _admin.Puts(path, Bot("https://login.microsoftonline.us"))).EnsureSuccessStatusCode();
        (await _admin.Puts(path, Bot(null, "s"))).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Two_bots_with_one_application_id_are_told_apart_by_refusing_the_second()
    {
        await Made(new { name = "First", kind = "connector", endpoint = Endpoint, applicationId = "App-1" });

        var second = await _admin.Posts("/api/v1/bots", new { name = "Second", kind = "connector", endpoint = Endpoint, applicationId = "app-1" });

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Detail()).ShouldStartWith("The bot 'First' has this application id");
    }

    [Theory]
    [InlineData("""{"name":"X","kind":"topics","languages":["no such tag!"]}""", "invalid_languages")]
    [InlineData("""{"name":"X","kind":"topics","privacyNotice":{"asks":true}}""", "invalid_privacy_notice")]
    [InlineData("""{"name":"X","kind":"connector","endpoint":"https://bot.contoso.example/","auth":"secret"}""", "invalid_auth")]
    [InlineData("""{"name":"X","kind":"connector","endpoint":"https://bot.contoso.example/","auth":{"type":"none"}}""", "no_credentials")]
    public async Task What_will_not_do_is_refused(string json, string code)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        (await (await _admin.PostAsync("/api/v1/bots", body, Ct)).Code()).ShouldBe(code);
    }

    [Fact]
    public async Task Nobody_meets_a_draft_and_the_table_says_why()
    {
        var draft = await Did("unpublish");
        draft.GetProperty("published").GetBoolean().ShouldBeFalse();
        draft.GetProperty("presence").GetString().ShouldBe("Offline");
        using var alex = await _hub.SignInAs("alex");

        var id = await _hub.Arrives();

        await alex.IsOffered(id);
        (await Whys(id))[0].ShouldContain("Contoso assistant is a draft");
        (await Did("publish")).GetProperty("presence").GetString().ShouldBe("Available");
        await _hub.Stands(await _hub.Arrives(), State.WithBot);
    }

    [Fact]
    public async Task Beside_people_a_draft_stands_in_the_table_with_the_reason()
    {
        await _hub.InWork(work => work.Run("insert into members (queue_id, user_id, added_at) values (@Queue, @Bot, now())", new { Queue = Baton.Routing.DemoRouting.Support, DemoPeople.Bot }));
        await Did("disconnect");
        using var alex = await _hub.SignInAs("alex");

        var id = await _hub.Arrives();

        await alex.IsOffered(id);
        var table = (await _hub.Read<string>("select explained::text from choices where conversation_id = @id order by id desc limit 1", new { id }))[0];
        table.ShouldContain("is disconnected");
    }

    [Fact]
    public async Task What_a_bot_has_when_it_is_disconnected_goes_to_people_and_that_is_said_before()
    {
        using var alex = await _hub.SignInAs("alex");
        var visitor = await Visitor.Begin(_hub);
        await _hub.Stands(visitor.ConversationId, State.WithBot);

        var foreseen = await _admin.Json($"{Path}/disconnect");
        foreseen.GetProperty("running").GetInt32().ShouldBe(1);
        foreseen.GetProperty("queuesLeft")[0].GetProperty("name").GetString().ShouldBe("Bots");
        foreseen.GetProperty("sentence").GetString()!.ShouldContain("goes to people");
        (await Did("disconnect")).GetProperty("connected").GetBoolean().ShouldBeFalse();

        await alex.IsOffered(visitor.ConversationId);
        (await _hub.Look(visitor.ConversationId)).EscalationReason.ShouldBe("The bot was disconnected");
        (await visitor.HeardThat("getting somebody")).ShouldNotBeEmpty();
        (await _hub.Read<string>("select deed from audit where subject = @subject order by id", new { subject = DemoPeople.Bot.ToString() })).ShouldContain("bot disconnected");
        (await Did("connect")).GetProperty("presence").GetString().ShouldBe("Available");
        await _hub.Stands(await _hub.Arrives(), State.WithBot);
    }

    [Fact]
    public async Task A_bot_that_is_disconnected_hears_nothing_more_even_before_its_conversations_are_gone()
    {
        using var alex = await _hub.SignInAs("alex");
        var visitor = await Visitor.Begin(_hub);
        await _hub.Stands(visitor.ConversationId, State.WithBot);
        await _hub.InWork(work => work.Run("update bots set connected = false"));   // as if the job that spreads it were late

        await visitor.Say("Are you there?");

        await alex.IsOffered(visitor.ConversationId);
        (await _hub.Look(visitor.ConversationId)).EscalationReason.ShouldBe("The bot was disconnected");
    }

    [Fact]
    public async Task More_conversations_than_fit_one_batch_all_go_to_people()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 103; i++) ids.Add(await _hub.Arrives());
        foreach (var id in ids) await _hub.Stands(id, State.WithBot);

        (await _admin.DeleteAsync(Path, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var id in ids) await _hub.Stands(id, State.Waiting);
        (await _admin.GetAsync(Path, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _hub.Read<string>("select error from jobs where error is not null")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_administrators_do_it()
    {
        using var sam = await _hub.SignIn("sam");
        (await sam.GetAsync($"{Path}/disconnect", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var deed in new[] { "publish", "unpublish", "connect", "disconnect" })
            (await sam.PostAsync($"{Path}/{deed}", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _admin.PostAsync($"/api/v1/bots/{Guid.NewGuid()}/publish", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _admin = await _hub.SignIn("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _hub.DisposeAsync();
    }

    private async Task<JsonElement> Made(object bot)
    {
        var answer = await _admin.Posts("/api/v1/bots", bot);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Body();
    }

    private async Task<JsonElement> Did(string deed) => await (await _admin.PostAsync($"{Path}/{deed}", null, Ct)).EnsureSuccessStatusCode().Body();

    private Task<IReadOnlyList<string>> Whys(Guid id) => _hub.Read<string>("select why from choices where conversation_id = @id order by id", new { id });

    private async Task<(string?, string?)> Secrets(Guid id)
    {
        await using var scope = _hub.Services.CreateAsyncScope();
        var (database, secrets) = (scope.ServiceProvider.GetRequiredService<Database>(), scope.ServiceProvider.GetRequiredService<Secrets>());
        var auth = (await database.BotAuth(secrets, id, Ct))!.Value;
        return (auth.GetProperty("clientSecret").GetString(), auth.TryGetProperty("previousSecret", out var before) ? before.GetString() : null);
    }
}
