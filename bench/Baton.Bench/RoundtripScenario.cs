namespace Baton.Bench;

/// <summary>
/// roundtrip: a visitor posts, the demo's topic bot answers, the visitor's socket has the answer; both messages are durable. Each of n conversations
/// waits for the answer before it says the next thing.
/// </summary>
public static class RoundtripScenario
{
    /// <summary>Words that the demo bot answers with one message and no tool.</summary>
    private const string Words = "Thank you";

    public static async Task Run(BenchOptions options)
    {
        await using var hub = await HubProcess.Start(options.Server);
        var visitors = new List<(Visitor Visitor, SemaphoreSlim Heard)>();
        for (var i = 0; i < options.Conversations.Max(); i++)
        {
            var heard = new SemaphoreSlim(0);
            var visitor = await Visitor.Begin(hub);
            await visitor.Listen(() => heard.Release());
            await heard.WaitAsync(TimeSpan.FromSeconds(30));   // the greeting
            visitors.Add((visitor, heard));
        }

        var runs = new List<Measured>();
        foreach (var conversations in options.Conversations)
            for (var run = 0; run < options.Runs; run++)
            {
                runs.Add(await MeasureRun(hub, conversations, options.Seconds, visitors));
                runs.Add(await DirectLinePeer.Measure(options.PeersFolder, conversations, options.Seconds / 2));
                runs.Add(await EchoServer.MeasureHttp(hub.ConnectionString, conversations, options.Seconds / 2));
            }
        foreach (var (visitor, heard) in visitors)
        {
            visitor.Dispose();
            heard.Dispose();
        }
        await Report.Write(options, "roundtrip", runs);
    }

    private static async Task<Measured> MeasureRun(HubProcess hub, int conversations, double seconds, List<(Visitor Visitor, SemaphoreSlim Heard)> visitors)
    {
        var before = hub.Used();
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var measured = await Load.Measure("Baton: post to bot's answer", conversations, seconds, index => Task.FromResult<Func<int, Task>>(async _ =>
        {
            var (visitor, heard) = visitors[index];
            await visitor.Post(Words);
            if (!await heard.WaitAsync(TimeSpan.FromSeconds(10))) throw new TimeoutException("The bot did not answer within 10 s.");
        }));
        return measured.With(before, hub.Used(), System.Diagnostics.Stopwatch.GetElapsedTime(began));
    }
}
