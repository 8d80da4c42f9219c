using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Baton.Dataverse.Tests;

public sealed class ResilienceTests
{
    private static readonly Guid Id = Guid.Parse("0193f6a2-0000-7000-8000-000000000001");
    private static readonly Query Contacts = new("contacts");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_passing_failure_is_tried_again(int status)
    {
        await using var server = await Scripted.Start(Scripted.Error(status, "0x0", "down"), Scripted.Drop, Scripted.Ok("""{"value":[]}"""));
        using var client = server.Client();
        (await client.Query(Contacts, Ct)).Rows.ShouldBeEmpty();
        server.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_plug_in_s_failure_is_not_tried_again()
    {
        await using var server = await Scripted.Start(Scripted.Error(500, "0x80040265", "ISV code aborted the operation."));
        using var client = server.Client();
        (await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct))).Code.ShouldBe("0x80040265");
        server.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Retry_after_is_obeyed_by_everybody()
    {
        await using var server = await Scripted.Start(Scripted.Error(429, "0x80072322", "Number of requests exceeded", retryAfter: 1), Scripted.Ok("""{"value":[]}"""));
        using var client = server.Client();
        var clock = Stopwatch.StartNew();

        var first = client.Query(Contacts, Ct);
        while (server.Calls.Count == 0) await Task.Yield();
        await Task.Delay(50, Ct);
        await client.Query(Contacts, Ct);   // it comes while the pause is on
        var second = clock.Elapsed;
        await first;

        second.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
        server.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_pause_longer_than_our_patience_is_passed_on_at_once()
    {
        await using var server = await Scripted.Start(Scripted.Error(429, "0x80072321", "Combined execution time exceeded", retryAfter: 240));
        using var client = server.Client();

        var error = await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct));
        var next = await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct));

        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(240));
        error.Meaning.Sentence.ShouldNotContain("Combined");
        next.WillPass.ShouldBeTrue();
        server.Calls.Count.ShouldBe(1);   // the second did not even ask
    }

    [Fact]
    public async Task A_refused_create_is_tried_again_because_it_was_not_carried_out()
    {
        await using var server = await Scripted.Start(Scripted.Error(429, "0x80072326", "Number of concurrent requests exceeded the limit of 52."), Scripted.Ok("{}"));
        using var client = server.Client();
        await client.Create("leads", new JsonObject(), null, Ct);
        server.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_hangs_costs_no_more_than_the_time_limit()
    {
        await using var server = await Scripted.Start(Scripted.Hang);
        using var client = server.Client(options => options with { TimeLimit = TimeSpan.FromMilliseconds(200), RetriesMax = 0 });
        var error = await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct));
        error.Meaning.Trouble.ShouldBe(Trouble.TimeLimit);
        error.WillPass.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_listening_is_said_so()
    {
        var server = await Scripted.Start();
        var address = server.Address;
        await server.DisposeAsync();
        using var client = new DataverseClient(new DataverseOptions { Instance = address, RetriesMax = 1, FirstPause = TimeSpan.FromMilliseconds(1) }, (_, _) => new("token"));
        var error = await Should.ThrowAsync<DataverseError>(() => client.Create("leads", new JsonObject(), null, Ct));
        error.Meaning.Trouble.ShouldBe(Trouble.Unreachable);
        error.MayHaveHappened.ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_left_alone_for_a_while()
    {
        await using var server = await Scripted.Start(Scripted.Error(503, "0x0", "maintenance"));
        using var client = server.Client(options => options with { RetriesMax = 0, FailuresBeforeRest = 5 });

        for (var i = 0; i < 5; i++) await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct));
        var resting = await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct));

        resting.Code.ShouldBe("resting");
        resting.WillPass.ShouldBeTrue();
        server.Calls.Count.ShouldBe(5);
    }

    [Fact]
    public async Task No_more_than_fifty_two_at_once()
    {
        var (now, most) = (0, 0);
        await using var server = await Scripted.Start(async http =>
        {
            var here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            await Task.Delay(20, http.RequestAborted);
            Interlocked.Decrement(ref now);
            await Scripted.Json(http, 200, """{"value":[]}""");
        });
        using var client = server.Client();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.Query(Contacts, Ct)));

        most.ShouldBeLessThanOrEqualTo(52);
        most.ShouldBeGreaterThan(10);
        server.TokensGiven.ShouldBe(1);   // and they share one token
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        await using var server = await Scripted.Start(http => Scripted.Json(http, 401, "{}"), Scripted.Ok("""{"value":[]}"""));
        using var client = server.Client();
        await client.Query(Contacts, Ct);
        server.Calls.Select(call => call.Headers.Authorization.ToString()).ShouldBe(["Bearer token-1", "Bearer token-2"]);
    }

    [Fact]
    public async Task A_token_that_is_never_accepted_is_an_error()
    {
        await using var server = await Scripted.Start(http => Scripted.Json(http, 401, ""));
        using var client = server.Client();
        var error = await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct));
        error.Meaning.Trouble.ShouldBe(Trouble.SignIn);
        server.Calls.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(7000215, "Value, not its Secret ID")]
    [InlineData(7000222, "new secret")]
    [InlineData(700016, "Application (client) ID")]
    [InlineData(90002, "Tenant ID")]
    [InlineData(500011, "instance URL")]
    public async Task What_Entra_says_is_explained(int number, string nextStep)
    {
        await using var server = await Scripted.Start();
        server.OnToken = http => Scripted.Json(http, 401,
            $$"""{"error":"invalid_client","error_description":"AADSTS{{number}}: words that change.","error_codes":[{{number}}],"correlation_id":"corr-1"}""");
        using var client = server.Client();

        var error = await Should.ThrowAsync<DataverseError>(() => client.WhoAmI(Ct));

        error.Code.ShouldBe($"AADSTS{number}");
        error.Meaning.NextStep.ShouldContain(nextStep);
        error.RequestId.ShouldBe("corr-1");
        server.Requests.Count.ShouldBe(1);   // a wrong secret does not become right by repeating it
    }

    [Fact]
    public async Task A_token_is_fetched_anew_five_minutes_before_it_expires()
    {
        await using var server = await Scripted.Start();
        var clock = new SteppedClock();
        using var entra = new EntraSecret(server.Address, "contoso", "app", "s3cret", new Uri("https://contoso.crm4.dynamics.com/main.aspx"), clock);

        (await entra.Token(null, Ct)).ShouldBe("token-1");
        clock.Now += TimeSpan.FromMinutes(54);
        (await entra.Token(null, Ct)).ShouldBe("token-1");
        clock.Now += TimeSpan.FromMinutes(2);
        (await entra.Token(null, Ct)).ShouldBe("token-2");

        var form = server.Requests.First().Body;
        form.ShouldContain("scope=https%3A%2F%2Fcontoso.crm4.dynamics.com%2F.default");
        form.ShouldContain("grant_type=client_credentials");
        server.Requests.First().Address.ShouldBe("/contoso/oauth2/v2.0/token");
    }

    [Fact]
    public async Task A_web_page_instead_of_JSON_is_recognised()
    {
        await using var server = await Scripted.Start(async http => { http.Response.ContentType = "text/html"; await http.Response.WriteAsync("<html>", Ct); });
        using var client = server.Client();
        (await Should.ThrowAsync<DataverseError>(() => client.WhoAmI(Ct))).Code.ShouldBe("not_dataverse");
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var known = Volatile.Read(ref most);
        while (value > known)
        {
            var seen = Interlocked.CompareExchange(ref most, value, known);
            if (seen == known) return;
            known = seen;
        }
    }

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
