using Baton.Plumbing;

namespace Baton;

/// <summary>What the program does when called by that word; ./baton is the way in.</summary>
public static class Commands
{
    public static Task<int> Run(string[] args) => args.FirstOrDefault() switch
    {
        null or "run" => Serve(),
        "postgres" => Postgres(args[1..]),
        _ => Help(),
    };

    private static async Task<int> Serve()
    {
        var settings = BatonSettings.From(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole());
        using var signals = new StopSignals();
        await using var postgres = settings.ConnectionString is null
            ? await EmbeddedPostgres.Start(settings.DataFolder, logs.CreateLogger("Baton.Postgres"), signals.Token)
            : null;
        await using var app = await Server.Start(settings, settings.ConnectionString ?? postgres!.ConnectionString);
        Console.WriteLine($"Baton is ready: {settings.PublicUrl.ToString().TrimEnd('/')}");
        await app.WaitForShutdownAsync(signals.Token);
        return 0;
    }

    private static async Task<int> Postgres(string[] arguments)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        using var signals = new StopSignals();
        return await PostgresCommand.Run(arguments, logs.CreateLogger("Baton.Postgres"), signals.Token);
    }

    private static Task<int> Help()
    {
        Console.WriteLine("baton run | sandbox | check | bench | topics | fx | help");
        return Task.FromResult(0);
    }
}
