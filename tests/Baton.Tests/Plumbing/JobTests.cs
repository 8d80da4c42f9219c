using System.Collections.Concurrent;
using Baton.Plumbing;
using Baton.Tests.House;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Baton.Tests.Plumbing;

/// <summary>What facts leave to be done is done: in order within its lane, once, also when things fail in between.</summary>
public sealed class JobTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly ConcurrentQueue<string> _done = new();
    private Func<Happened, Database, Task> _react = (_, _) => Task.CompletedTask;
    private Hub _hub = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_job_holds_its_lane_back_and_no_other()
    {
        var (stuck, free) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var failures = 3;
        _react = (fact, _) => fact.What == "first" && failures-- > 0 ? throw new IOException("not yet") : Task.CompletedTask;

        await Record(new Happened(stuck, "first"), new Happened(stuck, "second"), new Happened(free, "other"));

        await Eventually.IsTrue(() => { _clock.Advance(TimeSpan.FromSeconds(5)); return Task.FromResult(_done.Count == 3); }, "all three are done");
        _done.ShouldBe(["other", "first", "second"]);
    }

    [Fact]
    public async Task What_a_job_committed_is_not_done_again_when_it_fails_after_that()
    {
        var times = 0;
        _react = async (fact, database) =>
        {
            await using var work = await database.Begin(Ct);
            await work.Run("insert into settings (name, value, changed_at) values (@What, '1', @Now)", new { fact.What, work.Now });
            await work.Commit();
            times++;
            throw new IOException("the line dropped after the commit");
        };

        await Record(new Happened(Guid.CreateVersion7(), "once"));

        await Eventually.IsTrue(async () => await Jobs() == 0, "the job is gone");
        times.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_never_succeeds_is_put_aside_with_its_error_and_its_lane_goes_on()
    {
        var lane = Guid.CreateVersion7();
        _react = (fact, _) => fact.What == "hopeless" ? throw new IOException("never") : Task.CompletedTask;

        await Record(new Happened(lane, "hopeless"), new Happened(lane, "next"));

        await Eventually.IsTrue(() => { _clock.Advance(TimeSpan.FromMinutes(6)); return Task.FromResult(_done.Contains("next")); }, "the next one is done");
        await using var source = NpgsqlDataSource.Create(_hub.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Ct);
        (await connection.QuerySingleAsync<string>("select error from jobs where put_aside_at is not null")).ShouldBe("IOException: never");
    }

    [Fact]
    public async Task A_refusal_is_not_tried_for_long()
    {
        _react = (_, _) => throw Refusal.Conflict("no", "No.");

        await Record(new Happened(Guid.CreateVersion7(), "refused"));

        await Eventually.IsTrue(async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await using var source = NpgsqlDataSource.Create(_hub.ConnectionString);
            await using var connection = await source.OpenConnectionAsync(Ct);
            return await connection.QuerySingleOrDefaultAsync<int?>("select attempts from jobs where put_aside_at is not null") == 2;
        }, "it is put aside after its second attempt");
    }

    [Fact]
    public async Task What_is_recorded_for_later_waits_until_then()
    {
        await using (var scope = _hub.Services.CreateAsyncScope())
        await using (var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct))
        {
            work.RecordAt(_clock.GetUtcNow().AddMinutes(2), new Happened(Guid.CreateVersion7(), "later"));
            await work.Commit();
        }
        await Record(new Happened(Guid.CreateVersion7(), "now"));
        await Eventually.IsTrue(() => Task.FromResult(_done.Contains("now")), "what is due is done");

        _clock.Advance(TimeSpan.FromSeconds(119));
        await Record(new Happened(Guid.CreateVersion7(), "then"));
        await Eventually.IsTrue(() => Task.FromResult(_done.Contains("then")), "what is due is done");
        _done.ShouldNotContain("later");

        _clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsTrue(() => Task.FromResult(_done.Contains("later")), "its time has come");
    }

    [Fact]
    public async Task The_jobs_of_a_dead_process_are_taken_over()
    {
        await using var source = NpgsqlDataSource.Create(_hub.ConnectionString);
        await using (var connection = await source.OpenConnectionAsync(Ct))
            await connection.ExecuteAsync("""
                insert into jobs (lane, track, reaction, fact, due, leased_by, attempts)
                values (gen_random_uuid(), 'Talk', 'happened', '{"What":"orphan","Subject":"01990000-0000-7000-8000-000000000000"}', '2000-01-01', gen_random_uuid(), 1)
                """);

        await Eventually.IsTrue(() => { _clock.Advance(TimeSpan.FromSeconds(1)); return Task.FromResult(_done.Contains("orphan")); }, "the orphan is done");
    }

    [Fact]
    public async Task A_lease_of_ours_whose_commit_was_never_answered_is_given_back()
    {
        await using var source = NpgsqlDataSource.Create(_hub.ConnectionString);
        await using (var connection = await source.OpenConnectionAsync(Ct))
            await connection.ExecuteAsync("""
                insert into jobs (lane, track, reaction, fact, due, leased_by, attempts)
                values (gen_random_uuid(), 'Talk', 'happened', '{"What":"forgotten","Subject":"01990000-0000-7000-8000-000000000000"}', '2000-01-01', @ours, 1)
                """, new { ours = _hub.Services.GetRequiredService<ThisProcess>().Id });

        await Eventually.IsTrue(() => { _clock.Advance(TimeSpan.FromSeconds(1)); return Task.FromResult(_done.Contains("forgotten")); }, "the forgotten job is done");
    }

    [Fact]
    public async Task Stopping_waits_for_what_runs()
    {
        var (runs, mayGoOn, answers) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        _react = async (_, database) =>
        {
            runs.SetResult();
            await mayGoOn.Task;
            for (var i = 0; i < 20; i++) answers += await database.Find<int>("select 1", null, Ct);
        };
        await Record(new Happened(Guid.CreateVersion7(), "slow"));
        await runs.Task;

        var stopping = _hub.Services.GetRequiredService<JobRunner>().StopAsync(Ct);
        mayGoOn.SetResult();
        await stopping;

        answers.ShouldBe(20, "what it uses is there until it has ended");
    }

    public async ValueTask InitializeAsync()
    {
        var reaction = new Reaction(Track.Talk, "happened", typeof(Happened), _ => true, async (services, fact, _) =>
        {
            await _react((Happened)fact, services.GetRequiredService<Database>());
            _done.Enqueue(((Happened)fact).What);
        });
        _hub = await Hub.Start(postgres, _clock, settings: new Dictionary<string, string?> { ["BATON_DEMO"] = "false" },
            change: services => services.AddSingleton(new Reactions([reaction])));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task Record(params Happened[] facts)
    {
        await using var scope = _hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        foreach (var fact in facts) work.Record(fact);
        await work.Commit();
    }

    private async Task<int> Jobs()
    {
        await using var source = NpgsqlDataSource.Create(_hub.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Ct);
        return await connection.QuerySingleAsync<int>("select count(*)::int from jobs");
    }

    /// <summary>Something that happened.</summary>
    public sealed record Happened(Guid Subject, string What) : Fact(Subject);
}
