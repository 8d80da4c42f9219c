using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Baton.Channels;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Channels;

/// <summary>Who may come in, and how everybody else is told that they may not.</summary>
public sealed class DirectLineDoorTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private Hub _hub = null!;
    private string _secret = "";

    [Theory]
    [InlineData(null, 401, "Unauthorized")]
    [InlineData("Basic abc", 401, "Unauthorized")]
    [InlineData("Bearer", 401, "Unauthorized")]
    [InlineData("Bearer  ", 401, "Unauthorized")]
    [InlineData("Bearer nonsense", 403, "BadArgument")]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAA", 403, "BadArgument")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJjb252IjoiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIn0.", 403, "BadArgument")]
    public async Task Without_a_valid_secret_or_token_nothing_is_done(string? header, int status, string code)
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/tokens/generate"), (HttpMethod.Post, "/tokens/refresh"), (HttpMethod.Post, "/conversations"),
            (HttpMethod.Get, $"/conversations/{Guid.NewGuid()}"), (HttpMethod.Get, $"/conversations/{Guid.NewGuid()}/activities"),
            (HttpMethod.Post, $"/conversations/{Guid.NewGuid()}/activities"), (HttpMethod.Get, $"/conversations/{Guid.NewGuid()}/stream"),
            (HttpMethod.Post, $"/conversations/{Guid.NewGuid()}/upload"),
        })
        {
            using var request = new HttpRequestMessage(method, LineVisitor.Base + path);
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            await DirectLineTests.Refuses(await _hub.Http.SendAsync(request, TestContext.Current.CancellationToken), status, code);
        }
        (await _hub.Ask<long>("select count(*) from conversations")).ShouldBe(0);
    }

    [Fact]
    public async Task A_token_says_who_it_is_for_and_its_last_letter_matters()
    {
        var made = await LineVisitor.Json(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/tokens/generate", new { User = new { Id = "dl_eve", Name = "Eve" } }));
        var token = made.GetProperty("token").GetString()!;
        var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

        claims.GetProperty("user").GetString().ShouldBe("dl_eve");
        claims.GetProperty("conv").GetString().ShouldBe(made.GetProperty("conversationId").GetString());
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(1800);

        var parts = token.Split('.');
        var forged = parts[0] + "." + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.GetRawText().Replace("dl_eve", "dl_ann", StringComparison.Ordinal))) + "." + parts[2];
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, forged, HttpMethod.Post, "/conversations"), 403, "BadArgument");
    }

    [Fact]
    public async Task Ids_that_pages_could_claim_do_not_get_into_tokens_and_given_ones_can_not_be_claimed()
    {
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/tokens/generate", new { user = new { id = "ann" } }), 400, "BadArgument");
        var anybody = (await LineVisitor.Json(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/tokens/generate"))).GetProperty("token").GetString();
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, anybody, HttpMethod.Post, "/conversations", new { user = new { id = "dl_ann" } }), 403, "BadArgument");
        (await LineVisitor.Call(_hub, anybody, HttpMethod.Post, "/conversations", new { user = new { id = "r_ann" } })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _hub.Ask<string>("select visitor_id from conversations")).ShouldBe("r_ann");
    }

    [Fact]
    public async Task The_tokens_user_speaks_whatever_the_page_says()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        (await ann.Post(new { type = "message", text = "I am Bob", from = new { id = "bob", name = "Bob" } })).EnsureSuccessStatusCode();
        (await ann.Fetch()).GetProperty("activities")[0].GetProperty("from").GetRawText().ShouldBe("""{"id":"dl_ann","name":"Ann","role":"user"}""");
    }

    [Fact]
    public async Task A_token_expires_and_can_be_renewed_until_then()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        _clock.Advance(TimeSpan.FromSeconds(1_700));
        var renewed = (await LineVisitor.Json(await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Post, "/tokens/refresh"))).GetProperty("token").GetString()!;
        renewed.ShouldNotBe(ann.Credentials);
        _clock.Advance(TimeSpan.FromSeconds(200));

        await DirectLineTests.Refuses(await ann.Post(new { type = "message", text = "late" }), 403, "TokenExpired");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Post, "/tokens/refresh"), 403, "TokenExpired");
        ann.Credentials = renewed;
        (await ann.Say("in time")).ShouldEndWith("|0000001");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/tokens/refresh"), 403, "BadArgument");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, renewed, HttpMethod.Post, "/tokens/generate"), 403, "BadArgument");
    }

    [Fact]
    public async Task A_stream_is_opened_within_a_minute_or_not_at_all()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        var ticket = System.Web.HttpUtility.ParseQueryString(new Uri(ann.StreamUrl).Query)["t"];
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, ticket, HttpMethod.Get, $"/conversations/{ann.ConversationId}/activities"), 403, "BadArgument");
        await DirectLineTests.Refuses(await _hub.Http.GetAsync(new Uri(ann.StreamUrl.Replace("ws://", "http://", StringComparison.Ordinal)), TestContext.Current.CancellationToken), 400, "BadArgument");
        _clock.Advance(TimeSpan.FromSeconds(61));
        await DirectLineTests.Refuses(await _hub.Http.GetAsync(new Uri(ann.StreamUrl.Replace("ws://", "http://", StringComparison.Ordinal)), TestContext.Current.CancellationToken), 403, "TokenExpired");
    }

    [Fact]
    public async Task A_token_opens_its_own_conversation_only()
    {
        var (ann, bob) = (await LineVisitor.Start(_hub, _secret), await LineVisitor.Start(_hub, _secret, new { user = new { id = "dl_bob" } }));
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Get, $"/conversations/{bob.ConversationId}/activities"), 403, "BadArgument");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Post, $"/conversations/{bob.ConversationId}/activities", new { type = "message", text = "x" }), 403, "BadArgument");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, _secret, HttpMethod.Get, $"/conversations/{Guid.NewGuid()}/activities"), 404, "ConversationNotFound");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/conversations/nobody/activities", new { type = "message", text = "x" }), 404, "ConversationNotFound");
        var unstarted = (await LineVisitor.Json(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/tokens/generate")));
        await DirectLineTests.Refuses(
            await LineVisitor.Call(_hub, unstarted.GetProperty("token").GetString(), HttpMethod.Post, $"/conversations/{unstarted.GetProperty("conversationId")}/activities", new { type = "message", text = "x" }),
            404, "ConversationNotFound");
        (await _hub.Ask<long>("select count(*) from messages")).ShouldBe(0);
    }

    [Fact]
    public async Task A_day_after_the_end_a_token_opens_nothing_any_more()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        (await ann.Post(new { type = "endOfConversation" })).EnsureSuccessStatusCode();
        await _hub.Execute("update conversations set ended_at = ended_at - interval '25 hours'");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Get, $"/conversations/{ann.ConversationId}/activities"), 403, "TokenExpired");
    }

    [Fact]
    public async Task A_token_for_certain_pages_is_not_for_others()
    {
        var ann = await LineVisitor.Start(_hub, _secret, new { user = new { id = "dl_ann" }, trustedOrigins = new[] { "https://shop.example" } });
        var path = $"/conversations/{ann.ConversationId}/activities";
        (await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Get, path, origin: "https://shop.example")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Get, path, origin: "https://evil.example"), 403, "BadArgument");
        await DirectLineTests.Refuses(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/tokens/generate", new { trustedOrigins = new[] { "not an origin" } }), 400, "BadArgument");
    }

    [Fact]
    public async Task Pages_of_any_origin_ask_beforehand_without_credentials()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, LineVisitor.Base + "/conversations");
        request.Headers.Add("Origin", "https://shop.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-ms-bot-agent");
        var answer = await _hub.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://shop.example"]);
        string.Join(",", answer.Headers.GetValues("Access-Control-Allow-Headers")).ShouldContain("x-ms-bot-agent");
        string.Join(",", answer.Headers.GetValues("Access-Control-Allow-Methods")).ShouldContain("POST");
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        var refused = await LineVisitor.Call(_hub, null, HttpMethod.Post, "/conversations", origin: "https://shop.example");
        refused.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://shop.example"]);
        refused.Headers.GetValues("Access-Control-Expose-Headers").ShouldBe(["Retry-After"]);
    }

    [Theory]
    [InlineData("{\"type\":", 400, "BadSyntax")]
    [InlineData("{\"type\":\"message\",\"text\":5}", 400, "BadSyntax")]
    [InlineData("[]", 400, "BadSyntax")]
    [InlineData("\"message\"", 400, "BadSyntax")]
    [InlineData("null", 400, "MissingProperty")]
    [InlineData("", 400, "MissingProperty")]
    [InlineData("{}", 400, "MissingProperty")]
    [InlineData("{} {}", 400, "BadSyntax")]
    [InlineData("{\"type\":\"message\"}", 400, "MissingProperty")]
    [InlineData("{\"type\":\"message\",\"text\":\"  \"}", 400, "MissingProperty")]
    [InlineData("{\"type\":\"event\"}", 400, "MissingProperty")]
    [InlineData("{\"type\":\"event\",\"name\":\"setContext\",\"value\":5}", 400, "BadArgument")]
    [InlineData("{\"type\":\"event\",\"name\":\"setContext\",\"value\":{\"a\":[1]}}", 400, "BadArgument")]
    [InlineData("{\"type\":\"conversationUpdate\"}", 400, "BadArgument")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\\u0000b\"}", 400, "BadArgument")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\",\"channelData\":{\"x\":\"\\u0000\"}}", 400, "BadArgument")]
    [InlineData("{\"type\":\"message\",\"text\":\"\\ud800\"}", 400, "BadSyntax")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\",\"value\":{\"x\":\"\\ud800\"}}", 400, "BadSyntax")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\",\"value\":{\"\\ud800\":1}}", 400, "BadSyntax")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\",\"value\":1e999999}", 400, "BadArgument")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\",\"value\":{\"x\":1,\"x\":2}}", 400, "BadSyntax")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\",\"attachments\":[{\"contentType\":\"image/png\",\"contentUrl\":\"https://x\"}]}", 400, "BadArgument")]
    public async Task What_can_not_be_understood_is_refused_and_nothing_is_written(string body, int status, string code)
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await DirectLineTests.Refuses(await ann.Post(new StringContent(body, Encoding.UTF8, "application/json")), status, code);
        (await _hub.Ask<long>("select count(*) from messages")).ShouldBe(0);
        (await _hub.Ask<long>("select count(*) from variables")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_too_long_is_refused_and_what_just_fits_is_not()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await DirectLineTests.Refuses(await ann.Post(new { type = "message", text = new string('x', 28 * 1024 + 1) }), 413, "MessageSizeTooBig");
        await DirectLineTests.Refuses(await ann.Post(new { type = "message", text = "x", value = new string('x', 262_144) }), 413, "MessageSizeTooBig");
        await DirectLineTests.Refuses(await ann.Post(new { type = "message", text = "x", channelData = new { clientActivityID = new string('x', 201) } }), 400, "BadArgument");
        var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"type\":\"message\",\"text\":\"{new string('x', 300_000)}\"}}")));
        chunked.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{LineVisitor.Base}/conversations/{ann.ConversationId}/activities") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ann.Credentials);
        await DirectLineTests.Refuses(await _hub.Http.SendAsync(request, TestContext.Current.CancellationToken), 413, "MessageSizeTooBig");
        (await _hub.Ask<long>("select count(*) from messages")).ShouldBe(0);

        (await ann.Post(new { type = "message", text = new string('x', 28 * 1024) })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Words_of_the_wrong_kind_are_refused()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await DirectLineTests.Refuses(await ann.Post(new StringContent("type=message", Encoding.UTF8, "application/x-www-form-urlencoded")), 415, "BadArgument");
        await DirectLineTests.Refuses(await ann.Post(new StringContent("<a/>", Encoding.UTF8, "text/xml")), 415, "BadArgument");
        await DirectLineTests.Refuses(
            await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Post, $"/conversations/{ann.ConversationId}/upload?userId=dl_ann", new MultipartFormDataContent { { new StringContent("a"), "file", "a.txt" } }),
            400, "BadArgument");
    }

    [Theory]
    [InlineData("GET", "", 404)]
    [InlineData("GET", "/nothing/here", 404)]
    [InlineData("GET", "/conversations", 405)]
    [InlineData("DELETE", "/conversations/x/activities", 405)]
    [InlineData("GET", "/tokens/generate", 405)]
    [InlineData("GET", "/conversations/%2e%2e/%2e%2e/secrets", 404)]
    [InlineData("GET", "/conversations/..%2f..%2fetc%2fpasswd/activities/x", 404)]
    [InlineData("POST", "/conversations//activities", 404)]
    [InlineData("POST", "/tokens/generate/../../../api", 404)]
    public async Task Addresses_that_do_not_exist_say_so_in_the_same_shape(string method, string path, int status)
    {
        var answer = await _hub.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), LineVisitor.Base + path), TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status);
        if (answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith(LineVisitor.Base, StringComparison.Ordinal))
            JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error").GetProperty("code").GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_writes_faster_than_anybody_can_is_asked_to_wait()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        for (var i = 0; i < 20; i++) (await ann.Post(new { type = "message", text = $"{i}" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var refused = await ann.Post(new { type = "message", text = "too many" });

        await DirectLineTests.Refuses(refused, 429, "TooManyRequests");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await ann.Post(new { type = "message", text = "patient" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, _clock, settings: LineVisitor.Alone, change: services => services.AddSingleton(new ChannelLimits { ActivitiesPerSecond = 10, ActivitiesAtOnce = 20 }));
        _secret = await _hub.MakeChannel();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
