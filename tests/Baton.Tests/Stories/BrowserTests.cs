using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Baton.Sandbox;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Stories;

/// <summary>The whole story in real browsers, over the built widget and desk. Axe is asked about every page and state: light, dark and narrow.</summary>
public sealed class BrowserTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_and_an_agent_meet_in_their_browsers()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);

        var saw = await Tell("story.cjs", hub);

        Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        Lines(saw, "visitorHeard").ShouldContain(line => line.Contains("Alex has joined", StringComparison.Ordinal));
        saw.GetProperty("surveyStars").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task An_administrator_connects_Dynamics_and_is_told_what_is_wrong_first()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);
        using (var admin = await hub.SignIn("admin")) (await admin.DeleteAsync("/api/v1/crm/connection", Ct)).EnsureSuccessStatusCode();

        var saw = await Tell("setup.cjs", hub, ("BATON_SANDBOX", tenant.Address.GetLeftPart(UriPartial.Authority)), ("BATON_TENANT", SandboxOptions.DemoTenantId),
            ("BATON_CLIENT", SandboxOptions.DemoClientId), ("BATON_SECRET", SandboxOptions.DemoClientSecret));

        Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("mayConnectWithSecretId").GetBoolean().ShouldBeFalse("a Secret ID is caught before it is sent");
        saw.GetProperty("toldOfWrongSecret").GetString()!.ShouldContain("What to do");
        saw.GetProperty("secretIsMarked").GetBoolean().ShouldBeTrue("the test points at the field");
        saw.GetProperty("connected").GetString()!.ShouldContain("Contoso");
        saw.GetProperty("tried").GetString()!.ShouldContain("Adele");
        saw.GetProperty("foreseen").GetString().ShouldBe("+43 1 234567", "what would change is shown before it does");
        saw.GetProperty("key").GetString()!.ShouldStartWith("baton_");
        saw.GetProperty("requests").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_first_administrator_is_led_from_an_empty_Baton_to_a_channel()
    {
        await using var hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_DEMO"] = "false" });
        var link = await FirstAdministrator.NewLink(hub.ConnectionString, hub.Services.GetRequiredService<BatonSettings>(), TimeProvider.System, Ct);

        var saw = await Tell("first.cjs", hub, ("BATON_LINK", $"{hub.Address}desk#{link!.Split('#')[1]}"));

        Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("unmet").GetInt32().ShouldBe(3, "too short, too few characters, and with the name in it");
        saw.GetProperty("address").GetString()!.ShouldNotContain("setup=", Case.Insensitive);
        saw.GetProperty("html").GetString()!.ShouldContain("/widget.js");
    }

    [Fact]
    public async Task An_author_writes_tries_publishes_and_rolls_back_a_topic()
    {
        await using var hub = await Hub.Start(postgres);

        var saw = await Tell("topics.cjs", hub);

        Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("problem").GetString()!.ShouldContain("SendActivty");
        saw.GetProperty("leftTo").GetString().ShouldBe("tab", "Escape leaves the editor");
        saw.GetProperty("refused").GetString()!.ShouldContain("OpeningHours, line", Case.Sensitive, "publishing says where the mistake stands");
        saw.GetProperty("recognised").GetString()!.ShouldContain("When are you open");
        saw.GetProperty("ran").GetString()!.ShouldContain("sendMessage_hours", Case.Sensitive, "the text shows what ran");
        saw.GetProperty("inGraph").GetString().ShouldBe("true", "and so does the graph");
        saw.GetProperty("belowTrigger").GetString().ShouldBe("question_day", "arrows go along the flow");
        saw.GetProperty("variables").GetString()!.ShouldContain("Monday");
        saw.GetProperty("chat").GetString()!.ShouldContain("For which day?");
        saw.GetProperty("versions").GetString()!.ShouldContain("Opening hours by day");
        saw.GetProperty("topicsAfter").GetInt32().ShouldBe(saw.GetProperty("topics").GetInt32(), "rolling back takes the topic away again");
    }

    [Fact]
    public async Task What_a_bot_sends_is_drawn_for_its_visitor_and_for_the_agent_after_it()
    {
        await using var hub = await Hub.Start(postgres);
        var port = ServerProcess.FreePort();
        using (var admin = await hub.SignIn("admin"))
            (await admin.PutAsJsonAsync($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Card bot", kind = "connector", endpoint = $"http://127.0.0.1:{port}/api/messages", inlineReplies = true }, Ct))
                .EnsureSuccessStatusCode();

        var saw = await Tell("cards.cjs", hub, ("BATON_BOT_PORT", port.ToString(CultureInfo.InvariantCulture)));

        Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        Lines(saw, "blocked").ShouldBeEmpty("the frame's policy is strict, and nothing needs more");
        saw.GetProperty("twice").GetInt32().ShouldBe(1, "a card's words are not also said");
        saw.GetProperty("submitted").GetProperty("part").GetString().ShouldBe("pm");
        saw.GetProperty("shown").GetString().ShouldBe("Your name: Ada\nWhich day?: 2026-12-01\nPart of the day: Afternoon\nWhere: At home\nCall me before: No");
        saw.GetProperty("filled").GetString()!.ShouldContain("Ada", Case.Sensitive, "the agent reads what was filled in");
        saw.GetProperty("isOnlyLookedAt").GetBoolean().ShouldBeTrue("an agent answers no card for its visitor");
        saw.GetProperty("aside").GetString()!.ShouldContain("priority.level: 3");
        (await hub.Read<int?>("select rating from conversations")).ShouldContain(4, "Copilot Studio's card rates the conversation");
    }

    internal static IEnumerable<string> Lines(JsonElement saw, string of) => saw.GetProperty(of).EnumerateArray().Select(line => line.GetString()!);

    internal static async Task<JsonElement> Tell(string story, Hub hub, params (string Name, string Value)[] more)
    {
        var chromium = Environment.GetEnvironmentVariable("BATON_CHROMIUM") is { Length: > 0 } given ? given : "/usr/bin/chromium";
        Assert.SkipUnless(File.Exists(chromium), "There is no chromium; ./baton test installs it on Debian.");
        var start = new ProcessStartInfo("node", [story]) { WorkingDirectory = Folder(), RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BATON_URL"] = hub.Address.ToString();
        start.Environment["BATON_PASSWORD"] = Hub.Password;
        start.Environment["BATON_CHROMIUM"] = chromium;
        foreach (var (name, value) in more) start.Environment[name] = value;
        using var node = Process.Start(start)!;
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(Ct), node.StandardError.ReadToEndAsync(Ct));
        await node.WaitForExitAsync(Ct).WaitAsync(Patience, Ct);
        node.ExitCode.ShouldBe(0, await complained);
        return JsonSerializer.Deserialize<JsonElement>(await said);
    }

    private static string Folder([CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../browser"));
        Directory.Exists(Path.Combine(folder, "node_modules")).ShouldBeTrue("Run 'npm ci' in tests/browser first; ./baton test does.");
        return folder;
    }
}
