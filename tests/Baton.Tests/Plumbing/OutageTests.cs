using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Live;
using Baton.Plumbing;
using Baton.Tests.House;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Baton.Tests.Plumbing;

/// <summary>What happens around a database that goes away at the worst moment, or that is not ours to use.</summary>
public sealed class OutageTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_was_claimed_when_the_line_dropped_is_done_all_the_same()
    {
        // As a claim leaves it that was committed and whose answer never came: leased to this living process, and unknown to it.
        var process = _hub.Services.GetRequiredService<ThisProcess>();
        var conversation = await Visitor.Begin(_hub);
        await conversation.Heard(1);
        await Execute("""
            insert into jobs (lane, track, reaction, fact, due, leased_by, attempts)
            select @ConversationId, 'Talk', 'fill the returned', jsonb_build_object('UserId', id, 'Subject', id), '2000-01-01', @Id, 1 from users where name = 'Alex'
            """, new { conversation.ConversationId, process.Id });

        await BreakEveryLine();

        await Eventually.IsTrue(async () => await Ask<long>("select count(*) from jobs where leased_by = @Id and due = '2000-01-01'", new { process.Id }) == 0, "it is no longer stuck");
        await conversation.Say("thank you");
        await conversation.Heard(2);
    }

    [Fact]
    public async Task Who_left_while_the_database_was_away_does_not_seem_to_be_there()
    {
        using var alex = await _hub.SignIn("alex");
        var desk = await DeskSocket.Open(_hub, alex);
        await desk.Start();
        (await Ask<long>("select count(*) from sockets")).ShouldBe(1);
        await using (await NobodyGetsIn())
        {
            await desk.DisposeAsync();
            await Eventually.IsTrue(() => Task.FromResult(_hub.Services.GetRequiredService<LiveDesks>().All().Length == 0), "the hub noticed");
        }

        await Eventually.IsTrue(async () => await Ask<long>("select count(*) from sockets") == 0, "nobody is there");
    }

    [Fact]
    public async Task While_the_database_is_away_everybody_is_asked_to_try_again_and_afterwards_all_is_well()
    {
        using var alex = await _hub.SignIn("alex");
        var visitor = await Visitor.Begin(_hub);
        await visitor.Heard(1);
        await using (await NobodyGetsIn())
        {
            using var asked = await alex.GetAsync("/api/v1/queues", Ct);
            asked.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            asked.Headers.RetryAfter.ShouldNotBeNull();
            ((string)(await asked.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]!).ShouldBe("database_away");
            using var said = await visitor.Post(new { type = "message", from = new { id = "dl_visitor" }, text = "thank you", channelData = new { clientActivityID = "again" } });
            said.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            ((string)(await said.Content.ReadFromJsonAsync<JsonObject>(Ct))!["error"]!["code"]!).ShouldBe("ServiceError");
        }

        await Eventually.IsTrue(async () => (await _hub.Http.GetAsync("/health/ready", Ct)).IsSuccessStatusCode, "it is back");
        await visitor.Say("thank you");
        (await visitor.Heard(2)).Count.ShouldBe(2);
        (await alex.GetAsync("/api/v1/queues", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_committed_while_nobody_listened_is_shown_as_soon_as_the_line_is_back()
    {
        using var sam = await _hub.SignIn("sam");
        var visitor = await Visitor.Begin(_hub);
        await visitor.Heard(1);
        await using var desk = await DeskSocket.Open(_hub, sam);
        await desk.Start();
        await desk.Watch(visitor.ConversationId);

        // Another process's words, of which no notice came.
        await Execute("""
            insert into messages (conversation_id, n, kind, from_kind, from_name, text, at)
            select id, last_n + 1, 'message', 'visitor', 'Visitor', 'unheard', now() from conversations where id = @ConversationId;
            update conversations set last_n = last_n + 1, version = version + 1 where id = @ConversationId
            """, new { visitor.ConversationId });
        await BreakEveryLine();

        await Eventually.IsTrue(() => Task.FromResult(desk.Held()["messages"]!.AsObject().Any(message => (string?)message.Value!["text"] == "unheard")), "the desk shows it");
    }

    [Fact]
    public async Task A_schema_that_is_newer_than_the_program_is_refused_before_anything_is_touched()
    {
        var database = await postgres.Clone();
        try
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using (var connection = await source.OpenConnectionAsync(Ct))
                await connection.ExecuteAsync("insert into schema_versions (version, name) values (9999, 'from the future'); drop table audit");

            var refused = await Should.ThrowAsync<SchemaTooNew>(Migrations.Run(source, NullLogger.Instance, Ct));

            refused.Message.ShouldContain("9999");
            refused.Message.ShouldContain("Start the newer Baton");
            await using var after = await source.OpenConnectionAsync(Ct);
            (await after.QuerySingleAsync<bool>("select to_regclass('audit') is null")).ShouldBeTrue("nothing was made anew");
        }
        finally
        {
            await postgres.Drop(database);
        }
    }

    [Fact]
    public async Task A_file_that_comes_late_is_run_although_higher_ones_have_been()
    {
        var database = await postgres.Clone();
        try
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using (var connection = await source.OpenConnectionAsync(Ct))
                await connection.ExecuteAsync("delete from schema_versions where version = 85; drop table setup_codes");

            await Migrations.Run(source, NullLogger.Instance, Ct);

            await using var after = await source.OpenConnectionAsync(Ct);
            (await after.QuerySingleAsync<bool>("select to_regclass('setup_codes') is not null")).ShouldBeTrue();
        }
        finally
        {
            await postgres.Drop(database);
        }
    }

    [Fact]
    public async Task Two_that_start_at_once_on_an_empty_database_make_its_schema_once()
    {
        var database = await postgres.Clone();
        try
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using (var connection = await source.OpenConnectionAsync(Ct))
                await connection.ExecuteAsync("drop schema public cascade; create schema public");

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrations.Run(source, NullLogger.Instance, Ct)));

            await using var after = await source.OpenConnectionAsync(Ct);
            (await after.QuerySingleAsync<long>("select count(*) from schema_versions")).ShouldBeGreaterThan(5);
        }
        finally
        {
            await postgres.Drop(database);
        }
    }

    [Fact]
    public async Task No_secret_is_in_the_database_as_it_is()
    {
        using var admin = await _hub.SignIn("admin");
        const string secret = "a-client-secret-that-nobody-reads";
        (await admin.PutAsJsonAsync("/api/v1/crm/connection",
            new { instanceUrl = "https://contoso.crm.dynamics.com", tenantId = Guid.NewGuid(), clientId = Guid.NewGuid(), clientSecret = secret }, Ct)).EnsureSuccessStatusCode();

        var holding = new List<string>();
        foreach (var table in await AskAll<string>("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"))
            foreach (var plain in new[] { secret, Hub.DirectLineSecret, Hub.Password })
                if (await Ask<bool>($"select exists (select from {table} t where t::text like @like)", new { like = $"%{plain}%" })) holding.Add($"{table} holds {plain}");
        holding.ShouldBeEmpty();
        (await admin.GetStringAsync("/api/v1/crm/connection", Ct)).ShouldNotContain(secret);
    }

    public async ValueTask InitializeAsync() => _hub = await Hub.Start(postgres);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    /// <summary>The database refuses everybody until this is disposed of, as one does that is being brought back.</summary>
    private async Task<IAsyncDisposable> NobodyGetsIn()
    {
        var name = new NpgsqlConnectionStringBuilder(_hub.ConnectionString).Database;
        await OnServer($"alter database {name} connection limit 0");
        await OnServer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()");
        return new Later(() => OnServer($"alter database {name} connection limit -1"));
    }

    private Task BreakEveryLine() =>
        OnServer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{new NpgsqlConnectionStringBuilder(_hub.ConnectionString).Database}' and pid <> pg_backend_pid()");

    private async Task OnServer(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Ct);
        await connection.ExecuteAsync(sql);
    }

    private async Task<T> Ask<T>(string sql, object? with = null) => (await AskAll<T>(sql, with))[0];

    private async Task<IReadOnlyList<T>> AskAll<T>(string sql, object? with = null)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_hub.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Ct);
        return [.. await connection.QueryAsync<T>(sql, with)];
    }

    private Task Execute(string sql, object with) => AskAll<int>(sql, with);

    private sealed class Later(Func<Task> deed) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await deed();
    }
}
