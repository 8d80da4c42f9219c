using System.Collections.Concurrent;

namespace Baton.Bench;

/// <summary>
/// say: a visitor posts by Direct Line, the message is durable and acknowledged, and an agent's socket has it. Each of n conversations waits for both
/// before it says the next thing.
/// </summary>
public static class SayScenario
{
    public static async Task Run(BenchOptions options)
    {
        await using var hub = await HubProcess.Start(options.Server);
        var agent = await Prepare(hub, options.Conversations.Max());
        var arrivals = new ConcurrentDictionary<Guid, TaskCompletionSource>();
        var visitors = new List<Visitor>();
        for (var i = 0; i < options.Conversations.Max(); i++) visitors.Add(await Visitor.Begin(hub));
        await AcceptAll(hub, visitors.Count);
        await using var desk = await AgentSocket.Open(hub.Address, agent, (conversation, _) =>
        {
            if (arrivals.TryRemove(conversation, out var arrived)) arrived.TrySetResult();
        });

        var runs = new List<Measured>();
        foreach (var conversations in options.Conversations)
            for (var run = 0; run < options.Runs; run++)
            {
                runs.Add(await MeasureRun(hub, conversations, options.Seconds, visitors, arrivals));
                runs.Add(await Sketch.Measure(hub.ConnectionString, conversations, options.Seconds / 2));
                runs.Add(await EchoServer.MeasureHttp(hub.ConnectionString, conversations, options.Seconds / 2));
                runs.Add(await EchoServer.MeasureInserts(hub.ConnectionString, conversations, options.Seconds / 2));
            }
        foreach (var visitor in visitors) visitor.Dispose();
        await Report.Write(options, "say", runs);
    }

    private static async Task<Measured> MeasureRun(
        HubProcess hub, int conversations, double seconds, List<Visitor> visitors, ConcurrentDictionary<Guid, TaskCompletionSource> arrivals)
    {
        var before = hub.Used();
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var measured = await Load.Measure("Baton: post to agent's socket", conversations, seconds, index => Task.FromResult<Func<int, Task>>(async n =>
        {
            var visitor = visitors[index];
            var arrived = arrivals[visitor.Conversation] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await visitor.Post($"Where is my order {n}?");
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }));
        return measured.With(before, hub.Used(), System.Diagnostics.Stopwatch.GetElapsedTime(began));
    }

    /// <summary>An agent with room for all, alone in a queue that everything goes to.</summary>
    private static async Task<string> Prepare(HubProcess hub, int conversations)
    {
        await hub.SignIn("admin");
        var queue = (await hub.Send(HttpMethod.Post, "/api/v1/queues", new { name = "Bench", priority = 1, fallback = false })).GetProperty("id").GetGuid();
        var me = (await hub.Send(HttpMethod.Get, "/api/v1/me")).GetProperty("id").GetGuid();
        var user = await hub.Send(HttpMethod.Get, $"/api/v1/users/{me}");
        await hub.Send(HttpMethod.Put, $"/api/v1/users/{me}", new
        {
            name = user.GetProperty("name").GetString(), email = user.GetProperty("email").GetString(), role = "administrator", capacity = conversations, queueIds = new[] { queue },
        });
        var workstream = (await hub.Send(HttpMethod.Get, "/api/v1/workstreams"))[0];
        await hub.Send(HttpMethod.Put, $"/api/v1/workstreams/{workstream.GetProperty("id").GetGuid()}", new
        {
            name = workstream.GetProperty("name").GetString(), rules = Array.Empty<object>(), fallbackQueueId = queue, offerSeconds = 600, wrapUpSeconds = 60,
        });
        await hub.Send(HttpMethod.Put, "/api/v1/me/presence", new { presence = "Available" });
        return hub.Token;
    }

    private static async Task AcceptAll(HubProcess hub, int conversations)
    {
        for (var accepted = 0; accepted < conversations;)
        {
            var offers = await hub.Send(HttpMethod.Get, "/api/v1/offers?limit=200");
            foreach (var offer in offers.EnumerateArray())
            {
                await hub.Send(HttpMethod.Post, $"/api/v1/offers/{offer.GetProperty("id").GetGuid()}/accept");
                accepted++;
            }
            if (offers.GetArrayLength() == 0) await Task.Delay(50);
        }
    }

    /// <summary>Adds what server and database used meanwhile.</summary>
    internal static Measured With(this Measured measured, (Usage Server, Usage Database) before, (Usage Server, Usage Database) after, TimeSpan took) => measured with
    {
        ServerCpuPercent = (after.Server.CpuSeconds - before.Server.CpuSeconds) / took.TotalSeconds * 100,
        DatabaseCpuPercent = (after.Database.CpuSeconds - before.Database.CpuSeconds) / took.TotalSeconds * 100,
        ServerPeakBytes = after.Server.PeakBytes,
        DatabasePeakBytes = after.Database.PeakBytes,
    };
}
