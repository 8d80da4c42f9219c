using Baton.Plumbing;
using Baton.Tests.House;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace Baton.Tests.House;

/// <summary>A real PostgreSQL for the whole run, and two databases that each test's is cloned from: one migrated, one with the demo in it.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private const int DropAttemptsMax = 50;

    private readonly string _template = $"template_{Guid.NewGuid():N}";
    private readonly string _demo = $"template_{Guid.NewGuid():N}";
    private EmbeddedPostgres? _own;
    private string _server = "";
    private NpgsqlDataSource? _keeper;   // makes and drops: a connection for each would cost as much as the copying

    /// <summary>Where the server is, by a role that may create databases.</summary>
    public string Server => _server;

    public async ValueTask InitializeAsync()
    {
        _server = Environment.GetEnvironmentVariable("BATON_TEST_POSTGRES") ?? await StartOwn();
        _keeper = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server) { NoResetOnClose = true });
        await Execute($"create database {_template}");
        await using (var source = NpgsqlDataSource.Create(Address(_template)))
            await Migrations.Run(source, NullLogger.Instance, CancellationToken.None);
        await Execute($"create database {_demo} template {_template}");
        await SeedDemo();
        await ClearPool(Address(_demo));
    }

    /// <summary>Long before any clock of the tests, so that nothing of it is in the future of any of them.</summary>
    private async Task SeedDemo()
    {
        var longAgo = new FakeClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = Baton.Server.Build(Hub.Settings(), Address(_demo), services => services.AddSingleton<TimeProvider>(longAgo));
        await Demo.Seed(app.Services, Hub.Settings(), withSales: false);   // one bot and one queue of bots are what stories are about
        await using var demo = NpgsqlDataSource.Create(Address(_demo));
        await using var connection = await demo.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from jobs");   // nobody waits yet for those who came: there is nothing to do
        // Hashed a hundred thousand times, the password would cost every story more than the server's start.
        var quick = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1 })).HashPassword(this, Hub.Password);
        await connection.ExecuteAsync("update users set password_hash = @quick where password_hash is not null", new { quick });
    }

    /// <summary>A fresh database with the schema of this version, empty or with the demo's people, queues and bot; answers how to reach it.</summary>
    public async Task<string> Clone(bool withDemo = false)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await Execute($"create database {name} template {(withDemo ? _demo : _template)} strategy file_copy");   // without flushing, copying is quicker than logging
        return Address(name);
    }

    public async Task Drop(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ClearPool(connectionString);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Execute($"drop database if exists {name} with (force)");
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.InsufficientPrivilege && attempt < DropAttemptsMax)
            {
                await Task.Delay(100);   // the server's own vacuum is at work there, and may not be ended by us
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Drop(Address(_template));
        await Drop(Address(_demo));
        await _keeper!.DisposeAsync();
        if (_own is not null) await _own.DisposeAsync();
    }

    private async Task<string> StartOwn()
    {
        _own = await EmbeddedPostgres.StartThrowAway(Path.Combine(Path.GetTempPath(), $"baton-test-{Guid.NewGuid():N}"), NullLogger.Instance, CancellationToken.None);
        return _own.ConnectionString;
    }

    private static async Task ClearPool(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        NpgsqlConnection.ClearPool(source.CreateConnection());
    }

    /// <summary>With as much time as tests wait for anything: a machine that stalls is not a fault.</summary>
    private string Address(string database)
    {
        var seconds = (int)Eventually.Patience.TotalSeconds;
        return new NpgsqlConnectionStringBuilder(_server) { Database = database, Pooling = true, MaxPoolSize = 40, Timeout = seconds, CommandTimeout = seconds }.ConnectionString;
    }

    private async Task Execute(string sql)
    {
        await using var connection = await _keeper!.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
