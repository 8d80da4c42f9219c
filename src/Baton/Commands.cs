using Baton.People;
using Baton.Plumbing;
using Baton.Topics.Fx;

namespace Baton;

/// <summary>What the program does when called by that word; ./baton is the way in.</summary>
public static class Commands
{
    public static Task<int> Run(string[] args) => args.FirstOrDefault() switch
    {
        null or "run" => Serve(),
        "sandbox" => Sandbox(),
        "topics" => Task.FromResult(TopicsCommand.Run(args[1..])),
        "fx" => Formulas(args.Contains("--batch")),
        "check" => Check(args.Contains("--json")),
        "mcp" => Mcp(),
        "setup-link" => SetupLink(Settings()),
        "postgres" => Postgres(args[1..]),
        _ => Help(),
    };

    private static async Task<int> Serve()
    {
        var settings = Settings();
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole());
        using var signals = new StopSignals();
        await using var postgres = settings.ConnectionString is null
            ? await EmbeddedPostgres.Start(settings.DataFolder, logs.CreateLogger("Baton.Postgres"), signals.Token)
            : null;
        var connectionString = settings.ConnectionString ?? postgres!.ConnectionString;
        await using var sandbox = settings.Demo ? await Demo.StartSandbox(settings, connectionString, signals.Token) : null;
        await using var app = await Server.Start(settings, connectionString);
        if (sandbox is not null) await Demo.ConnectCrm(app.Services, settings, sandbox);
        Console.WriteLine($"Baton is ready: {settings.PublicUrl.ToString().TrimEnd('/')}");
        if (await FirstAdministrator.NewLink(connectionString, settings, TimeProvider.System, signals.Token) is { } link) Console.WriteLine($"Set up Baton: {link}");
        await app.WaitForShutdownAsync(signals.Token);
        if (sandbox is not null) await sandbox.StopAsync();
        return 0;
    }

    private static async Task<int> Sandbox()
    {
        var settings = Settings();
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole());
        using var signals = new StopSignals();
        await using var postgres = settings.ConnectionString is null
            ? await EmbeddedPostgres.Start(settings.DataFolder, logs.CreateLogger("Baton.Postgres"), signals.Token)
            : null;
        await using var sandbox = await Demo.StartSandbox(settings, settings.ConnectionString ?? postgres!.ConnectionString, signals.Token);
        Console.WriteLine($"The sandbox is ready: {sandbox.Urls.First()}");
        await sandbox.WaitForShutdownAsync(signals.Token);
        return 0;
    }

    /// <summary>Prints the link again that is printed at the start of a Baton without an administrator.</summary>
    private static async Task<int> SetupLink(BatonSettings settings)
    {
        var database = settings.ConnectionString ?? await EmbeddedPostgres.FindRunning(settings.DataFolder, CancellationToken.None)
            ?? throw new CannotStart($"No Baton runs on the data folder {settings.DataFolder}. Start it with ./baton run: it prints the link itself.");
        var link = await FirstAdministrator.NewLink(database, settings, TimeProvider.System, CancellationToken.None)
            ?? throw new CannotStart("Baton has an administrator already. They make further people in the desk, under Setup > People.");
        Console.WriteLine($"Set up Baton: {link}");
        return 0;
    }

    private static Task<int> Formulas(bool batch)
    {
        if (batch)
        {
            using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64 * 1024);
            FxBatch.Run(Console.In, output, TimeProvider.System.GetUtcNow());
            return Task.FromResult(0);
        }
        var session = new FxSession(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Local);
        Console.WriteLine("Power Fx formulas, one a line; an empty line ends.");
        while (Ask() is { Length: > 0 } formula)
        {
            var answer = session.Run(formula);
            Console.WriteLine(answer.Error ?? answer.Result);
        }
        return Task.FromResult(0);
    }

    private static string? Ask()
    {
        Console.Write("> ");
        return Console.ReadLine();
    }

    private static async Task<int> Check(bool json)
    {
        using var signals = new StopSignals();
        return await CheckCommand.Run(Settings(), json, signals.Token);
    }

    private static async Task<int> Mcp()
    {
        using var signals = new StopSignals();
        return await McpCommand.Run(Surroundings(), Settings().PublicUrl, signals.Token);
    }

    private static async Task<int> Postgres(string[] arguments)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        using var signals = new StopSignals();
        return await PostgresCommand.Run(arguments, logs.CreateLogger("Baton.Postgres"), signals.Token);
    }

    private static BatonSettings Settings() => BatonSettings.From(Surroundings());

    private static IConfiguration Surroundings() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    private static Task<int> Help()
    {
        Console.WriteLine("run | sandbox | check | mcp | setup-link | topics | fx; ./baton help says more");
        return Task.FromResult(0);
    }
}
