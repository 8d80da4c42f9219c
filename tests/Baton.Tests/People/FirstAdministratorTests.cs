using System.Net;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.People;

/// <summary>An empty Baton: who comes in first, and who can't.</summary>
public sealed class FirstAdministratorTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Password = "a long walk by the river";

    private readonly FakeClock _clock = new();
    private Hub _hub = null!;

    public async ValueTask InitializeAsync() =>
        _hub = await Hub.Start(postgres, _clock, settings: new Dictionary<string, string?> { ["BATON_DEMO"] = "false" });

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task The_link_makes_an_administrator_who_is_signed_in_and_then_makes_nobody_else()
    {
        var code = await Code();
        (await _hub.Http.Json("/api/v1/setup")).GetProperty("setupNeeded").GetBoolean().ShouldBeTrue();

        var answer = await Opens(code);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        using var ada = new HttpClient { BaseAddress = _hub.Address };
        ada.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.Body()).GetProperty("token").GetString());
        (await ada.Json("/api/v1/me")).GetProperty("role").GetString().ShouldBe("administrator");
        (await ada.GetAsync("/api/v1/users", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _hub.Http.Posts("/api/v1/session", new { email = "ada@fabrikam.example", password = Password })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _hub.Http.Json("/api/v1/setup")).GetProperty("setupNeeded").GetBoolean().ShouldBeFalse();
        var second = await Opens(code, "eve@fabrikam.example");
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Code()).ShouldBe("already_set_up");
        (await Link()).ShouldBeNull("there is an administrator");
    }

    [Fact]
    public async Task Of_ten_who_open_links_at_once_one_becomes_administrator()
    {
        var codes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Code()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Opens(codes[n % 5], $"person{n}@fabrikam.example")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).Select(answer => answer.StatusCode).ShouldAllBe(status => status == HttpStatusCode.Conflict);
        (await _hub.Read<string>("select email from users where role = 'administrator'")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not-the-code")]
    public async Task Without_the_code_nobody_comes_in(string? code)
    {
        await Code();

        var answer = await Opens(code);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await answer.Body();
        problem.GetProperty("code").GetString().ShouldBe("wrong_setup_code");
        problem.GetProperty("detail").GetString()!.ShouldContain("./baton setup-link");
        (await _hub.Read<Guid>("select id from users")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_guesses_is_stopped_for_five_minutes_and_the_link_works_after()
    {
        var code = await Code();
        var guesses = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Opens($"guess {n}")));
        guesses.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(10);
        var stopped = await Opens(code);
        stopped.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        stopped.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(290, 300);

        _clock.Advance(TimeSpan.FromSeconds(301));
        (await Opens(code)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("short", "12 to 200")]
    [InlineData("aaaaaaaaaaaaaaa", "different")]
    [InlineData("ada lives at the sea", "out of the password")]
    public async Task A_weak_password_is_refused_and_the_link_stays_good(string password, string told)
    {
        var code = await Code();

        var answer = await Opens(code, password: password);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Detail()).ShouldContain(told);
        (await Opens(code)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_a_hash_of_the_code_is_kept_and_of_many_links_the_newest_ten_hold()
    {
        var oldest = await Code();
        for (var n = 0; n < 10; n++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Code();
        }

        (await _hub.Read<byte[]>("select code_hash from setup_codes")).Count.ShouldBe(10);
        (await _hub.Read<string>("select encode(code_hash, 'escape') from setup_codes")).ShouldNotContain(oldest);
        (await Opens(oldest)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Where_somebody_is_administrator_no_link_is_made()
    {
        await using var demo = await Hub.Start(postgres);

        (await FirstAdministrator.NewLink(demo.ConnectionString, demo.Services.GetRequiredService<BatonSettings>(), _clock, Ct)).ShouldBeNull();
        var answer = await demo.Http.Posts("/api/v1/setup", new { code = "x", name = "Eve", email = "eve@fabrikam.example", password = Password });
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<string?> Link() => FirstAdministrator.NewLink(_hub.ConnectionString, _hub.Services.GetRequiredService<BatonSettings>(), _clock, Ct);

    private async Task<string> Code() => (await Link())!.Split("/desk#setup=")[1];

    private Task<HttpResponseMessage> Opens(string? code, string email = "ada@fabrikam.example", string password = Password) =>
        _hub.Http.Posts("/api/v1/setup", new { code, name = "Ada Lovelace", email, password });
}
