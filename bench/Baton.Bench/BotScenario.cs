using System.Diagnostics;

namespace Baton.Bench;

/// <summary>
/// bot: a visitor posts, a bot of npm's botbuilder answers from a process of its own by the Bot Framework's protocol, the visitor's socket has the answer; both messages
/// are durable. Beside it, npm's offline-directline with the same bot, which stores nothing.
/// </summary>
public static class BotScenario
{
    public const string Script = "botbuilder.cjs";
    private const string Words = "Thank you";

    public static async Task Run(BenchOptions options)
    {
        var port = HubProcess.FreePort();
        using var bot = DirectLinePeer.Node(options.PeersFolder, Script, port);
        await using var hub = await HubProcess.Start(options.Server);
        try
        {
            await EchoServer.Reachable(new Uri($"http://127.0.0.1:{port}"));
            await Connect(hub, port);
            var visitors = await Visitors(hub, options.Conversations.Max());
            var runs = new List<Measured>();
            foreach (var conversations in options.Conversations)
                for (var run = 0; run < options.Runs; run++)
                {
                    runs.Add(await MeasureRun(hub, conversations, options.Seconds, visitors));
                    runs.Add(await DirectLinePeer.Measure(options.PeersFolder, conversations, options.Seconds, Script, "peer: offline-directline, the same bot"));
                }
            foreach (var (visitor, heard) in visitors)
            {
                visitor.Dispose();
                heard.Dispose();
            }
            await Report.Write(options, "bot", runs);
        }
        finally
        {
            bot.Kill();
            await bot.WaitForExitAsync();
        }
    }

    /// <summary>The demo's bot is elsewhere from now on.</summary>
    private static async Task Connect(HubProcess hub, int port)
    {
        await hub.SignIn("admin");
        var known = (await hub.Send(HttpMethod.Get, "/api/v1/bots")).EnumerateArray().First();
        var queueIds = known.GetProperty("queueIds").EnumerateArray().Select(queue => queue.GetGuid()).ToArray();
        await hub.Send(HttpMethod.Put, $"/api/v1/bots/{known.GetProperty("id").GetGuid()}", new
        {
            name = "Bench bot", kind = "connector", endpoint = $"http://127.0.0.1:{port}/api/messages", auth = new { type = "none" }, queueIds, capacity = 100_000,
        });
    }

    private static async Task<List<(Visitor Visitor, SemaphoreSlim Heard)>> Visitors(HubProcess hub, int count)
    {
        var visitors = new List<(Visitor Visitor, SemaphoreSlim Heard)>();
        for (var i = 0; i < count; i++)
        {
            var heard = new SemaphoreSlim(0);
            var visitor = await Visitor.Begin(hub);
            await visitor.Listen(() => heard.Release());
            if (!await heard.WaitAsync(TimeSpan.FromSeconds(30))) throw new TimeoutException("The bot did not greet within 30 s.");
            visitors.Add((visitor, heard));
        }
        return visitors;
    }

    private static async Task<Measured> MeasureRun(HubProcess hub, int conversations, double seconds, List<(Visitor Visitor, SemaphoreSlim Heard)> visitors)
    {
        var before = hub.Used();
        var began = Stopwatch.GetTimestamp();
        var measured = await Load.Measure("Baton: post to the bot's answer", conversations, seconds, index => Task.FromResult<Func<int, Task>>(async n =>
        {
            var (visitor, heard) = visitors[index];
            await visitor.Post($"{Words} {n}");   // the same again and again would be a circle, which a person is asked to end
            if (!await heard.WaitAsync(TimeSpan.FromSeconds(20))) throw new TimeoutException("The bot did not answer within 20 s.");
        }));
        return measured.With(before, hub.Used(), Stopwatch.GetElapsedTime(began));
    }
}
