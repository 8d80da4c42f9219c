using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Baton.Channels;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Channels;

/// <summary>What stands behind the one script tag.</summary>
public sealed class WidgetTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly string _web = Path.Combine(Path.GetTempPath(), $"baton-web-{Guid.NewGuid():N}");
    private Hub _hub = null!;
    private Channel _channel = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_comes_with_what_the_page_knows_of_them()
    {
        var session = await Opened(new
        {
            channel = _channel.Id, name = "Ann Archer", email = "ann@contoso.example", locale = "pt-BR", page = "https://shop.example/beans",
            context = new { plan = "gold", seats = 3, trial = true, nothing = (string?)null },
        });
        session.GetProperty("visitorName").GetString().ShouldBe("Ann Archer");
        session.GetProperty("visitorId").GetString()!.ShouldStartWith("dl_");
        session.GetProperty("expiresIn").GetInt32().ShouldBe(86_400);
        (await _hub.Ask<long>("select count(*) from conversations")).ShouldBe(0);

        var started = await LineVisitor.Call(_hub, session.GetProperty("token").GetString(), HttpMethod.Post, "/conversations");

        started.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await LineVisitor.Json(started)).GetProperty("conversationId").GetString().ShouldBe(session.GetProperty("conversationId").GetString());
        (await _hub.Ask<string>("select concat_ws('|', channel, visitor_id, visitor_name, visitor_email, locale) from conversations"))
            .ShouldBe($"web chat|{session.GetProperty("visitorId").GetString()}|Ann Archer|ann@contoso.example|pt-BR");
        (await _hub.Ask<string>("select string_agg(name || ':' || type || ':' || value || ':' || set_by, ' ' order by name) from variables"))
            .ShouldBe("page:text:https://shop.example/beans:visitor plan:text:gold:visitor seats:number:3:visitor trial:boolean:true:visitor");
        (await _hub.Ask<long>("select count(*) from arrivals")).ShouldBe(0);
        (await LineVisitor.Call(_hub, session.GetProperty("token").GetString(), HttpMethod.Post, "/conversations")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_visitor_who_comes_back_keeps_their_id_and_gets_a_conversation_of_their_own()
    {
        var first = await Opened(new { });
        var again = await Opened(new { visitorId = first.GetProperty("visitorId").GetString() });
        again.GetProperty("visitorId").GetString().ShouldBe(first.GetProperty("visitorId").GetString());
        again.GetProperty("conversationId").GetString().ShouldNotBe(first.GetProperty("conversationId").GetString());
        (await Opened(new { visitorId = "x y" })).GetProperty("visitorId").GetString()!.ShouldStartWith("dl_");
    }

    [Fact]
    public async Task A_channel_shows_how_it_looks_and_nothing_else()
    {
        var look = await _hub.Http.GetStringAsync($"/widget/channels/{_channel.Id}", Ct);
        look.ShouldBe($$"""{"id":"{{_channel.Id}}","name":"Shop","color":"#9a4a17","greeting":"Hello!","locale":"en"}""");
        (await _hub.Http.GetStringAsync("/widget/channels/default", Ct)).ShouldContain("\"id\"");
        await Refuses(await _hub.Http.GetAsync($"/widget/channels/{Guid.NewGuid()}", Ct), 404, "not_found");
        await Refuses(await _hub.Http.GetAsync("/widget/channels/..%2f..%2fsecrets", Ct), 404, "not_found");
    }

    [Theory]
    [InlineData("https://shop.example", 200)]
    [InlineData("https://SHOP.example", 200)]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData(null, 200)]
    public async Task Only_the_channels_own_sites_get_a_token(string? origin, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/widget/session") { Content = JsonContent.Create(new { channel = _channel.Id }) };
        if (origin is not null) request.Headers.Add("Origin", origin);
        ((int)(await _hub.Http.SendAsync(request, Ct)).StatusCode).ShouldBe(status);

        using var own = new HttpRequestMessage(HttpMethod.Post, "/widget/session") { Content = JsonContent.Create(new { channel = _channel.Id }) };
        own.Headers.Add("Origin", _hub.Address.GetLeftPart(UriPartial.Authority));
        (await _hub.Http.SendAsync(own, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{", 400, "bad_request")]
    [InlineData("{\"channel\":5}", 400, "bad_request")]
    [InlineData("{\"channel\":\"nobody\"}", 404, "not_found")]
    [InlineData("{\"context\":{\"a\":[1]}}", 422, "invalid_variable")]
    [InlineData("{\"context\":{\"\":1}}", 422, "invalid_variable")]
    [InlineData("{\"context\":{\"a\":\"\\ud800\"}}", 422, "invalid_variable")]
    [InlineData("{\"context\":{\"a\":1e999}}", 422, "invalid_variable")]
    [InlineData("{\"email\":\"nonsense\"}", 422, "invalid_email")]
    [InlineData("{\"name\":\"a\\u0000b\"}", 422, "invalid_visitor")]
    [InlineData("{\"email\":\"a@b\\u0000\"}", 422, "invalid_visitor")]
    public async Task What_can_not_be_stored_is_refused_at_the_door(string body, int status, string code)
    {
        await Refuses(await _hub.Http.PostAsync("/widget/session", new StringContent(body, Encoding.UTF8, "application/json"), Ct), status, code);
        (await _hub.Ask<long>("select count(*) from arrivals")).ShouldBe(0);
    }

    [Fact]
    public async Task Context_has_limits()
    {
        await Refuses(await Post("/widget/session", new { context = Enumerable.Range(0, 101).ToDictionary(i => $"v{i}", i => i) }), 422, "too_many_variables");
        await Refuses(await Post("/widget/session", new { context = new { a = new string('x', 4_001) } }), 422, "invalid_variable");
        await Refuses(await Post("/widget/session", new { name = new string('x', 201) }), 422, "invalid_visitor");
        await Refuses(await _hub.Http.PostAsync("/widget/session", new StringContent("channel=default", Encoding.UTF8, "application/x-www-form-urlencoded"), Ct), 415, "unsupported_media_type");
        (await Post("/widget/session", new { context = Enumerable.Range(0, 100).ToDictionary(i => $"v{i}", i => new string('x', 4_000)) })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_rated_after_the_end_and_the_last_word_counts()
    {
        var token = await Started();
        await Refuses(await Rate(token, new { rating = 5 }), 409, "not_ended");
        var id = (await LineVisitor.Json(await LineVisitor.Call(_hub, token, HttpMethod.Post, "/conversations"))).GetProperty("conversationId").GetString()!;
        (await new LineVisitor(_hub, token, id).Post(new { type = "endOfConversation" })).EnsureSuccessStatusCode();

        (await Rate(token, new { rating = 2, comment = "Slow" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Rate(token, new { rating = 4, comment = "But kind" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _hub.Ask<string>("select rating || ' ' || rating_comment from conversations")).ShouldBe("4 But kind");
        (await Rate(token, new { resolved = false })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _hub.Ask<string>("select rating || ' ' || rating_comment || ' ' || resolved from conversations")).ShouldBe("4 But kind false", "what is left out stays");
        await Refuses(await Rate(token, new { rating = 6 }), 422, "invalid_rating");
        await Refuses(await Rate(token, new { comment = "only words" }), 422, "invalid_rating");
        await Refuses(await Rate(token, new { rating = 4, comment = new string('x', 4_001) }), 413, "too_long");
        await Refuses(await Rate(null, new { rating = 4 }), 401, "not_signed_in");
        await Refuses(await Rate("nonsense", new { rating = 4 }), 403, "not_allowed");
        (await _hub.Ask<int>("select rating from conversations")).ShouldBe(4);
    }

    [Fact]
    public async Task Somebody_who_opens_widgets_all_day_is_asked_to_wait()
    {
        HttpResponseMessage last = null!;
        for (var i = 0; i < 40; i++) last = await Post("/widget/session", new { });
        await Refuses(last, 429, "too_many_requests");
        last.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_script_and_the_frame_say_how_they_may_be_used()
    {
        var script = await Get("/widget.js", "gzip");
        script.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        script.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        script.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);

        var frame = await Get($"/widget/frame?channel={_channel.Id}", null);
        (await frame.Content.ReadAsStringAsync(Ct)).ShouldBe("<!doctype html>frame");
        var policy = frame.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("frame-ancestors 'self' https://shop.example");
        policy.ShouldNotContain("unsafe-inline");
        frame.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        frame.Headers.CacheControl!.NoCache.ShouldBeTrue();

        var asset = await Get("/widget/assets/frame-abc123.css", "br, gzip");
        asset.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        asset.Headers.GetValues("Cache-Control").Single().ShouldContain("immutable");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/widget/assets/frame-abc123.css");
        again.Headers.IfNoneMatch.Add(asset.Headers.ETag!);
        (await _hub.Http.SendAsync(again, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/widget/assets/..%2fframe.html")]
    [InlineData("/widget/assets/%2e%2e/frame.html")]
    [InlineData("/widget/assets/..%5cframe.html")]
    [InlineData("/widget/assets/.hidden")]
    [InlineData("/widget/assets/nothing.js")]
    [InlineData("/widget/assets/")]
    public async Task Nothing_but_the_widgets_own_files_is_served(string path) =>
        (await _hub.Http.GetAsync(path, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Without_the_demo_the_front_door_leads_to_the_desk()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _hub.Address };
        (await http.GetAsync("/", Ct)).Headers.Location!.ToString().ShouldBe("/desk");
    }

    [Fact]
    public async Task A_file_that_is_built_anew_is_read_again()
    {
        await Get("/widget.js", null);
        await File.WriteAllTextAsync(Path.Combine(_web, "widget", "dist", "widget.js"), "/* new */", Ct);
        File.SetLastWriteTimeUtc(Path.Combine(_web, "widget", "dist", "widget.js"), DateTime.UnixEpoch);
        (await (await Get("/widget.js", null)).Content.ReadAsStringAsync(Ct)).ShouldBe("/* new */");
    }

    public async ValueTask InitializeAsync()
    {
        var dist = Directory.CreateDirectory(Path.Combine(_web, "widget", "dist", "assets")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(dist, "widget.js"), "/* the loader */", Ct);
        await File.WriteAllTextAsync(Path.Combine(dist, "frame.html"), "<!doctype html>frame", Ct);
        await File.WriteAllTextAsync(Path.Combine(dist, "assets", "frame-abc123.css"), "body{}", Ct);
        await File.WriteAllTextAsync(Path.Combine(dist, "assets", ".hidden"), "no", Ct);
        _hub = await Hub.Start(
            postgres, new FakeClock(), settings: new Dictionary<string, string?> { ["BATON_WEB"] = _web, ["BATON_DEMO"] = "false" },
            change: services => services.AddSingleton(new ChannelLimits { SessionsAtOnce = 30, SessionsPerSecond = 1 }));
        _channel = await _hub.MakeChannel(new ChannelWish
        {
            Name = "Shop", WorkstreamId = await _hub.MakeWorkstream(), Color = "#9a4a17", Greeting = "Hello!", Locale = "en", AllowedOrigins = ["https://shop.example"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        Directory.Delete(_web, recursive: true);
    }

    private Task<HttpResponseMessage> Post(string path, object body) => _hub.Http.PostAsJsonAsync(path, body, Ct);

    private async Task<JsonElement> Opened(object visit)
    {
        var answer = await Post("/widget/session", visit);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        return await LineVisitor.Json(answer);
    }

    private async Task<string> Started()
    {
        var token = (await Opened(new { })).GetProperty("token").GetString()!;
        (await LineVisitor.Call(_hub, token, HttpMethod.Post, "/conversations")).EnsureSuccessStatusCode();
        return token;
    }

    private async Task<HttpResponseMessage> Rate(string? token, object opinion)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/widget/survey") { Content = JsonContent.Create(opinion) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _hub.Http.SendAsync(request, Ct);
    }

    private async Task<HttpResponseMessage> Get(string path, string? encodings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (encodings is not null) request.Headers.Add("Accept-Encoding", encodings);
        var answer = await _hub.Http.SendAsync(request, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return answer;
    }

    private static async Task Refuses(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        ((int)answer.StatusCode).ShouldBe(status, text);
        JsonDocument.Parse(text).RootElement.GetProperty("code").GetString().ShouldBe(code);
    }
}
