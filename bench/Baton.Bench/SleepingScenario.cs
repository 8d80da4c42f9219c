using System.Diagnostics;
using Dapper;
using Npgsql;

namespace Baton.Bench;

/// <summary>
/// sleeping: conversations with a bot in which nobody writes. They are in the database and nowhere else: the server's resident memory is read before and after
/// there are 100,000 of them, and some of them are woken by a message of their visitor.
/// </summary>
public static class SleepingScenario
{
    private const int Asleep = 100_000;
    private const int Woken = 200;
    private const int Turns = 500;

    public static async Task Run(BenchOptions options)
    {
        await using var hub = await HubProcess.Start(options.Server);
        using var sleeper = await Visitor.Begin(hub);
        await sleeper.Post("Where is my order?");   // the bot waits for its number
        using var visitor = await Visitor.Begin(hub);
        var runs = new List<Measured> { await Measure(hub, "awake, nobody asleep", _ => visitor.Post("Thank you")) };

        await using var source = NpgsqlDataSource.Create(hub.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        var ids = await PutToSleep(connection, sleeper.Conversation);

        runs.Add(await Measure(hub, $"awake, {Asleep:N0} asleep", _ => visitor.Post("Thank you")));
        var http = await RawHttp.Connect(hub.Address);
        runs.Add(await Measure(hub, $"one of {Asleep:N0} is woken", async n =>
        {
            var post = RawHttp.Post(hub.Address, $"/v3/directline/conversations/{ids[n % Woken]}/activities", HubProcess.Secret,
                """{"type":"message","from":{"id":"dl_bench"},"text":"Thank you"}""");
            if (await http.Send(post) is not 200 and var status) throw new InvalidOperationException($"The hub answered {status}.");
        }, Woken));
        await Report.Write(options with { Runs = 1 }, "sleeping", runs);
        Console.WriteLine($"Resident memory grew by {(runs[1].ServerPeakBytes - runs[0].ServerPeakBytes) / 1048576.0:0} MB while {Asleep:N0} conversations were added.");
    }

    private static async Task<Measured> Measure(HubProcess hub, string what, Func<int, Task> deed, int times = Turns)
    {
        var (ticks, began) = (new List<long>(times), Stopwatch.GetTimestamp());
        for (var n = 0; n < times; n++)
        {
            var since = Stopwatch.GetTimestamp();
            await deed(n);
            ticks.Add(Stopwatch.GetTimestamp() - since);
        }
        return Measured.From(what, 1, ticks, Stopwatch.GetElapsedTime(began)) with { ServerPeakBytes = hub.ResidentBytes };
    }

    /// <summary>Copies a conversation with its words, its variables and its bot's memory; answers some of the copies' ids.</summary>
    private static async Task<Guid[]> PutToSleep(NpgsqlConnection connection, Guid original)
    {
        await connection.ExecuteAsync("create temp table asleep as select gen_random_uuid() as id from generate_series(1, @Asleep)", new { Asleep });
        foreach (var (table, column) in new[] { ("conversations", "id"), ("messages", "conversation_id"), ("variables", "conversation_id"), ("memories", "conversation_id") })
            await connection.ExecuteAsync($"""
                insert into {table} select (jsonb_populate_record(t, jsonb_build_object('{column}', asleep.id))).* from {table} t, asleep where t.{column} = @original
                """, new { original }, commandTimeout: 600);
        return [.. await connection.QueryAsync<Guid>("select id from asleep limit @Woken", new { Woken })];
    }
}
