using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>One chat from hello to closed: the bot with the CRM at hand, the person with the whole story, the rating, the note in Dynamics.</summary>
public sealed class SpineTests(TestPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_is_helped_by_the_bot_then_by_Alex_and_the_story_is_written_to_Dynamics_once()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);
        var alex = await hub.SignIn("alex");
        (await alex.PutAsJsonAsync("/api/v1/me/presence", new { presence = "Available" }, Ct)).EnsureSuccessStatusCode();

        var visitor = await Visitor.Begin(hub);
        await visitor.HeardThat("Contoso's assistant");
        await visitor.Say("Show my open cases");
        await visitor.HeardThat("e-mail");
        await visitor.Say("adele@contoso.example");
        await visitor.HeardThat("sent a code");
        await visitor.Say(await tenant.CodeFor("adele@contoso.example"));
        await visitor.HeardThat("Adele Vance");
        await visitor.HeardThat("CAS-");
        await visitor.Say("I want to talk to a person");
        await visitor.HeardThat("getting somebody");

        var offer = (await Eventually.Is(async () => (await alex.GetFromJsonAsync<JsonArray>("/api/v1/offers", Ct))!, offers => offers.Count > 0, "an offer"))[0]!;
        offer["conversationId"]!.GetValue<Guid>().ShouldBe(visitor.ConversationId);
        (await alex.PostAsync($"/api/v1/offers/{offer["id"]}/accept", null, Ct)).EnsureSuccessStatusCode();
        var story = (await alex.GetFromJsonAsync<JsonObject>($"/api/v1/conversations/{visitor.ConversationId}", Ct))!;
        ((string)story["state"]!).ShouldBe("WithAgent");
        ((string)story["summary"]!).ShouldContain("Adele Vance");
        story["variables"]!.AsArray().ShouldNotBeEmpty();
        var card = await Eventually.Is(async () => (await alex.GetFromJsonAsync<JsonObject>($"/api/v1/conversations/{visitor.ConversationId}/crm", Ct))!,
            seen => (string?)seen["status"] == "found", "the contact is found");
        ((string)card["contact"]!["name"]!).ShouldBe("Adele Vance");
        card["openCases"]!.AsArray().Count.ShouldBe(2);

        (await alex.PostAsJsonAsync($"/api/v1/conversations/{visitor.ConversationId}/messages", new { clientId = "a1", text = "Hello Adele, Alex here." }, Ct)).EnsureSuccessStatusCode();
        await visitor.HeardThat("Alex here");
        (await alex.PostAsync($"/api/v1/conversations/{visitor.ConversationId}/end", null, Ct)).EnsureSuccessStatusCode();
        (await visitor.Post(new { type = "message", from = new { id = "dl_v" }, text = "Too late" })).StatusCode.ShouldNotBe(HttpStatusCode.OK);
        (await alex.PostAsync($"/api/v1/conversations/{visitor.ConversationId}/close", null, Ct)).EnsureSuccessStatusCode();

        using var dynamics = await tenant.Client();
        var contact = (string)card["contact"]!["id"]!;
        var notes = await Eventually.Is(async () => (await dynamics.GetFromJsonAsync<JsonObject>(
                $"annotations?$select=subject,notetext&$filter=_objectid_value eq {contact} and contains(notetext,'Alex here')", Ct))!["value"]!.AsArray(),
            found => found.Count > 0, "the note is in Dynamics");
        notes.Count.ShouldBe(1, "one note, however often it was written");
        ((string)notes[0]!["notetext"]!).ShouldContain("Show my open cases");
    }

    [Fact]
    public async Task A_seat_that_comes_free_goes_to_the_next_within_a_second()
    {
        await using var hub = await Hub.Start(postgres);
        var alex = await hub.SignIn("alex");
        (await alex.PutAsJsonAsync("/api/v1/me/presence", new { presence = "Available" }, Ct)).EnsureSuccessStatusCode();
        var waiting = new List<Visitor>();
        for (var i = 0; i < 4; i++)
        {
            waiting.Add(await Visitor.Begin(hub));
            await waiting[i].Say("I want to talk to a person");
        }
        for (var accepted = 0; accepted < 3; accepted++)
        {
            var offer = (await Eventually.Is(async () => (await alex.GetFromJsonAsync<JsonArray>("/api/v1/offers", Ct))!, offers => offers.Count > 0, "an offer"))[0]!;
            (await alex.PostAsync($"/api/v1/offers/{offer["id"]}/accept", null, Ct)).EnsureSuccessStatusCode();
        }
        (await alex.GetFromJsonAsync<JsonArray>("/api/v1/offers", Ct))!.ShouldBeEmpty();   // three is all that Alex can carry
        var mine = (await alex.GetFromJsonAsync<JsonArray>("/api/v1/conversations?view=mine", Ct))!;
        mine.Count.ShouldBe(3);

        (await alex.PostAsync($"/api/v1/conversations/{mine[0]!["id"]}/close", null, Ct)).EnsureSuccessStatusCode();

        var sam = await hub.SignIn("sam");
        await Eventually.Is(async () => (Offers: (await alex.GetFromJsonAsync<JsonArray>("/api/v1/offers", Ct))!.Count,
                All: (await sam.GetStringAsync("/api/v1/conversations?view=all", Ct)), Why: await sam.GetStringAsync($"/api/v1/conversations/{waiting[3].ConversationId}/routing", Ct)),
            seen => seen.Offers == 1, "the fourth is offered");
    }

    [Theory]
    [InlineData("POST", "/api/v1/session", "{", 400)]
    [InlineData("POST", "/api/v1/session", "[]", 400)]
    [InlineData("GET", "/api/v1/conversations", null, 401)]
    [InlineData("GET", "/api/v1/nothing", null, 404)]
    [InlineData("DELETE", "/health/live", null, 405)]
    public async Task Bad_requests_get_problem_details_with_a_code(string method, string path, string? body, int status)
    {
        await using var hub = await Hub.Start(postgres);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

        using var answer = await hub.Http.SendAsync(request, Ct);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"].ShouldNotBeNull();
    }
}
