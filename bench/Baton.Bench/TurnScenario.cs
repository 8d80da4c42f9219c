using System.Diagnostics;
using Baton.Topics;

namespace Baton.Bench;

/// <summary>
/// turn: the demo bot's own part of a turn, without store and network: its state is read from bytes, the topics run, the state becomes bytes. What tools would
/// bring is there at once.
/// </summary>
public static class TurnScenario
{
    private const string Topics = "Contoso/";
    private static readonly string[] Says = ["Hello", "Where is my order?", "SO-1001", "What are my open cases?", "adele@contoso.example", "Thank you", "purple elephants"];

    public static async Task Run(BenchOptions options)
    {
        var bot = TopicBot.Load(Files());
        var runs = new List<Measured>();
        for (var run = 0; run < options.Runs; run++)
        {
            using var self = Process.GetCurrentProcess();
            var (cpu, began) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
            var measured = await Load.Measure("engine: one turn of the demo bot", 1, options.Seconds, _ => Task.FromResult(Talking(bot)));
            self.Refresh();
            runs.Add(measured with
            {
                ServerCpuPercent = (self.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(began) * 100, ServerPeakBytes = self.PeakWorkingSet64,
            });
        }
        await Report.Write(options, "turn", runs);
    }

    private static Func<int, Task> Talking(TopicBot bot)
    {
        byte[] memory = [];
        var context = new TurnContext { Now = TimeProvider.System.GetUtcNow() };
        return n =>
        {
            Incoming? next = n % Says.Length == 0 ? new ConversationStarted() : new VisitorMessage(Says[n % Says.Length]);
            var state = n % Says.Length == 0 ? BotState.New : BotState.Load(memory);
            while (next is not null)
            {
                var result = bot.Run(state, next, context);
                state = result.State;
                next = result.Outcome is NeedsTool ? new ToolDone("""{"match":true,"verified":true,"matches":[],"cases":[],"has_more":false}""") : null;
            }
            memory = state.Save();
            return Task.CompletedTask;
        };
    }

    private static IEnumerable<TopicFile> Files()
    {
        var baton = typeof(Server).Assembly;
        foreach (var name in baton.GetManifestResourceNames().Where(name => name.StartsWith(Topics, StringComparison.Ordinal)))
        {
            using var text = new StreamReader(baton.GetManifestResourceStream(name)!);
            var file = new TopicFile(name[Topics.Length..], text.ReadToEnd());
            if (!ChatScript.Is(file)) yield return file;
        }
    }
}
