using System.Net;
using Baton.Plumbing;
using Baton.People;
using Baton.Routing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.People;

/// <summary>Users, bots, queues and workstreams, as administrators set them up.</summary>
public sealed class SettingUpTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _admin = await _hub.SignIn("admin");
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return _hub.DisposeAsync();
    }

    [Fact]
    public async Task A_user_is_made_changed_and_taken_away()
    {
        var made = await (await _admin.Posts("/api/v1/users", new
        {
            name = "Carl", email = "carl@contoso.example", password = "a good password", role = "agent", capacity = 2,
                queueIds = new[] { DemoRouting.Support },
        })).Body();
        var id = made.GetProperty("id").GetGuid();
        made.GetProperty("queueIds")[0].GetGuid().ShouldBe(DemoRouting.Support);
        made.TryGetProperty("password", out _).ShouldBeFalse();

        using var carl = await In("carl", "a good password");
        (await carl.Json("/api/v1/me")).GetProperty("capacity").GetInt32().ShouldBe(2);

        (await _admin.Puts($"/api/v1/users/{id}",
            new { name = "Carla", email = "carl@contoso.example", role = "supervisor", capacity = 5 })).EnsureSuccessStatusCode();
        (await carl.GetAsync("/api/v1/users", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, "supervisors may look, at once");
        (await carl.Json("/api/v1/me")).GetProperty("queues").GetArrayLength().ShouldBe(1, "what is not given stays");

        (await _admin.DeleteAsync($"/api/v1/users/{id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await carl.GetAsync("/api/v1/me", Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _admin.GetAsync($"/api/v1/users/{id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Agents_look_at_queues_and_change_nothing()
    {
        using var alex = await _hub.SignIn("alex");

        (await alex.Json("/api/v1/queues")).GetArrayLength().ShouldBe(3);
        (await alex.GetAsync("/api/v1/users", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.GetAsync("/api/v1/bots", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.GetAsync("/api/v1/workstreams", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.Posts("/api/v1/queues", new { name = "Mine" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var sam = await _hub.SignIn("sam");
        (await sam.GetAsync("/api/v1/bots", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sam.Posts("/api/v1/bots", new { name = "Mine", kind = "topics" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_bot_keeps_its_credentials_to_itself()
    {
        var made = await (await _admin.Posts("/api/v1/bots", new
        {
            name = "Order bot", kind = "connector", applicationId = "app-1", handle = "orders",
                endpoint = "https://bot.contoso.example/api/messages",
            auth = new { type = "entra", tenantId = "contoso.example", clientId = "ours", clientSecret = "very secret" }, queueIds = new[] { DemoRouting.Bots }, capacity = 50,
        })).Body();
        var id = made.GetProperty("id").GetGuid();

        made.GetRawText().ShouldNotContain("very secret");
        made.GetProperty("hasAuth").GetBoolean().ShouldBeTrue();
        (await _hub.Read<string>("select auth_sealed from bots where user_id = @id", new { id }))[0].ShouldNotContain("very secret");
        (await _admin.Puts($"/api/v1/bots/{id}",
            new { name = "Orders", kind = "connector", applicationId = "app-1", endpoint = "http://127.0.0.1:3978/api/messages" })).EnsureSuccessStatusCode();

        await using var scope = _hub.Services.CreateAsyncScope();
        var (database, secrets) = (scope.ServiceProvider.GetRequiredService<Database>(),
            scope.ServiceProvider.GetRequiredService<Secrets>());
        (await database.BotAuth(secrets, id, Ct))!.Value.GetProperty("clientSecret").GetString()
            .ShouldBe("very secret", "what is not given stays");
        (await database.BotAccount(id, Ct)).QueueIds.ShouldBe([DemoRouting.Bots]);
        (await _hub.Read<string?>("select detail::text from audit where detail::text like '%very secret%'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rules_are_checked_kept_in_order_and_given_back_as_they_were()
    {
        var given = new
        {
            name = "Post",
            rules = new object[]
            {
                new { name = "Vip",
                    when = new { any = new object[] { new { variable = "contact.vip", @is = "equals", value = true },
                        new { variable = "spent", @is = "greaterThan", value = 1000 } } }, queueId = DemoRouting.Billing },
                new { name = "Rest", queueId = DemoRouting.Support },
            },
            fallbackQueueId = DemoRouting.Support, offerSeconds = 30, wrapUpSeconds = 10,
        };

        var made = await (await _admin.Posts("/api/v1/workstreams", given)).Body();

        var vip = made.GetProperty("rules")[0];
        vip.GetProperty("name").GetString().ShouldBe("Vip");
        vip.GetProperty("when").GetProperty("any")[1].GetProperty("value").GetInt32().ShouldBe(1000);
        vip.GetProperty("when").TryGetProperty("all", out _).ShouldBeFalse();
        made.GetProperty("rules")[1].GetProperty("queueId").GetGuid().ShouldBe(DemoRouting.Support);
        made.GetProperty("declinesMax").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("users", """{"name":"X","email":"no address","password":"long enough"}""", "invalid_email")]
    [InlineData("users", """{"name":"","email":"x@contoso.example","password":"long enough"}""", "invalid_name")]
    [InlineData("users", """{"name":"X","email":"x@contoso.example","password":"short"}""", "invalid_password")]
    [InlineData("users", """{"name":"X","email":"x@contoso.example"}""", "invalid_password")]
    [InlineData("users", """{"name":"X","email":"x@contoso.example","password":"long enough","role":"king"}""", "invalid_role")]
    [InlineData("users", """{"name":"X","email":"x@contoso.example","password":"long enough","capacity":-1}""", "invalid_capacity")]
    [InlineData("users", """{"name":"X","email":"Alex@contoso.example","password":"long enough"}""", "email_taken")]
    [InlineData("bots", """{"name":"X","kind":"magic"}""", "invalid_kind")]
    [InlineData("bots", """{"name":"X","kind":"connector","endpoint":"ftp://x"}""", "invalid_endpoint")]
    [InlineData("bots", """{"name":"X","kind":"topics","queueIds":["0192de00-0000-7000-8000-0000000000ff"]}""", "invalid_queues")]
    [InlineData("queues", """{"name":"support"}""", "name_taken")]
    [InlineData("queues", """{"name":"X","priority":-5}""", "invalid_priority")]
    [InlineData("queues", """{"name":"X","userIds":["0192de00-0000-7000-8000-0000000000ff"]}""", "invalid_members")]
    [InlineData("workstreams", """{"name":"web"}""", "name_taken")]
    [InlineData("workstreams", """{"name":"X","offerSeconds":1}""", "invalid_seconds")]
    [InlineData("workstreams", """{"name":"X","rules":[{"name":"r"}]}""", "invalid_rule")]
    [InlineData("workstreams", """{"name":"X","rules":[{"name":"r","queueId":"0192de00-0000-7000-8000-0000000000ff"}]}""", "invalid_queue")]
    public async Task What_makes_no_sense_is_refused_and_nothing_written(string what, string json, string code)
    {
        var before = await Counts();
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        var answer = await _admin.PostAsync($"/api/v1/{what}", body, Ct);

        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        (await answer.Code()).ShouldBe(code);
        (await Counts()).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_in_use_is_not_taken_away()
    {
        (await (await _admin.DeleteAsync($"/api/v1/queues/{DemoRouting.Support}", Ct)).Code()).ShouldBe("queue_in_use");
        (await (await _admin.DeleteAsync($"/api/v1/users/{DemoPeople.Admin}", Ct)).Code()).ShouldBe("last_administrator");
        using var alex = await _hub.SignInAs("alex");
        var id = await _hub.ArrivesAndAsksForSomebody();
        await alex.IsOffered(id);
        (await (await _admin.DeleteAsync($"/api/v1/users/{DemoPeople.Alex}", Ct)).Code()).ShouldBe("has_conversations");
    }

    [Fact]
    public async Task Lists_come_in_pages_that_say_where_the_next_one_is()
    {
        var first = await _admin.GetAsync("/api/v1/queues?limit=2", Ct);
        (await first.Body()).GetArrayLength().ShouldBe(2);
        var link = first.Headers.GetValues("Link").Single();

        var next = await _admin.GetAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)], Ct);

        (await next.Body()).GetArrayLength().ShouldBe(1);
        next.Headers.Contains("Link").ShouldBeFalse();
        (await (await _admin.GetAsync("/api/v1/queues?limit=0", Ct)).Code()).ShouldBe("invalid_limit");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<HttpClient> In(string name, string password)
    {
        var session = await (await _hub.Http.Posts("/api/v1/session", new { email = $"{name}@contoso.example", password })).Body();
        var client = new HttpClient { BaseAddress = _hub.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("token").GetString());
        return client;
    }

    private async Task<string> Counts() =>
        (await _hub.Read<string>("""
            select format('%s %s %s %s %s %s', (select count(*) from users), (select count(*) from bots), (select count(*) from queues),
                (select count(*) from workstreams), (select count(*) from rules), (select count(*) from members))
            """))[0];
}
