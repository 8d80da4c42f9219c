using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Channels;
using Baton.Plumbing;
using Baton.Tests.House;

namespace Baton.Tests.Channels;

/// <summary>A site's own server vouches for its visitors, and nobody else can.</summary>
public sealed class SignedInTests(TestPostgres postgres)
{
    private const string Secret = "identity-secret";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly long Later = Now.AddHours(1).ToUnixTimeSeconds();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_token_signed_with_the_secret_says_who_it_is()
    {
        SignedIn.Of(SignedIn.Sign(Secret, "ann@contoso.example", "Ann", "17", Now.AddMinutes(5)), Secret, Now).ShouldBe(new SignedIn("ann@contoso.example", "Ann", "17"));
        SignedIn.Of(Jwt(new { email = "ann@contoso.example", exp = Later, more = new[] { 1 } }, head: """{"typ":"JWT","kid":"7","alg":"HS256"}"""), Secret, Now)
            .ShouldBe(new SignedIn("ann@contoso.example", null, null));
    }

    public static TheoryData<string, string> Bad() => new()
    {
        { "", "invalid_user_token" },
        { "a.b.c", "invalid_user_token" },
        { "a.b", "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later }, secret: "another"), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later }, head: """{"alg":"none"}"""), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later }, head: """{"alg":"HS512"}"""), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later }, head: """{"alg":["HS256"]}"""), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later }, head: "[]"), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later })[..^3] + "AAA", "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later }).Split('.')[0] + "." + Base64Url.EncodeToString("""{"email":"eve@x.example","exp":99999999999}"""u8) + "."
            + Jwt(new { email = "ann@contoso.example", exp = Later }).Split('.')[2], "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example" }), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = "soon" }), "invalid_user_token" },
        { Jwt(new { exp = Later }), "invalid_user_token" },
        { Jwt(new { email = "ann", exp = Later }), "invalid_user_token" },
        { Jwt(new { email = 7, exp = Later }), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Later, nbf = Later }), "invalid_user_token" },
        { Jwt(new { email = "ann@contoso.example", exp = Now.AddMinutes(-2).ToUnixTimeSeconds() }), "user_token_expired" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void Anything_else_is_refused(string token, string code) => Should.Throw<Refusal>(() => SignedIn.Of(token, Secret, Now)).Code.ShouldBe(code);

    [Fact]
    public async Task The_widgets_visitor_is_verified_by_the_token_and_by_nothing_that_the_page_says()
    {
        await using var hub = await Hub.Start(postgres);
        using var admin = await hub.SignIn("admin");
        var channel = await (await admin.PostAsJsonAsync("/api/v1/channels", new { name = "Shop" }, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct);
        var (id, secret) = (channel.GetProperty("id").GetString(), channel.GetProperty("identitySecret").GetString()!);
        (await admin.GetStringAsync($"/api/v1/channels/{id}", Ct)).ShouldNotContain(secret);

        await Begin(hub, new { channel = id, email = "eve@x.example", name = "Eve", userToken = SignedIn.Sign(secret, "ann@contoso.example", "Ann", "17", TimeProvider.System.GetUtcNow().AddMinutes(5)) });
        (await hub.Ask<string>("select concat_ws('|', visitor_name, visitor_email, verified_email, verified_by) from conversations order by created_at desc limit 1"))
            .ShouldBe("Ann|ann@contoso.example|ann@contoso.example|signed_in");
        await Begin(hub, new { channel = id, email = "eve@x.example" });
        (await hub.Ask<string>("select concat_ws('|', visitor_email, verified_email) from conversations order by created_at desc limit 1")).ShouldBe("eve@x.example");

        var renewed = (await (await admin.PostAsync($"/api/v1/channels/{id}/identity", null, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("identitySecret").GetString();
        renewed.ShouldNotBe(secret);
        var old = await hub.Http.PostAsJsonAsync("/widget/session", new { channel = id, userToken = SignedIn.Sign(secret, "ann@contoso.example", "Ann", "17", TimeProvider.System.GetUtcNow().AddMinutes(5)) }, Ct);
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Over_Direct_Line_only_whoever_knows_the_secret_says_who_the_visitor_is()
    {
        await using var hub = await Hub.Start(postgres);
        await LineVisitor.Start(hub, Hub.DirectLineSecret, new { user = new { id = "dl_ann", name = "Ann", email = "ann@contoso.example" } });
        (await hub.Ask<string>("select concat_ws('|', verified_email, verified_by) from conversations order by created_at desc limit 1")).ShouldBe("ann@contoso.example|signed_in");

        var token = (await LineVisitor.Json(await LineVisitor.Call(hub, Hub.DirectLineSecret, HttpMethod.Post, "/tokens/generate"))).GetProperty("token").GetString();
        (await LineVisitor.Call(hub, token, HttpMethod.Post, "/conversations", new { user = new { id = "x", email = "ann@contoso.example" } })).EnsureSuccessStatusCode();
        (await hub.Ask<string>("select coalesce(verified_email, 'nobody') from conversations order by created_at desc limit 1")).ShouldBe("nobody");
        (await LineVisitor.Call(hub, Hub.DirectLineSecret, HttpMethod.Post, "/tokens/generate", new { user = new { id = "dl_x", email = "no address" } })).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task Begin(Hub hub, object visit)
    {
        var session = await (await hub.Http.PostAsJsonAsync("/widget/session", visit, Ct)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
        (await LineVisitor.Call(hub, session.GetProperty("token").GetString(), HttpMethod.Post, "/conversations")).EnsureSuccessStatusCode();
    }

    private static string Jwt(object claims, string secret = Secret, string head = """{"alg":"HS256","typ":"JWT"}""")
    {
        var said = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{said}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(said)))}";
    }
}
