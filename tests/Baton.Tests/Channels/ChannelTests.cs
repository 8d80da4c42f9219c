using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Channels;
using Baton.Tests.House;

namespace Baton.Tests.Channels;

/// <summary>Channels are set up, and the demo has one that works at once.</summary>
public sealed class ChannelTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_has_a_page_with_the_widget_on_it_and_a_channel_whose_secret_the_environment_names()
    {
        var page = await _hub.Http.GetStringAsync("/", Ct);
        page.ShouldContain("<script src=\"/widget.js\"");
        page.ShouldContain("http://127.0.0.1:5081");
        page.ShouldNotContain("{sandbox}");

        (await LineVisitor.Call(_hub, Hub.DirectLineSecret, HttpMethod.Post, "/tokens/generate")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _hub.Http.GetFromJsonAsync<JsonElement>("/widget/channels/default", Ct)).GetProperty("id").GetGuid().ShouldBe(DemoChannel.Id);
    }

    [Fact]
    public async Task Administrators_make_change_and_remove_channels_and_each_change_counts_at_once()
    {
        using var admin = await _hub.SignIn("admin");
        var made = await Json(await admin.PostAsJsonAsync("/api/v1/channels", new { name = "Shop", color = "#123456", allowedOrigins = new[] { "https://shop.example/" } }, Ct), 201);
        var (id, secret) = (made.GetProperty("id").GetString(), made.GetProperty("secret").GetString()!);
        made.GetProperty("kind").GetString().ShouldBe("webChat");
        made.GetProperty("allowedOrigins")[0].GetString().ShouldBe("https://shop.example");
        (await LineVisitor.Call(_hub, secret, HttpMethod.Post, "/tokens/generate")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Json(await admin.PutAsJsonAsync($"/api/v1/channels/{id}", new { name = "Store", greeting = "Hi" }, Ct), 200)).GetProperty("secret").GetString().ShouldBe(secret);
        (await _hub.Http.GetStringAsync($"/widget/channels/{id}", Ct)).ShouldContain("Store");

        var renewed = (await Json(await admin.PostAsync($"/api/v1/channels/{id}/secret", null, Ct), 200)).GetProperty("secret").GetString();
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, secret, HttpMethod.Post, "/tokens/generate"), 403, "BadArgument");
        var token = (await LineVisitor.Json(await LineVisitor.Call(_hub, renewed, HttpMethod.Post, "/tokens/generate"))).GetProperty("token").GetString();

        (await admin.DeleteAsync($"/api/v1/channels/{id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, token, HttpMethod.Post, "/conversations"), 403, "BadArgument");
        (await admin.GetAsync($"/api/v1/channels/{id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _hub.Ask<string>("select string_agg(deed, ', ' order by at) from audit where subject = @id", new { id }))
            .ShouldBe("channel made, channel changed, channel's secret changed, channel removed");
    }

    [Fact]
    public async Task The_secret_is_for_administrators_and_channels_are_not_for_agents()
    {
        using var sam = await _hub.SignIn("sam");
        using var alex = await _hub.SignIn("alex");
        (await sam.GetFromJsonAsync<JsonElement>("/api/v1/channels", Ct))[0].TryGetProperty("secret", out _).ShouldBeFalse();
        (await sam.PostAsJsonAsync("/api/v1/channels", new { name = "Mine" }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.GetAsync("/api/v1/channels", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var stranger = new HttpClient { BaseAddress = _hub.Address };
        (await stranger.GetAsync("/api/v1/channels", Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _hub.Ask<string>("select secret_sealed from channels")).ShouldNotContain(Hub.DirectLineSecret);
    }

    [Theory]
    [InlineData("{\"name\":\"\"}", "invalid_name")]
    [InlineData("{\"name\":\"a\",\"kind\":\"pigeon\"}", "invalid_kind")]
    [InlineData("{\"name\":\"a\",\"color\":\"red\"}", "invalid_color")]
    [InlineData("{\"name\":\"a\",\"locale\":\"not a locale\"}", "invalid_locale")]
    [InlineData("{\"name\":\"a\",\"allowedOrigins\":[\"https://a/b\"]}", "invalid_origin")]
    [InlineData("{\"name\":\"a\",\"allowedOrigins\":[\"https://a b; script-src *\"]}", "invalid_origin")]
    [InlineData("{\"name\":\"a\\u0000\"}", "invalid_text")]
    [InlineData("{\"name\":\"a\",\"workstreamId\":\"00000000-0000-0000-0000-000000000001\"}", "invalid_workstream")]
    public async Task What_could_not_work_is_refused(string body, string code)
    {
        using var admin = await _hub.SignIn("admin");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        (await Json(await admin.PostAsync("/api/v1/channels", content, Ct), 422)).GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task The_widget_is_told_where_its_conversation_stands()
    {
        var session = await _hub.Http.PostAsJsonAsync("/widget/session", new { context = new { topic = "billing" } }, Ct);
        var token = (await LineVisitor.Json(session)).GetProperty("token").GetString()!;
        var started = await LineVisitor.Json(await LineVisitor.Call(_hub, token, HttpMethod.Post, "/conversations"));
        var ann = new LineVisitor(_hub, token, started.GetProperty("conversationId").GetString()!);
        await using var socket = await ann.Listen(started.GetProperty("streamUrl").GetString());
        await Eventually.Is(() => Task.FromResult(Last(socket)), value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("queue", out _), "a queue");
        Last(socket).GetProperty("state").GetString().ShouldBe("Waiting");
        Last(socket).GetProperty("queue").GetString().ShouldBe("Billing");
        Last(socket).GetProperty("position").GetInt32().ShouldBe(1);

        using var bea = await _hub.SignIn("bea");
        await bea.PutAsJsonAsync("/api/v1/me/presence", new { presence = "Available" }, Ct);
        var offer = await Eventually.Is(async () => await bea.GetFromJsonAsync<JsonElement>("/api/v1/offers", Ct), offers => offers.GetArrayLength() == 1, "an offer");
        (await bea.PostAsync($"/api/v1/offers/{offer[0].GetProperty("id").GetString()}/accept", null, Ct)).EnsureSuccessStatusCode();
        await States(socket, "WithAgent");
        Last(socket).GetProperty("handler").GetRawText().ShouldBe("{\"name\":\"Bea\",\"kind\":\"agent\"}");

        (await ann.Post(new { type = "endOfConversation" })).EnsureSuccessStatusCode();
        await States(socket, "WrapUp");
        Last(socket).GetProperty("survey").GetBoolean().ShouldBeTrue();
        await Eventually.IsTrue(() => Task.FromResult(socket.Heard.Any(activity => activity.GetProperty("type").GetString() == "endOfConversation")), "the end is told");
        socket.Heard.Count(activity => activity.GetProperty("type").GetString() == "endOfConversation").ShouldBe(1);
        (await ann.Fetch()).GetProperty("activities").EnumerateArray().ShouldAllBe(activity => activity.GetProperty("type").GetString() != "event");
    }

    public async ValueTask InitializeAsync() => _hub = await Hub.Start(postgres);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static Task<JsonElement> States(LineSocket socket, string state) =>
        Eventually.Is(() => Task.FromResult(Last(socket)), value => value.ValueKind == JsonValueKind.Object && value.GetProperty("state").GetString() == state, state);

    private static JsonElement Last(LineSocket socket) =>
        socket.Heard.Where(activity => activity.TryGetProperty("name", out var name) && name.GetString() == "baton.state").Select(activity => activity.GetProperty("value")).LastOrDefault();

    private static async Task<JsonElement> Json(HttpResponseMessage answer, int status)
    {
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync(Ct));
        return await LineVisitor.Json(answer);
    }
}
