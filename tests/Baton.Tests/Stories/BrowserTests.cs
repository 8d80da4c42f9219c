using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>The whole story in real browsers, over the built widget and desk.</summary>
public sealed class BrowserTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_and_an_agent_meet_in_their_browsers()
    {
        var chromium = Environment.GetEnvironmentVariable("BATON_CHROMIUM") is { Length: > 0 } given ? given : "/usr/bin/chromium";
        Assert.SkipUnless(File.Exists(chromium), "There is no chromium; ./baton test installs it on Debian.");
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);

        var saw = await Run(hub, chromium);

        saw.GetProperty("deskWrong").EnumerateArray().Select(line => line.GetString()).ShouldBeEmpty("axe finds nothing wrong with the desk");
        saw.GetProperty("visitorHeard").EnumerateArray().Select(line => line.GetString()!).ShouldContain(line => line.Contains("Alex has joined", StringComparison.Ordinal));
        saw.GetProperty("surveyStars").GetInt32().ShouldBe(5);
    }

    private static async Task<JsonElement> Run(Hub hub, string chromium, [CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../browser"));
        Directory.Exists(Path.Combine(folder, "node_modules")).ShouldBeTrue("Run 'npm ci' in tests/browser first; ./baton test does.");
        var start = new ProcessStartInfo("node", ["story.cjs"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BATON_URL"] = hub.Address.ToString();
        start.Environment["BATON_PASSWORD"] = Hub.Password;
        start.Environment["BATON_CHROMIUM"] = chromium;
        using var node = Process.Start(start)!;
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(Ct), node.StandardError.ReadToEndAsync(Ct));
        await node.WaitForExitAsync(Ct).WaitAsync(Patience, Ct);
        node.ExitCode.ShouldBe(0, await complained);
        return JsonSerializer.Deserialize<JsonElement>(await said);
    }
}
