using Baton.Bench;

var scenarios = new Dictionary<string, Func<BenchOptions, Task>>
{
    ["say"] = SayScenario.Run,
    ["roundtrip"] = RoundtripScenario.Run,
    ["bot"] = BotScenario.Run,
    ["tool"] = ToolScenario.Run,
    ["turn"] = TurnScenario.Run,
    ["fx"] = FxScenario.Run,
    ["sleeping"] = SleepingScenario.Run,
    ["reports"] = ReportsScenario.Run,
    ["search"] = SearchScenario.Run,
};

if (args is ["echo", var address, var connectionString]) return await EchoServer.Run(address, connectionString);

var options = BenchOptions.From(args);
foreach (var name in options.Names.Count > 0 ? options.Names : [.. scenarios.Keys])
{
    if (!scenarios.TryGetValue(name, out var scenario))
    {
        Console.Error.WriteLine($"There is no scenario '{name}'. There are: {string.Join(", ", scenarios.Keys)}.");
        return 2;
    }
    await scenario(options);
}
return 0;
