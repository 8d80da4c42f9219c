using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Plumbing;

namespace Baton;

/// <summary>
/// ./baton check: asks each thing that Baton needs how it is, and says what to do about what is not well. Exit code 1 when something has failed. It asks
/// the database and Dynamics itself, as the server would, so it works while the server runs and while it doesn't.
/// </summary>
public static class CheckCommand
{
    private const string Green = "\u001b[32m", Yellow = "\u001b[33m", Red = "\u001b[31m", Grey = "\u001b[90m", Plain = "\u001b[0m";
    private static readonly TimeSpan ServerMax = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static async Task<int> Run(BatonSettings settings, bool json, CancellationToken stopping)
    {
        var server = await AskServer(settings);
        var report = await AskTheRest(settings, stopping);
        report = CheckReport.Of(report.At, [server, .. report.Checks]);
        if (json) Console.WriteLine(JsonSerializer.Serialize(report, Json));
        else Show(report, inColour: !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
        return report.Ok ? 0 : 1;
    }

    private static async Task<CheckLine> AskServer(BatonSettings settings)
    {
        const string name = "server";
        using var http = new HttpClient { BaseAddress = settings.PublicUrl, Timeout = ServerMax };
        var began = TimeProvider.System.GetTimestamp();
        CheckLine Line(Finding found) => new(name, found.State, found.Sentence, found.Hint, (int)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return Line(answer.IsSuccessStatusCode
                ? Finding.Ok($"{Address(settings)} is ready.")
                : Finding.Failed($"{Address(settings)} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}.", "See the check of the database."));
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return Line(Finding.Failed($"{Address(settings)} does not answer; the server does not run, or it runs elsewhere.",
                "Start it with ./baton run, or set BATON_PUBLIC_URL or BATON_URLS to where it is."));
        }
    }

    private static async Task<CheckReport> AskTheRest(BatonSettings settings, CancellationToken stopping)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole().AddFilter(level => level >= LogLevel.Error));
        try
        {
            await using var postgres = settings.ConnectionString is null ? await BringUp(settings, logs, stopping) : null;
            var connectionString = settings.ConnectionString ?? postgres?.ConnectionString
                ?? await EmbeddedPostgres.Address(settings.DataFolder, stopping)
                ?? throw new CannotStart($"There is no database in {settings.DataFolder} yet. ./baton run makes it, or set BATON_DATA to where it is.");
            await using var app = Server.Build(settings, connectionString, services => services.AddLogging(logging => logging.ClearProviders()));
            return await app.Services.GetRequiredService<Checks>().Run(stopping);
        }
        catch (CannotStart sentence)
        {
            return CheckReport.Of(TimeProvider.System.GetUtcNow(), [new("database", "failed", sentence.Message, null, 0)]);
        }
    }

    /// <summary>The embedded PostgreSQL, for as long as we ask; null while a server has it, or where none was ever made.</summary>
    private static async Task<EmbeddedPostgres?> BringUp(BatonSettings settings, ILoggerFactory logs, CancellationToken stopping)
    {
        if (await EmbeddedPostgres.Address(settings.DataFolder, stopping) is null) return null;
        try
        {
            return await EmbeddedPostgres.Start(settings.DataFolder, logs.CreateLogger("Baton.Postgres"), stopping);
        }
        catch (FolderTaken)
        {
            return null;
        }
    }

    private static void Show(CheckReport report, bool inColour)
    {
        var width = report.Checks.Max(line => line.Name.Length);
        foreach (var line in report.Checks)
        {
            var (mark, colour) = line.State switch
            {
                "ok" => ("ok", Green),
                "notConfigured" => ("off", Grey),
                "notAsked" => ("-", Grey),
                "warning" => ("warning", Yellow),
                _ => ("FAILED", Red),
            };
            Console.WriteLine($"  {(inColour ? colour : "")}{mark,-8}{(inColour ? Plain : "")} {line.Name.PadRight(width)}  {line.Sentence}");
            if (line.Hint is not null) Console.WriteLine($"  {new string(' ', 8 + 1 + width + 2)}{line.Hint}");
        }
        Console.WriteLine(report.Ok ? "  All is well." : $"  {report.Checks.Count(line => line.State == "failed")} failed.");
    }

    private static string Address(BatonSettings settings) => settings.PublicUrl.ToString().TrimEnd('/');
}
