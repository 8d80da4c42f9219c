using System.Net;
using System.Text.Json;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.People;

/// <summary>Who may come in, and what strangers can learn by trying.</summary>
public sealed class SigningInTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private Hub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await Hub.Start(postgres, _clock);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Signed_in_one_is_told_who_one_is()
    {
        using var bea = await _hub.SignIn("bea");

        var me = await bea.Json("/api/v1/me");

        me.GetProperty("name").GetString().ShouldBe("Bea");
        me.GetProperty("role").GetString().ShouldBe("agent");
        me.GetProperty("presence").GetString().ShouldBe("Offline", "signing in does not change it");
        me.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString()).ShouldBe(["Billing", "Support"]);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        var known = await Try("alex@contoso.example", "wrong password");
        var unknown = await Try("nobody@contoso.example", "wrong password");

        known.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Told(unknown)).ShouldBe(await Told(known));
    }

    [Fact]
    public async Task After_five_failures_nobody_gets_in_for_five_minutes_not_even_with_the_password()
    {
        foreach (var email in new[] { "alex@contoso.example", "nobody@contoso.example" })
        {
            for (var n = 0; n < 5; n++) (await Try(email, "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            var locked = await Try(email.ToUpperInvariant(), Hub.Password);
            locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            locked.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(290, 300);
        }

        _clock.Advance(TimeSpan.FromSeconds(301));
        (await Try("alex@contoso.example", Hub.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Twenty_guesses_at_once_are_not_more_than_five()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Try("alex@contoso.example", $"guess {n}")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(5);
    }

    [Fact]
    public async Task Success_forgets_the_failures()
    {
        for (var n = 0; n < 4; n++) await Try("alex@contoso.example", "wrong");
        (await Try("alex@contoso.example", Hub.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var n = 0; n < 4; n++) (await Try("alex@contoso.example", "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signed_out_the_token_is_worth_nothing()
    {
        using var alex = await _hub.SignIn("alex");
        (await alex.GetAsync("/api/v1/me", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await alex.DeleteAsync("/api/v1/session", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await alex.GetAsync("/api/v1/me", Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_lasts_twelve_hours_after_its_last_use()
    {
        using var alex = await _hub.SignIn("alex");
        _clock.Advance(TimeSpan.FromHours(11));
        (await alex.GetAsync("/api/v1/me", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _clock.Advance(TimeSpan.FromHours(11));
        (await alex.GetAsync("/api/v1/me", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _clock.Advance(TimeSpan.FromHours(12.1));
        (await alex.GetAsync("/api/v1/me", Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_cookie_is_for_our_own_pages_only()
    {
        var answer = await Try("alex@contoso.example", Hub.Password);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);

        (await Busy(cookie, ("Sec-Fetch-Site", "cross-site"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Busy(cookie, ("Sec-Fetch-Site", "same-site"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Busy(cookie, ("Origin", "https://evil.example"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Busy(cookie, ("Origin", "null"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Busy(cookie, ("Sec-Fetch-Site", "same-origin"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Busy(cookie, ("Origin", _hub.Address.GetLeftPart(UriPartial.Authority)))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_refused_before_their_words_are_read()
    {
        using var malformed = new StringContent("{", System.Text.Encoding.UTF8, "application/json");

        var answer = await _hub.Http.PutAsync("/api/v1/me/presence", malformed, Ct);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Code()).ShouldBe("not_signed_in");
    }

    [Fact]
    public async Task The_demo_names_its_people_and_not_their_password()
    {
        var shown = (await _hub.Http.Json("/api/v1/demo")).GetRawText();

        shown.ShouldContain("alex@contoso.example");
        shown.ShouldNotContain(Hub.Password);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<HttpResponseMessage> Try(string email, string password) => _hub.Http.Posts("/api/v1/session", new { email, password });

    private static async Task<string> Told(HttpResponseMessage answer)
    {
        var problem = await answer.Body();
        return JsonSerializer.Serialize(problem.EnumerateObject().Where(member => member.Name != "traceId")
            .ToDictionary(m => m.Name, m => m.Value.ToString()));
    }

    private async Task<HttpResponseMessage> Busy(string cookie, (string Name, string Value) header)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _hub.Address };
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        browser.DefaultRequestHeaders.Add(header.Name, header.Value);
        return await browser.Says("Busy");
    }
}
