using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Tests.Channels;
using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>What weighs is asked first: the visitor, or a colleague; and a code shows that visitors are who they say.</summary>
public sealed class AskingStories(TestPostgres postgres)
{
    private static readonly object Adele = new { id = "dl_adele", name = "Adele Vance", email = "adele@contoso.example" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_in_visitor_sees_their_cases_at_once_and_agrees_to_a_change_before_it_is_made()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);
        using var dynamics = await tenant.Client();
        var visitor = await Visitor.Begin(hub, Adele);
        await visitor.Say("Show my open cases");
        await visitor.HeardThat("CAS-");
        (await visitor.Activities()).ShouldNotContain(activity => ((string?)activity!["text"] ?? "").Contains("e-mail address", StringComparison.Ordinal));

        // No: nothing happens.
        await visitor.Say("My phone number has changed");
        await visitor.HeardThat("What is the new number?");
        await visitor.Say("555-0001");
        var question = await visitor.HeardThat("Shall I do this?");
        question.ShouldContain("Change the contact Adele Vance.");
        question.ShouldContain("→ 555-0001");
        (await visitor.Activities()).Last()!["suggestedActions"]!["actions"]!.AsArray().Select(action => (string)action!["title"]!).ShouldBe(["Yes", "No"]);
        await visitor.Say("No, thanks");
        await visitor.HeardThat("I left it as it was");
        (await Phone(dynamics)).ShouldNotBe("555-0001");

        // Neither yes nor no: asked once more, then taken for a no, and heard.
        await visitor.Say("My phone number has changed");
        await visitor.Say("555-0002");
        await visitor.HeardThat("→ 555-0002");
        await visitor.Say("maybe tomorrow");
        await visitor.HeardThat("Please answer yes or no.");
        await visitor.Say("Show my open cases");
        await Eventually.IsTrue(async () => (await visitor.Activities()).Count(activity => ((string?)activity!["text"] ?? "").StartsWith("You have", StringComparison.Ordinal)) == 2, "they are heard");
        (await Phone(dynamics)).ShouldNotBe("555-0002");

        // Yes.
        await visitor.Say("My phone number has changed");
        await visitor.Say("555-0003");
        await visitor.HeardThat("→ 555-0003");
        await visitor.Say("Yes, please!");
        await visitor.HeardThat("your number is 555-0003 now");
        (await Phone(dynamics)).ShouldBe("555-0003");
        (await hub.Ask<long>("select count(*) from tool_runs where tool = 'update_contact' and outcome = 'ok'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_colleague_is_asked_the_first_to_answer_decides_and_the_bot_goes_on()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);
        using var dynamics = await tenant.Client();
        using var admin = await hub.SignIn("admin");
        using var sam = await hub.SignIn("sam");
        (await admin.PutAsJsonAsync($"/api/v1/policies/{DemoPeople.Bot}", new { rules = new { update_contact = "askAgent" } }, Ct)).EnsureSuccessStatusCode();
        var visitor = await Visitor.Begin(hub, Adele);
        await visitor.Say("My phone number has changed");
        await visitor.Say("555-0004");
        await visitor.HeardThat("asked a colleague");
        await visitor.Say("Hello?");
        await visitor.HeardThat("still looking");

        var open = (await sam.GetFromJsonAsync<JsonArray>($"/api/v1/confirmations?conversationId={visitor.ConversationId}", Ct))!;
        open.Count.ShouldBe(1);
        ((string)open[0]!["tool"]!, (string)open[0]!["preview"]!["changes"]![0]!["to"]!).ShouldBe(("update_contact", "555-0004"));
        var id = (string)open[0]!["id"]!;

        var answers = await Task.WhenAll(sam.PostAsync($"/api/v1/confirmations/{id}/approve", null, Ct), admin.PostAsync($"/api/v1/confirmations/{id}/approve", null, Ct));
        answers.Select(answer => answer.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict], ignoreOrder: true);
        (await answers.Single(answer => !answer.IsSuccessStatusCode).Content.ReadAsStringAsync(Ct)).ShouldContain("was first and said yes");
        await visitor.HeardThat("your number is 555-0004 now");
        (await Phone(dynamics)).ShouldBe("555-0004");
        (await sam.GetFromJsonAsync<JsonArray>($"/api/v1/confirmations?conversationId={visitor.ConversationId}", Ct))!.ShouldBeEmpty();

        await visitor.Say("My phone number has changed");
        await visitor.Say("555-0005");
        var second = await Eventually.Is(async () => (await sam.GetFromJsonAsync<JsonArray>($"/api/v1/confirmations?conversationId={visitor.ConversationId}", Ct))!, list => list.Count == 1, "asked");
        (await sam.PostAsync($"/api/v1/confirmations/{second[0]!["id"]}/decline", null, Ct)).EnsureSuccessStatusCode();
        await visitor.HeardThat("I left it as it was");
    }

