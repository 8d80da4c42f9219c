using Baton.Bots;
using Baton.Channels;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Routing;
using Baton.Sandbox;
using Npgsql;

namespace Baton;

/// <summary>The Contoso demo: people, queues, a bot and a channel in an empty database, and the sandbox beside it, connected as an administrator would.</summary>
public static class Demo
{
    /// <summary>Makes it once. A password that was made up is shown this one time.</summary>
    public static async Task Seed(IServiceProvider services, BatonSettings settings)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        await using var work = await database.Begin(CancellationToken.None);
        if (!await work.IsNobodyHere()) return;

        var password = await DemoPeople.Seed(work, settings.DemoPassword);
        await DemoRouting.Seed(work);
        await BotsSetup.SeedContosoBot(work, DemoPeople.Bot);
        await DemoChannel.Seed(work, scope.ServiceProvider.GetRequiredService<Secrets>(), DemoRouting.Workstream, settings.DemoDirectLineSecret);
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
