using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;
using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>Promise 1: nothing acknowledged is lost and nothing is there twice, whenever the server or its PostgreSQL is killed.</summary>
public sealed class KilledTests(TestPostgres postgres) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"baton-killed-{Guid.CreateVersion7():N}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_in_the_middle_of_32_chats_the_server_has_lost_nothing_and_repeats_nothing()
    {
        var database = await postgres.Clone();
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.Start(database, port);
        try
        {
            await using var crowd = await Crowd.Gather(server.Address);
            for (var kill = 0; kill < 2; kill++)
            {
                await crowd.TalksOn();
                await server.Kill();
                await server.DisposeAsync();
                server = await ServerProcess.Start(database, port);
            }
            await crowd.TalksOn();

            await crowd.FindsEverythingOnceAndInOrder();
            await NothingIsLeftUndone(server.Address);
        }
        finally
        {
            await server.DisposeAsync();
            await postgres.Drop(database);
        }
    }

    [Fact]
    public async Task Killed_in_the_middle_of_32_chats_PostgreSQL_comes_back_by_itself_and_nothing_is_lost_or_repeated()
    {
        await using var server = await ServerProcess.StartIn(_folder, ServerProcess.FreePort());
        await using var crowd = await Crowd.Gather(server.Address);
        using var sam = await SignIn(server.Address, "sam");
        await using var desk = await Watches(server.Address, sam, crowd);

        for (var kill = 0; kill < 4; kill++)
        {
            await crowd.TalksOn();
            KillPostgres(whole: kill % 2 == 0);
        }
        await crowd.TalksOn();

        await crowd.FindsEverythingOnceAndInOrder();
        await SeesTheSame(desk, sam, crowd);
        desk.Closed.IsCompleted.ShouldBeFalse("the desk's line was not cut, it was told what it missed");
        await NothingIsLeftUndone(server.Address);
        server.Said.ShouldNotContain(line => line.Contains("Unhandled exception", StringComparison.Ordinal) || line.Contains("BackgroundService failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_together_server_and_PostgreSQL_start_again_and_nothing_is_lost_or_repeated()
    {
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.StartIn(_folder, port);
        try
        {
            await using var crowd = await Crowd.Gather(server.Address);
            for (var kill = 0; kill < 2; kill++)
            {
                await crowd.TalksOn();
                var dying = server.Kill();
                KillPostgres(whole: true);
                await dying;
                await server.DisposeAsync();
                server = await ServerProcess.StartIn(_folder, port);
            }
            await crowd.TalksOn();

            await crowd.FindsEverythingOnceAndInOrder();
            using var sam = await SignIn(server.Address, "sam");
            await using var desk = await Watches(server.Address, sam, crowd);
            await SeesTheSame(desk, sam, crowd);
            await NothingIsLeftUndone(server.Address);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    public void Dispose()
    {
        if (!Directory.Exists(_folder)) return;
        foreach (var id in PostgresProcesses.All(Files)) Kill(id);
        if (Path.GetDirectoryName(Files) is { } home && Directory.Exists(home)) DeleteWhenQuiet(home);
        DeleteWhenQuiet(_folder);
    }

    private string Files
    {
        get
        {
            var path = Path.Combine(_folder, "postgres.json");
            var elsewhere = File.Exists(path) ? (string?)JsonNode.Parse(File.ReadAllText(path))!["Elsewhere"] : null;
            return Path.Combine(elsewhere ?? Path.Combine(_folder, "postgres"), "cluster");
        }
    }

    /// <summary>kill -9 of all its processes, or of the one that leads them.</summary>
    private void KillPostgres(bool whole)
    {
        var leader = int.Parse(File.ReadLines(Path.Combine(Files, PostgresProcesses.PidFile)).First(), System.Globalization.CultureInfo.InvariantCulture);
        Kill(leader);
        if (!whole) return;
        foreach (var id in PostgresProcesses.All(Files)) Kill(id);
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            _ = gone;   // it ended by itself
        }
    }

    // A process that was killed a moment ago may still be taking its files along.
    private static void DeleteWhenQuiet(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 100)
            {
                Thread.Yield();
            }
        }
    }

    private static async Task<HttpClient> SignIn(Uri address, string name)
    {
        var client = new HttpClient { BaseAddress = address };
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { email = $"{name}@contoso.example", password = Hub.Password }, Ct);
        answer.EnsureSuccessStatusCode();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["token"]!);
        return client;
    }

    private static async Task<DeskSocket> Watches(Uri address, HttpClient user, Crowd crowd)
    {
        var desk = await DeskSocket.Open(address, user);
        await desk.Start();
        foreach (var talker in crowd.Talkers) await desk.Watch(Guid.Parse(talker.ConversationId));
        return desk;
    }

    /// <summary>What a supervisor's desk holds and what it would read anew are the messages that the visitors have, numbered 1..n.</summary>
    private static async Task SeesTheSame(DeskSocket desk, HttpClient user, Crowd crowd)
    {
        foreach (var talker in crowd.Talkers)
        {
            var stored = new List<JsonNode>();
            while (true)
            {
                var page = (await user.GetFromJsonAsync<JsonArray>($"/api/v1/conversations/{talker.ConversationId}/messages?after={stored.Count}&limit=200", Ct))!;
                stored.AddRange(page.Select(message => message!));
                if (page.Count < 200) break;
            }
            stored.Select(message => (int)message["n"]!).ShouldBe(Enumerable.Range(1, stored.Count), ignoreOrder: false, customMessage: "numbered 1..n");
            var last = stored.TakeLast(200).Select(message => message.ToJsonString()).ToArray();
            await Eventually.Is(() => Task.FromResult(Held(desk, talker.ConversationId)), held => held.SequenceEqual(last), "the desk holds what is stored", Patience);
        }
    }

    private static string[] Held(DeskSocket desk, string conversation) =>
        [.. desk.Held()["messages"]!.AsObject().Where(message => message.Key.StartsWith(conversation, StringComparison.Ordinal))
            .Select(message => message.Value!).OrderBy(message => (int)message["n"]!).Select(message => message.ToJsonString())];

    /// <summary>What failed has been tried again; no job was put aside.</summary>
    private static async Task NothingIsLeftUndone(Uri address)
    {
        using var admin = await SignIn(address, "admin");
        await Eventually.Is(async () => (await admin.GetFromJsonAsync<JsonArray>("/api/v1/jobs", Ct))!, failed => failed.Count == 0, "no job is left that failed", Patience);
    }
}