    [Fact]
    public async Task Nobody_decides_in_time_and_that_is_a_no()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);
        using var admin = await hub.SignIn("admin");
        (await admin.PutAsJsonAsync($"/api/v1/policies/{DemoPeople.Bot}", new { rules = new { update_contact = "askAgent" } }, Ct)).EnsureSuccessStatusCode();
        var visitor = await Visitor.Begin(hub, Adele);
        await visitor.Say("My phone number has changed");
        await visitor.Say("555-0006");
        await visitor.HeardThat("asked a colleague");

        // Ten minutes pass: the timer is a job that is due then.
        await hub.Ask<int>("with gone as (update confirmations set expires_at = now() - interval '1 second') update jobs set due = now() where reaction = 'bot goes on without' returning 1");

        await visitor.HeardThat("I left it as it was");
        var id = await hub.Ask<Guid>("select id from confirmations");
        (await admin.PostAsync($"/api/v1/confirmations/{id}/approve", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Killed_between_the_question_and_the_yes_the_change_is_made_once()
    {
        var database = await postgres.Clone();
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.Start(database, port);
        try
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            http.DefaultRequestHeaders.Authorization = new("Bearer", Hub.DirectLineSecret);
            var begun = (await (await http.PostAsJsonAsync("/v3/directline/conversations", new { user = Adele }, Ct)).Content.ReadFromJsonAsync<JsonObject>(Ct))!;
            var address = $"/v3/directline/conversations/{begun["conversationId"]}/activities";
            Task Say(string text) => http.PostAsJsonAsync(address, new { type = "message", from = new { id = "dl_adele" }, text, channelData = new { clientActivityID = text } }, Ct);
            Task Hears(string part) => Eventually.IsTrue(async () => (await http.GetStringAsync(address, Ct)).Contains(part, StringComparison.Ordinal), part, TimeSpan.FromSeconds(60));
            await Say("My phone number has changed");
            await Say("555-0007");
            await Hears("555-0007");
            await Hears("Shall I do this?");

            await server.Kill();
            await server.DisposeAsync();
            server = await ServerProcess.Start(database, port);
            await Say("Yes");
            await Hears("your number is 555-0007 now");

            await using var connection = new Npgsql.NpgsqlConnection(database);
            (await Dapper.SqlMapper.QuerySingleAsync<long>(connection, "select count(*) from tool_runs where tool = 'update_contact' and outcome = 'ok'")).ShouldBe(1);
        }
        finally
        {
            await server.DisposeAsync();
            await postgres.Drop(database);
        }
    }

    [Fact]
    public async Task Three_runs_in_a_row_that_come_to_nothing_bring_a_person()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);
        var visitor = await Visitor.Begin(hub);
        for (var i = 0; i < 3; i++)
        {
            await visitor.Say("Show my open cases");
            await Eventually.IsTrue(async () => Texts(await visitor.Activities()).Count(text => text.StartsWith("What is your e-mail", StringComparison.Ordinal)) == i + 1, "asked for the address");
            await visitor.Say($"nobody{i}@nowhere.example");
            if (i < 2) await Eventually.IsTrue(async () => Texts(await visitor.Activities()).Count(text => text.StartsWith("Would you like to talk", StringComparison.Ordinal)) == i + 1, "offered a person");
            if (i < 2) await visitor.Say("No");
        }
        (await Eventually.Is(() => hub.Ask<string?>("select escalation_reason || ': ' || summary from conversations"), told => told is not null, "it is given up"))!
            .ShouldStartWith("Three tool runs in a row came to nothing: The bot got no further: Get contact by e-mail");
    }

    [Fact]
    public async Task A_code_that_was_sent_shows_who_they_are_and_a_wrong_one_does_not()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);
        var visitor = await Visitor.Begin(hub);
        await visitor.Say("Show my open cases");
        await visitor.HeardThat("e-mail");
        await visitor.Say("adele@contoso.example");
        await visitor.HeardThat("sent a code to adele@contoso.example");
        var code = await tenant.CodeFor("adele@contoso.example");
        await visitor.Say(code == "123456" ? "654321" : "123456");
        await visitor.HeardThat("That is not the code");
        (await hub.Ask<string>("select coalesce(verified_by, 'nobody') from conversations")).ShouldBe("nobody");
        await visitor.Say($"{code[..3]} {code[3..]}");
        await visitor.HeardThat("CAS-");
        (await hub.Ask<string>("select concat_ws('|', verified_email, verified_by, contact_name) from conversations")).ShouldBe("adele@contoso.example|code|Adele Vance");
        using var sam = await hub.SignIn("sam");
        (await sam.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{visitor.ConversationId}", Ct)).GetProperty("visitor").GetProperty("verifiedBy").GetString().ShouldBe("code");
    }

    private static IEnumerable<string> Texts(JsonArray activities) => activities.Select(activity => (string?)activity!["text"] ?? "");

    private static async Task<string?> Phone(HttpClient dynamics) =>
        (string?)(await dynamics.GetFromJsonAsync<JsonObject>("contacts?$select=telephone1&$filter=emailaddress1 eq 'adele@contoso.example'", Ct))!["value"]![0]!["telephone1"];
}
