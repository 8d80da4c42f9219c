using Baton.Conversations;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Baton.Tests.Crm;

/// <summary>A hub that is connected to a fake Dynamics.</summary>
internal sealed class CrmHub : IAsyncDisposable
{
    private CrmHub(Hub hub, FakeDynamics dynamics) => (Hub, Dynamics) = (hub, dynamics);

    public Hub Hub { get; }
    public FakeDynamics Dynamics { get; }
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Short pauses, so that faults are quickly over; long limits, so that a busy machine is not taken for a fault.</summary>
    public static CrmSettings Quick { get; } = new()
    {
        Dataverse = new()
        {
            Instance = new Uri("https://unset.invalid"), TimeLimit = TimeSpan.FromSeconds(20), Patience = TimeSpan.FromSeconds(40),
            FirstPause = TimeSpan.FromMilliseconds(10), RetriesMax = 2, RestTime = TimeSpan.FromSeconds(1), FailuresBeforeRest = 50,
        },
        FirstRetry = TimeSpan.FromMilliseconds(200), SidebarLimit = TimeSpan.FromSeconds(20),
    };

    public static async Task<CrmHub> Start(TestPostgres postgres, bool connected = true, TimeProvider? clock = null, CrmSettings? settings = null)
    {
        var dynamics = await FakeDynamics.Start();
        var hub = await Hub.Start(postgres, clock, change: services => services.AddSingleton(settings ?? Quick));
        await Seed(hub);
        if (connected)
            await CrmDemo.Connect(hub.Services, dynamics.Address, FakeDynamics.Tenant, FakeDynamics.ClientId, FakeDynamics.Secret, Ct);
        return new CrmHub(hub, dynamics);
    }

    /// <summary>The demo's people, where the server has not made them.</summary>
    public static async Task Seed(Hub hub)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        if (!await work.IsNobodyHere()) return;
        await DemoPeople.Seed(work, Hub.Password);
        await work.Commit();
    }

    public async Task<Guid> Begin(string? email = null, IReadOnlyDictionary<string, object?>? variables = null)
    {
        var id = Guid.CreateVersion7();
        await In(async work => await work.Begin(new Arrival
        {
            ConversationId = id, ChannelId = Guid.CreateVersion7(), Channel = "web chat", WorkstreamId = Guid.CreateVersion7(), VisitorId = "v1",
            VisitorName = "Maria", VisitorEmail = email, Variables = variables ?? new Dictionary<string, object?>(),
        }));
        return id;
    }

    public Task Say(Guid id, string text) =>
        Hub.Services.GetRequiredService<Saying>().Say(id, new Utterance { From = Speaker.Visitor("Maria"), Text = text }, Ct);

    public async Task In(Func<Work, Task> deed)
    {
        await using var scope = Hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        await deed(work);
        await work.Commit();
    }

    public Task End(Guid id) => Do<Ending>(ending => ending.EndByVisitor(id, Ct));

    public Task Rate(Guid id, int rating) => Do<Ending>(ending => ending.Rate(id, new Opinion(rating, "Quick!", true), Ct));

    public async Task Do<T>(Func<T, Task> deed) where T : notnull
    {
        await using var scope = Hub.Services.CreateAsyncScope();
        await deed(scope.ServiceProvider.GetRequiredService<T>());
    }

    public async Task<Conversation> Conversation(Guid id)
    {
        await using var scope = Hub.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Database>().Conversation(id, Ct);
    }

    public async Task<T?> Find<T>(string sql, object? with = null)
    {
        await using var connection = new NpgsqlConnection(Hub.ConnectionString);
        return await connection.QuerySingleOrDefaultAsync<T>(sql, with);
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Dynamics.DisposeAsync();
    }
}
