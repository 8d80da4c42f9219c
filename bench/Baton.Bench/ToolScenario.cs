using System.Text.Json;
using Baton.Sandbox;

namespace Baton.Bench;

/// <summary>
/// tool: a program runs a CRM tool by REST and has its result, with the run in the activity log; beside it the same request sent bare to the sandbox. And
/// notes by as many callers at once, which must all be there afterwards.
/// </summary>
public static class ToolScenario
{
    private const string Email = "adele@contoso.example";

    public static async Task Run(BenchOptions options)
    {
        await using var hub = await HubProcess.Start(options.Server);
        await hub.SignIn("admin");
        var token = await SandboxToken(hub);
        var (contact, path) = await Ask(hub);

        var runs = new List<Measured>();
        foreach (var callers in options.Conversations)
            for (var run = 0; run < options.Runs; run++)
            {
                runs.Add(await MeasureTool(hub, callers, options.Seconds));
                runs.Add(await MeasureBare(hub, token, path, callers, options.Seconds));
                runs.Add(await MeasureNotes(hub, token, contact, callers, options.Seconds / 2));
            }
        await Report.Write(options, "tool", runs);
    }

    private static async Task<Measured> MeasureTool(HubProcess hub, int callers, double seconds)
    {
        var (before, began) = (hub.Used(), System.Diagnostics.Stopwatch.GetTimestamp());
        var measured = await Load.Measure("Baton: get_contact_by_email", callers, seconds, _ =>
            Posting(hub, "get_contact_by_email", _ => new { email = Email }));
        return measured.With(before, hub.Used(), System.Diagnostics.Stopwatch.GetElapsedTime(began));
    }

    /// <summary>What the tool asked of Dynamics, to the letter, asked without Baton.</summary>
    private static Task<Measured> MeasureBare(HubProcess hub, string token, string path, int callers, double seconds) =>
        Load.Measure("limit: bare request to the sandbox", callers, seconds, async _ =>
        {
            var http = await RawHttp.Connect(hub.Sandbox);
            var request = RawHttp.Get(hub.Sandbox, path, token);
            return async _ => Expect(200, await http.Send(request));
        });

    /// <summary>The contact's id, and the address that the tool asked, from the activity log.</summary>
    private static async Task<(Guid Contact, string Path)> Ask(HubProcess hub)
    {
        var found = await hub.Send(HttpMethod.Post, "/api/v1/tools/get_contact_by_email", new { email = Email });
        var run = (await hub.Send(HttpMethod.Get, "/api/v1/activity?tool=get_contact_by_email&limit=1"))[0];
        return (found.GetProperty("matches")[0].GetProperty("contact_id").GetGuid(),
            new Uri(new Uri(hub.Sandbox, "/api/data/v9.2/"), run.GetProperty("requests")[0].GetProperty("address").GetString()!).PathAndQuery);
    }

    private static async Task<Measured> MeasureNotes(HubProcess hub, string token, Guid contact, int callers, double seconds)
    {
        var tag = Guid.NewGuid().ToString("N");
        var made = 0;
        var measured = await Load.Measure("Baton: create_note", callers, seconds, async caller =>
        {
            var post = await Posting(hub, "create_note", n => new { record_type = "contact", record_id = contact, subject = $"{tag} {caller}", text = $"Note {n}" });
            return async n =>
            {
                await post(n);
                Interlocked.Increment(ref made);
            };
        });
        var stored = await Count(hub, token, tag);
        if (stored != made) throw new InvalidOperationException($"{made} notes were acknowledged and {stored} are there.");
        return measured;
    }

    private static async Task<Func<int, Task>> Posting(HubProcess hub, string tool, Func<int, object> input)
    {
        var http = await RawHttp.Connect(hub.Address);
        return async n => Expect(200, await http.Send(RawHttp.Post(hub.Address, $"/api/v1/tools/{tool}", hub.Token, JsonSerializer.Serialize(input(n)))));
    }

    private static async Task<int> Count(HubProcess hub, string token, string tag)
    {
        using var http = new HttpClient { BaseAddress = hub.Sandbox };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var answer = await http.GetFromJsonAsync<JsonElement>($"/api/data/v9.2/annotations?$select=annotationid&$filter=startswith(subject,'{tag}')&$count=true&$top=1");
        return answer.GetProperty("@odata.count").GetInt32();
    }

    private static async Task<string> SandboxToken(HubProcess hub)
    {
        using var http = new HttpClient { BaseAddress = hub.Sandbox };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = SandboxOptions.DemoClientId, ["client_secret"] = SandboxOptions.DemoClientSecret,
            ["scope"] = new Uri(hub.Sandbox, "/.default").ToString(),
        });
        using var answer = await http.PostAsync($"/{SandboxOptions.DemoTenantId}/oauth2/v2.0/token", form);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private static void Expect(int status, int answered)
    {
        if (answered != status) throw new InvalidOperationException($"Answered {answered}.");
    }
}
