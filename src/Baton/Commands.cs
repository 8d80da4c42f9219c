using Baton.Plumbing;
using Npgsql;

namespace Baton;

/// <summary>What the program does when called by that word; ./baton is the way in.</summary>
public static class Commands
{
    public static Task<int> Run(string[] args) => args.FirstOrDefault() switch
    {
        null or "run" => Serve(),
        _ => Help(),
    };

    private static async Task<int> Serve()
    {
        var settings = BatonSettings.From(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var connectionString = settings.ConnectionString ?? throw new SettingWrong("Set ConnectionStrings__Baton.");
        await using var app = Server.Build(settings, connectionString);
        await Migrations.Run(app.Services.GetRequiredService<NpgsqlDataSource>(), app.Logger, CancellationToken.None);
        await app.StartAsync();
        Console.WriteLine($"Baton is ready: {settings.PublicUrl.ToString().TrimEnd('/')}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static Task<int> Help()
    {
        Console.WriteLine("baton run | sandbox | check | bench | topics | fx | help");
        return Task.FromResult(0);
    }
}
