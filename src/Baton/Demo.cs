using Baton.Bots;
using Baton.Bots.Ai.Making;
using Baton.Channels;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Routing;
using Baton.Sandbox;
using Baton.Tools;
using Npgsql;

namespace Baton;

/// <summary>The Contoso demo: people, queues, a bot and a channel in an empty database, and the sandbox beside it, connected as an administrator would.</summary>
public static class Demo
{
    /// <summary>Makes it once. A password that was made up is shown this one time.</summary>
    /// <param name="withSales">Whether the AI bot of the demo's sales and all that leads to it are made, too.</param>
    public static async Task Seed(IServiceProvider services, BatonSettings settings, bool withSales = true)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        await using var work = await database.Begin(CancellationToken.None);
        if (!await work.IsNobodyHere()) return;

        var password = await DemoPeople.Seed(work, settings.DemoPassword);
        await DemoRouting.Seed(work);
        await BotsSetup.SeedContosoBot(work, DemoPeople.Bot);
        var secrets = scope.ServiceProvider.GetRequiredService<Secrets>();
        await DemoChannel.Seed(work, secrets, DemoRouting.Workstream, settings.DemoDirectLineSecret);
        if (withSales) await SeedSales(work, secrets, scope.ServiceProvider.GetRequiredService<ToolBox>());
        await work.Commit();
        if (settings.DemoPassword is null) Console.WriteLine($"The demo's people sign in at /desk with the password {password}");
    }

    /// <summary>Starts the sandbox in its own database of the same PostgreSQL.</summary>
    public static async Task<WebApplication> StartSandbox(BatonSettings settings, string connectionString, CancellationToken ct)
    {
        var options = SandboxOf(settings, connectionString);
        await SandboxApp.Prepare(options, ct);
        var sandbox = SandboxApp.Build(options);
        await sandbox.StartAsync(ct);
        return sandbox;
    }

    /// <summary>Connects Baton to the sandbox, unless an administrator has connected something else.</summary>
    public static Task ConnectCrm(IServiceProvider services, BatonSettings settings, WebApplication sandbox) =>
        CrmDemo.Connect(services, new Uri(sandbox.Urls.First()), SandboxOptions.DemoTenantId,
            settings.SandboxClientId ?? SandboxOptions.DemoClientId, settings.SandboxClientSecret ?? SandboxOptions.DemoClientSecret, CancellationToken.None);

    private static async Task SeedSales(Work work, Secrets secrets, ToolBox tools)
    {
        await DemoPeople.SeedSales(work);
        await DemoRouting.SeedSales(work);
        await SalesDemo.Seed(work, DemoPeople.SalesBot, tools);
        await DemoChannel.SeedSales(work, secrets, DemoRouting.SalesWorkstream);
    }

    private static SandboxOptions SandboxOf(BatonSettings settings, string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        database.Database += "_sandbox";
        return new SandboxOptions
        {
            Urls = settings.SandboxUrls, ConnectionString = database.ConnectionString,
            ClientId = settings.SandboxClientId ?? SandboxOptions.DemoClientId, ClientSecret = settings.SandboxClientSecret ?? SandboxOptions.DemoClientSecret,
        };
    }
}
