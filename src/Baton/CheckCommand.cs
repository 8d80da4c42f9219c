using System.Net.Http.Headers;
using System.Text.Json;
using Baton.Plumbing;
using Npgsql;

namespace Baton;

/// <summary>./baton check: asks each thing that Baton needs how it is, and says what to do about what is not well. Exit code 1 when something is not.</summary>
public static class CheckCommand
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    /// <summary>What a check found, in a sentence.</summary>
    private sealed record Finding(string Name, bool IsWell, string Sentence);

    public static async Task<int> Run(BatonSettings settings)
    {
        using var http = new HttpClient { BaseAddress = settings.PublicUrl, Timeout = AnswerMax };
        var findings = new List<Finding> { await Server(http), await Database(settings, http) };
        if (findings[0].IsWell) findings.Add(await Dynamics(http, settings));
        foreach (var finding in findings) Console.WriteLine($"{(finding.IsWell ? "ok    " : "FAILED")} {finding.Name,-10} {finding.Sentence}");
        return findings.All(finding => finding.IsWell) ? 0 : 1;
    }

    private static async Task<Finding> Server(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
            return new("server", answer.IsSuccessStatusCode, $"{http.BaseAddress} answers {(int)answer.StatusCode}.");
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return new("server", false, $"{http.BaseAddress} does not answer. Start it with ./baton run, or set BATON_URLS to where it listens.");
        }
    }

    private static async Task<Finding> Database(BatonSettings settings, HttpClient http)
    {
        try
        {
            if (settings.ConnectionString is null)
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                return new("database", answer.IsSuccessStatusCode, $"The embedded PostgreSQL: {await answer.Content.ReadAsStringAsync()}.");
            }
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync();
            return new("database", true, $"PostgreSQL {connection.PostgreSqlVersion} answers.");
        }
        catch (Exception gone) when (gone is NpgsqlException or HttpRequestException or TaskCanceledException)
        {
            return new("database", false, settings.ConnectionString is null
                ? "The embedded PostgreSQL runs with the server, which does not answer."
                : $"{gone.Message} Look at ConnectionStrings__Baton.");
        }
    }

    /// <summary>Asks as the administrator whose password is given, because the connection's test is theirs.</summary>
    private static async Task<Finding> Dynamics(HttpClient http, BatonSettings settings)
    {
        if (settings.DemoPassword is null)
            return new("Dynamics", true, "Not asked: set BATON_DEMO_PASSWORD, or look at the connection's test in the desk.");
        try
        {
            using var session = await http.PostAsJsonAsync("/api/v1/session", new { email = "admin@contoso.example", password = settings.DemoPassword });
            if (!session.IsSuccessStatusCode) return new("Dynamics", false, "Could not sign in as the demo's administrator; is BATON_DEMO_PASSWORD the one it was seeded with?");
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await session.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
            using var test = await http.PostAsync(new Uri("/api/v1/crm/connection/test", UriKind.Relative), null);
            var found = await test.Content.ReadFromJsonAsync<JsonElement>();
            var isWell = test.IsSuccessStatusCode && found.TryGetProperty("ok", out var ok) && ok.GetBoolean();
            return new("Dynamics", isWell, isWell ? "Every step of the connection's test is well." : found.GetRawText());
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or JsonException)
        {
            return new("Dynamics", false, gone.Message);
        }
    }
}
