namespace Baton.Dataverse.Tests;

/// <summary>Bots may be many and slow; an agent's call is answered all the same.</summary>
public sealed class SeatsTests
{
    private static readonly Query Contacts = new("contacts");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bots_that_fill_the_line_do_not_hold_up_a_person()
    {
        var slow = new TaskCompletionSource();
        await using var server = await Scripted.Start(async http =>
        {
            if (http.Request.Path.Value!.EndsWith("/leads", StringComparison.Ordinal)) await slow.Task.WaitAsync(http.RequestAborted);
            await Scripted.Json(http, 200, """{"value":[]}""");
        });
        using var client = server.Client(options => options with { TimeLimit = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromMinutes(2) });
        var bots = Enumerable.Range(0, 300).Select(_ => client.Query(new Query("leads"), Ct)).ToList();
        while (server.Calls.Count < 44) await Task.Yield();

        for (var n = 0; n < 20; n++) await client.Urgent().Query(Contacts, Ct);

        bots.ShouldAllBe(bot => !bot.IsCompleted);   // none of them had to make room
        server.Calls.Count(call => call.Address.EndsWith("/leads", StringComparison.Ordinal)).ShouldBe(44, "8 of the 52 are kept");
        slow.SetResult();
        await Task.WhenAll(bots);
    }

    [Fact]
    public async Task A_person_goes_before_all_bots_that_wait()
    {
        var seats = new Seats(most: 2, keptForPeople: 0);
        await seats.Take(isPerson: false, Ct);
        await seats.Take(isPerson: false, Ct);
        var bot = seats.Take(isPerson: false, Ct);
        var person = seats.Take(isPerson: true, Ct);
        seats.Give(isPerson: false);
        await person.WaitAsync(TimeSpan.FromMinutes(1), Ct);
        bot.IsCompleted.ShouldBeFalse();
        seats.Give(isPerson: true);
        await bot.WaitAsync(TimeSpan.FromMinutes(1), Ct);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_seat()
    {
        var seats = new Seats(most: 1, keptForPeople: 0);
        await seats.Take(isPerson: true, Ct);
        using var impatience = new CancellationTokenSource();
        var waiting = seats.Take(isPerson: true, impatience.Token);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        seats.Give(isPerson: true);
        await seats.Take(isPerson: false, Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);
    }

    [Fact]
    public async Task After_a_refusal_for_load_bots_go_in_by_as_many_as_the_environment_recommends()
    {
        var (inside, most, refused) = (0, 0, 0);
        var door = new Lock();
        await using var server = await Scripted.Start(async http =>
        {
            http.Response.Headers["x-ms-dop-hint"] = "4";
            if (Interlocked.Exchange(ref refused, 1) == 0)
            {
                await Scripted.Error(429, "0x80072326", "Number of concurrent requests exceeded the limit of 52.", retryAfter: 1)(http);
                return;
            }
            lock (door) most = Math.Max(most, ++inside);
            await Task.Delay(30, http.RequestAborted);
            lock (door) inside--;
            await Scripted.Error(400, "0x80040200", "no success, so the line stays narrow")(http);
        });
        using var client = server.Client(options => options with { Patience = TimeSpan.FromMinutes(1) });
        await Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct));   // refused for load, then answered
        await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Should.ThrowAsync<DataverseError>(() => client.Query(Contacts, Ct))));
        most.ShouldBeLessThanOrEqualTo(4);
    }

    [Theory]
    [InlineData("https://contoso.crm4.dynamics.com", "login.microsoftonline.com")]
    [InlineData("https://contoso.crm9.dynamics.com", "login.microsoftonline.com")]
    [InlineData("https://contoso.crm.microsoftdynamics.us", "login.microsoftonline.us")]
    [InlineData("https://contoso.crm.appsplatform.us", "login.microsoftonline.us")]
    [InlineData("https://contoso.crm.dynamics.cn", "login.partner.microsoftonline.cn")]
    public void Every_cloud_has_its_own_authority(string instance, string authority) => EntraClouds.AuthorityOf(new Uri(instance)).Host.ShouldBe(authority);
}
