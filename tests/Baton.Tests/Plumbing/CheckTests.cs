using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Tests.House;
using Baton.Tests.Tools;
using Dapper;
using Npgsql;

namespace Baton.Tests.Plumbing;

/// <summary>Every named check: over REST and at the shell, when all is well and when it is not.</summary>
public sealed class CheckTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly string[] Names = ["database", "durability", "disk", "jobs", "processes", "clock", "Dynamics", "secrets", "bots", "model", "Teams"];
    private McpCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_is_well_when_it_is()
    {
        var report = await Report();
        report.GetProperty("ok").GetBoolean().ShouldBeTrue(report.GetRawText());
        report.GetProperty("checks").EnumerateArray().Select(line => line.GetProperty("name").GetString()).ShouldBe(Names, ignoreOrder: true);
        foreach (var name in new[] { "database", "jobs", "processes", "clock", "Dynamics", "secrets" }) State(report, name).ShouldBe("ok", report.GetRawText());
        foreach (var name in new[] { "model", "Teams" }) State(report, name).ShouldBe("notConfigured");

        using var sam = await _cast.Hub.SignIn("sam");
        (await sam.GetAsync("/api/v1/checks", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(100, "ok"), InlineData(30, "warning"), InlineData(14, "warning"), InlineData(7, "warning"), InlineData(0, "warning"), InlineData(-1, "failed")]
    public async Task A_secret_is_missed_before_it_expires(int days, string state)
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(days);
        await Execute("update settings set value = value || jsonb_build_object('secretExpiresOn', @day) where name = 'crm.connection'", new { day = $"{day:yyyy-MM-dd}" });
        var report = await Report();
        State(report, "secrets").ShouldBe(state);
        Line(report, "secrets").GetProperty("sentence").GetString()!.ShouldContain($"{day:yyyy-MM-dd}");
    }

    [Fact]
    public async Task What_is_not_well_is_named_with_what_to_do()
    {
        _cast.Dynamics.TokenError = 7000222;
        await Execute("""
            insert into jobs (lane, track, reaction, fact, due, attempts, error, put_aside_at) values (gen_random_uuid(), 'Aside', 'write to CRM', '{}', now(), 8, 'It broke', now())
            """);
        var report = await Report();
        report.GetProperty("ok").GetBoolean().ShouldBeFalse();
        State(report, "Dynamics").ShouldBe("failed");
        Line(report, "Dynamics").GetProperty("hint").GetString().ShouldNotBeNullOrEmpty();
        State(report, "jobs").ShouldBe("failed");
        Line(report, "jobs").GetProperty("sentence").GetString()!.ShouldContain("write to CRM");
        State(report, "database").ShouldBe("ok", "one failure is not another's");
    }

    [Fact]
    public async Task At_the_shell_it_says_the_same_and_ends_with_1_when_something_fails()
    {
        var (code, said) = await Shell(_cast.Hub.Address, _cast.Hub.ConnectionString);
        code.ShouldBe(0, said);
        said.ShouldContain("All is well.");
        foreach (var name in Names) said.ShouldContain(name);

        (code, said) = await Shell(new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"), _cast.Hub.ConnectionString, "--json");
        var report = JsonDocument.Parse(said).RootElement;
        code.ShouldBe(1);
        State(report, "server").ShouldBe("failed");
        State(report, "Dynamics").ShouldBe("ok", "the rest is asked all the same");

        (code, said) = await Shell(_cast.Hub.Address, $"Host=127.0.0.1;Port={ServerProcess.FreePort()};Database=none;Username=nobody;Timeout=2", "--json");
        report = JsonDocument.Parse(said).RootElement;
        code.ShouldBe(1);
        State(report, "database").ShouldBe("failed");
        State(report, "Dynamics").ShouldBe("notAsked");
    }

    public async ValueTask InitializeAsync() => _cast = await McpCast.Start(postgres);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private Task<JsonElement> Report() => _cast.Admin.GetFromJsonAsync<JsonElement>("/api/v1/checks", Ct);

    private static JsonElement Line(JsonElement report, string name) => report.GetProperty("checks").EnumerateArray().Single(line => line.GetProperty("name").GetString() == name);

    private static string? State(JsonElement report, string name) => Line(report, name).GetProperty("state").GetString();

    private async Task Execute(string sql, object? with = null)
    {
        await using var connection = new NpgsqlConnection(_cast.Hub.ConnectionString);
        await connection.ExecuteAsync(sql, with);
    }

    private static async Task<(int Code, string Said)> Shell(Uri server, string connectionString, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Server).Assembly.Location, "check", .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BATON_URLS"] = server.ToString().TrimEnd('/');
        start.Environment["BATON_DEMO"] = "true";
        start.Environment["ConnectionStrings__Baton"] = connectionString;
        using var check = Process.Start(start)!;
        var (said, complained) = (check.StandardOutput.ReadToEndAsync(Ct), check.StandardError.ReadToEndAsync(Ct));
        await check.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(2), Ct);
        (await complained).ShouldBe("");
        return (check.ExitCode, await said);
    }
}
