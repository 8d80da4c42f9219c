using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Trust;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>Bots elsewhere and Baton know each other by tokens; whoever has none, or a wrong one, is nobody.</summary>
public sealed class TrustTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly object OfBaton = TrustCast.OfBaton;

    private TrustCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_botbuilder_bot_that_trusts_Baton_by_configuration_does_all_that_bots_do()
    {
        await using var bot = await OfficialBot.Start(Ct, _cast.Botbuilder((await _cast.MakesSecret()).Secret));
        await _cast.Connects(bot.Endpoint, OfBaton);
        var visitor = await _cast.Meets();

        await visitor.Say("good morning");
        await visitor.HeardThat("Echo: good morning");
        await visitor.Say("card");
        await _cast.IsShownACard(visitor, "Your order");
        await visitor.Say("members");
        await visitor.HeardThat("Here: user and bot");
        await visitor.Say("later");
        await visitor.Say("hello");
        await visitor.HeardThat("Echo: hello");
        (await bot.Speaks()).GetProperty("status").GetInt32().ShouldBe(200);
        await visitor.HeardThat("By the way");
        await visitor.Say("human");

        (await _cast.GaveUp(visitor, "Asked for a person")).Summary.ShouldBe("Wants a new card");
        (await bot.Speaks()).GetProperty("status").GetInt32().ShouldBe(409, "it is who it says, but somebody else has the conversation");
    }

    [Fact]
    public async Task A_bot_lets_nobody_in_who_is_not_Baton()
    {
        await using var bot = await OfficialBot.Start(Ct, _cast.Botbuilder((await _cast.MakesSecret()).Secret));
        await _cast.Connects(bot.Endpoint, OfBaton);
        var serviceUrl = await _cast.ServiceUrl();
        Task<string> Signed(string aud, string place, TimeSpan age = default) => _cast.Signs(claims => (claims["aud"], claims["serviceurl"]) = (aud, place), age);

        (await Knocks(bot, await Signed(TrustCast.ApplicationId, serviceUrl))).ShouldBe(200);
        (await Knocks(bot, null)).ShouldBe(401);
        (await Knocks(bot, await Signed("another bot", serviceUrl))).ShouldBe(401);
        (await Knocks(bot, await Signed(TrustCast.ApplicationId, "https://elsewhere.example/"))).ShouldBe(401);
        (await Knocks(bot, await Signed(TrustCast.ApplicationId, serviceUrl, TimeSpan.FromHours(2)))).ShouldBe(401);
    }

    [Fact]
    public async Task Nobody_speaks_for_a_bot_without_a_token_that_is_good_made_out_to_us_and_its_own()
    {
        var visitor = await Waits();
        var (secretId, secret) = await _cast.MakesSecret();
        var good = (await _cast.Asks(secret)).Body.GetProperty("access_token").GetString()!;
        var place = await _cast.ServiceUrl();
        Task<string> But(Action<JsonObject> change, TimeSpan age = default) => _cast.Signs(claims =>
        {
            (claims["aud"], claims["appid"], claims["serviceurl"], claims[TokenDoor.SecretClaim]) = ("https://api.botframework.com", TrustCast.ApplicationId, place, secretId);
            change(claims);
        }, age);

        (await _cast.Speaks(visitor, good)).ShouldBe((200, null));
        (await _cast.Speaks(visitor, await But(_ => { }))).ShouldBe((200, null));
        (await _cast.Speaks(visitor, await But(_ => { }, TimeSpan.FromMinutes(62)))).ShouldBe((200, null), "clocks differ");

        (await _cast.Speaks(visitor, null)).ShouldBe((401, "Unauthorized"));
        (await _cast.Speaks(visitor, "nonsense")).ShouldBe((401, "Unauthorized"));
        (await _cast.Speaks(visitor, await But(_ => { }, TimeSpan.FromMinutes(66)))).ShouldBe((401, "Unauthorized"), "expired");
        (await _cast.Speaks(visitor, await But(_ => { }, TimeSpan.FromMinutes(-10)))).ShouldBe((401, "Unauthorized"), "not good yet");
        (await _cast.Speaks(visitor, await But(claims => claims.Remove("exp")))).ShouldBe((401, "Unauthorized"), "good for ever");
        (await _cast.Speaks(visitor, await But(claims => claims["aud"] = "https://elsewhere.example"))).ShouldBe((401, "Unauthorized"));
        (await _cast.Speaks(visitor, await But(claims => claims["iss"] = "https://api.botframework.com"))).ShouldBe((401, "Unauthorized"));
        (await _cast.Speaks(visitor, await But(claims => claims["appid"] = "another bot"))).ShouldBe((403, "Forbidden"));
        (await _cast.Speaks(visitor, await But(claims => claims["serviceurl"] = "https://elsewhere.example/"))).ShouldBe((403, "Forbidden"));
        (await _cast.Speaks(visitor, await But(claims => claims.Remove("serviceurl")))).ShouldBe((403, "Forbidden"));
        (await _cast.Speaks(visitor, await But(claims => claims[TokenDoor.SecretClaim] = Guid.NewGuid()))).ShouldBe((401, "Unauthorized"));
        foreach (var forged in Forged(good)) (await _cast.Speaks(visitor, forged)).ShouldBe((401, "Unauthorized"));

        (await visitor.Activities()).Count(activity => (string?)activity!["text"] == "Hello there").ShouldBe(3);
    }

    [Fact]
    public async Task What_one_bot_shows_opens_no_address_of_another()
    {
        var visitor = await Waits();
        var other = await (await _cast.Admin.Posts("/api/v1/bots", new { name = "Other", kind = "connector", applicationId = "app-2", endpoint = "http://127.0.0.1:3979/api/messages", auth = OfBaton })).Body();
        var made = await (await _cast.Admin.Posts($"/api/v1/bots/{other.GetProperty("id").GetGuid()}/secrets", new { })).Body();
        var secret = made.GetProperty("secret").GetString()!;

        var theirs = (await _cast.Asks(secret, "app-2")).Body.GetProperty("access_token").GetString();

        (await _cast.Speaks(visitor, theirs)).ShouldBe((403, "Forbidden"));
        (await _cast.Asks(secret)).Status.ShouldBe(401, "the secret of another bot");
    }

    [Fact]
    public async Task A_secret_is_replaced_without_a_lost_turn_and_a_revoked_one_opens_nothing()
    {
        var (oldId, old) = await _cast.MakesSecret();
        await using var before = await OfficialBot.Start(Ct, _cast.Botbuilder(old));
        await _cast.Connects(before.Endpoint, OfBaton);
        var visitor = await _cast.Meets();
        var oldToken = (await _cast.Asks(old)).Body.GetProperty("access_token").GetString();

        var (_, fresh) = await _cast.MakesSecret();
        (await _cast.Admin.Posts($"/api/v1/bots/{DemoPeople.Bot}/secrets", new { })).StatusCode.ShouldBe(HttpStatusCode.Conflict, "two at once are enough");
        await visitor.Say("one");
        await visitor.HeardThat("Echo: one");
        await using var after = await OfficialBot.Start(Ct, _cast.Botbuilder(fresh));
        await _cast.Connects(after.Endpoint, OfBaton);
        await visitor.Say("two");
        await visitor.HeardThat("Echo: two");
        (await _cast.Admin.DeleteAsync($"/api/v1/bots/{DemoPeople.Bot}/secrets/{oldId}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await visitor.Say("three");
        await visitor.HeardThat("Echo: three");

        (await _cast.Asks(old)).Status.ShouldBe(401);
        (await _cast.Speaks(visitor, oldToken)).ShouldBe((401, "Unauthorized"), "what was got by it ends with it");
        var listed = await (await _cast.Admin.GetAsync($"/api/v1/bots/{DemoPeople.Bot}/secrets", Ct)).Body();
        listed.EnumerateArray().Single().GetProperty("ending").GetString().ShouldBe(fresh[^4..]);
        listed.GetRawText().ShouldNotContain(fresh);
        (await _cast.Hub.Read<string>("select detail::text from audit where detail::text like '%bsec%'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_guesses_secrets_is_stopped_and_the_bot_is_not()
    {
        var (_, secret) = await _cast.MakesSecret();
        var status = 401;
        for (var i = 0; i < 30 && status == 401; i++) status = (await _cast.Asks($"bsec_guess{i}")).Status;

        status.ShouldBe(429);
        (await _cast.Asks(secret)).Status.ShouldBe(429, "from where somebody guesses, nobody gets one for a while");
        using var handler = new SocketsHttpHandler { ConnectCallback = FromElsewhere };
        using var elsewhere = new HttpClient(handler) { BaseAddress = _cast.Address };
        (await _cast.Asks(secret, http: elsewhere)).Status.ShouldBe(200, "the bot lives elsewhere");
        (await _cast.Asks(secret, http: elsewhere, scope: "https://elsewhere.example/.default")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("""{"type":"baton"}""", null, "https://bot.contoso.example/api/messages", "no_application_id")]
    [InlineData("""{"type":"baton"}""", "app-9", "http://bot.contoso.example/api/messages", "invalid_endpoint")]
    [InlineData("""{"type":"none"}""", "app-9", "https://bot.contoso.example/api/messages", "no_credentials")]
    [InlineData("""{"type":"entra","tenantId":"t","clientId":"c"}""", "app-9", "https://bot.contoso.example/api/messages", "invalid_auth")]
    [InlineData("""{"type":"entra","tenantId":"t","clientId":"c","clientSecret":"s","authority":"https://evil.example"}""", "app-9", "https://bot.contoso.example/api/messages", "invalid_auth")]
    [InlineData("""{"type":"basic"}""", "app-9", "https://bot.contoso.example/api/messages", "invalid_auth")]
    [InlineData("""{"type":7}""", "app-9", "https://bot.contoso.example/api/messages", "invalid_auth")]
    [InlineData("[]", "app-9", "https://bot.contoso.example/api/messages", "invalid_auth")]
    public async Task Credentials_that_could_not_work_are_refused_when_they_are_saved(string auth, string? applicationId, string endpoint, string code)
    {
        var refused = await _cast.Admin.Posts("/api/v1/bots", new { name = "New", kind = "connector", applicationId, endpoint, auth = JsonDocument.Parse(auth).RootElement });

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Code()).ShouldBe(code);
    }

    public async ValueTask InitializeAsync() => _cast = await TrustCast.Begin(postgres);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    /// <summary>A visitor whom the demo's bot has, and that bot elsewhere.</summary>
    private async Task<Visitor> Waits()
    {
        (await _cast.Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "topics" })).EnsureSuccessStatusCode();
        var visitor = await Visitor.Begin(_cast.Hub);
        await visitor.Heard(1);
        await _cast.Connects(TrustCast.Nowhere, OfBaton);
        return visitor;
    }

    /// <summary>Somebody calls the bot as Baton does.</summary>
    private async Task<int> Knocks(OfficialBot bot, string? token)
    {
        var activity = new
        {
            type = "event", name = "ping", id = "knock", channelId = "directline", serviceUrl = await _cast.ServiceUrl(), conversation = new { id = "c" }, from = new { id = "u" }, recipient = new { id = "b" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, bot.Endpoint) { Content = new StringContent(JsonSerializer.Serialize(activity), Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var http = new HttpClient();
        return (int)(await http.SendAsync(request, Ct)).StatusCode;
    }

    private static async ValueTask<Stream> FromElsewhere(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The claims of a good token under signatures that are none of ours.</summary>
    private static IEnumerable<string> Forged(string good)
    {
        var (head, body) = (good.Split('.')[0], good.Split('.')[1]);
        static string Encoded(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        var ourKey = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(head)).RootElement.GetProperty("kid").GetString()!;
        using var theirs = RSA.Create(2048);
        yield return Jwt.Sign(theirs, ourKey, JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(body))!.AsObject());
        yield return Jwt.Sign(theirs, "unknown", JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(body))!.AsObject());
        yield return $"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{body}.";
        yield return $"{Encoded($$"""{"alg":"HS256","typ":"JWT","kid":"{{ourKey}}"}""")}.{body}.{good.Split('.')[2]}";
        yield return $"{head}.{body}.";
        yield return $"{head}.{body}";
    }
}
