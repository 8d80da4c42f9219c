using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// Runs the jobs that facts leave behind. A lane (one subject, one track) is strictly in order: a job that fails holds its lane back until it
/// succeeds or is put aside. Lanes run side by side, in as many processes as there are. A lease keeps a job ours while we work on it; it ends
/// with our process. Most jobs are handed over by the commit that wrote them, leased already; the rest (a lane that was not empty, a time that has
/// come, a process that died) are claimed.
/// </summary>
public sealed class JobRunner : BackgroundService, IAsyncDisposable
{
    /// <summary>After so many attempts a job is put aside, visible to administrators, and its lane goes on.</summary>
    public const int AttemptsMax = 8;

    /// <summary>Claimed jobs that may run at once.</summary>
    private const int AtOnceMax = 64;

    /// <summary>Jobs that were handed over and may run at once, beside the claimed ones.</summary>
    private const int HandedMax = 256;

    private const int WaitSecondsMax = 300;
    private const int LostMax = 10_000;

    /// <summary>Two: one gathers while the other waits for the disk.</summary>
    private const int Forgetters = 2;

    /// <summary>Jobs that come due later, or that another process left, are found within this time.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>How often we look for leases of ours that nothing here knows of: a commit whose answer was lost left them.</summary>
    private static readonly TimeSpan LookForLost = TimeSpan.FromSeconds(5);

    /// <summary>No job may take longer: every call outside has a shorter limit of its own.</summary>
    private static readonly TimeSpan RunMax = TimeSpan.FromSeconds(120);

    private static readonly Counter<long> Runs = Meters.Baton.CreateCounter<long>("baton.job.runs", null, "Runs of jobs by reaction and what came of them: done, failed or put_aside.");

    private readonly NpgsqlDataSource _source;
    private readonly Reactions _reactions;
    private readonly ThisProcess _process;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobRunner> _log;
    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<long, bool> _mine = new();
    private readonly ConcurrentDictionary<(Guid, Track), Handed> _handed = new();
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Shared<long, bool> _forgetting;
    private HashSet<long> _lost = [];
    private CancellationToken _stopping = new(canceled: true);
    private int _claimed;
    private int _handedCount;

    public JobRunner(NpgsqlDataSource source, Reactions reactions, Bulletin bulletin, ThisProcess process, IServiceScopeFactory scopes,
        TimeProvider clock, ILogger<JobRunner> log)
    {
        (_source, _reactions, _process, _scopes, _clock, _log) = (source, reactions, process, scopes, clock, log);
        _forgetting = new(Forgetters, Forget);
        bulletin.OnJobs(Start);
    }

    /// <summary>How many jobs may be handed over now.</summary>
    public int Room => _stopping.IsCancellationRequested ? 0 : HandedMax - Volatile.Read(ref _handedCount);

    private void Wake() => _woken.Writer.TryWrite(true);

    /// <summary>Starts the jobs that were written as ours, and looks for the others.</summary>
    private void Start(JobRows jobs)
    {
        var ours = 0;
        foreach (var row in jobs.Handed)
        {
            ours++;
            var place = new Handed(row.Lane, row.Reaction.Track);
            _handed[place.Key] = place;
            Interlocked.Increment(ref _handedCount);
            _ = RunHanded(place, new Job { Id = row.Id!.Value, Reaction = row.Reaction.Name, Known = row.Fact, Attempts = 1 });
        }
        if (ours == jobs.Count) return;
        foreach (var lane in jobs.Lanes)
            if (_handed.TryGetValue(lane, out var before)) before.MoreWaits = true;
        Wake();
    }

    private async Task RunHanded(Handed place, Job job)
    {
        await Task.Yield();   // whoever committed it has others to answer
        try
        {
            await Run(job, _stopping);
        }
        finally
        {
            _handed.TryRemove(KeyValuePair.Create(place.Key, place));
            Interlocked.Decrement(ref _handedCount);
            if (place.MoreWaits) Wake();
        }
    }

    /// <summary>Waits for what runs, which has been told to stop and gives its job back: what it uses is about to go, and must not seem broken to it.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_mine.IsEmpty) await Task.WhenAny(_quiet.Task, Task.Delay(Timeout.Infinite, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _forgetting.DisposeAsync();
        Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        var lookedForLost = _clock.GetTimestamp();
        await using var timer = _clock.CreateTimer(_ => Wake(), null, Look, Look);
        await foreach (var _ in _woken.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await ClaimAndStart(stoppingToken);
                if (_clock.GetElapsedTime(lookedForLost) < LookForLost) continue;
                lookedForLost = _clock.GetTimestamp();
                await ReleaseLost(stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                PlumbingLog.ClaimFailed(_log, failure.Message);
            }
        }
    }

    private async Task ClaimAndStart(CancellationToken stopping)
    {
        var room = AtOnceMax - Volatile.Read(ref _claimed);
        if (room <= 0) return;   // each job that ends wakes us

        var jobs = await Claim(room, stopping);
        Interlocked.Add(ref _claimed, jobs.Count);
        foreach (var job in jobs) _ = RunClaimed(job, stopping);
        if (jobs.Count == room) Wake();
    }

    private async Task RunClaimed(Job job, CancellationToken stopping)
    {
        try
        {
            await Run(job, stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _claimed);
            Wake();
        }
    }

    private async Task<IReadOnlyList<Job>> Claim(int atMost, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Job>(new CommandDefinition("""
            with next as (
                select id from jobs job
                where leased_by is null and put_aside_at is null and due <= @now
                  and not exists (select from jobs earlier
                                  where earlier.lane = job.lane and earlier.track = job.track and earlier.id < job.id and earlier.put_aside_at is null)
                order by due, id limit @atMost
                for update skip locked)
            update jobs set leased_by = @process, attempts = attempts + 1
            from next where jobs.id = next.id
            returning jobs.id, jobs.reaction, jobs.fact::text as fact, jobs.attempts, jobs.returned
            """, new { now = _clock.GetUtcNow(), atMost, process = _process.Id }, cancellationToken: ct))];
    }

    /// <summary>
    /// A claim or a commit whose answer was lost has left jobs leased to us that we do not run. What is still so when we look again is given back; should
    /// its commit be answered after all, the job finds its lease gone and undoes itself.
    /// </summary>
    private async Task ReleaseLost(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        var leased = await connection.QueryAsync<long>(new CommandDefinition(
            "select id from jobs where leased_by = @process limit @LostMax", new { process = _process.Id, LostMax }, cancellationToken: ct));
        var unknown = leased.Where(id => !_mine.ContainsKey(id)).ToHashSet();
        var lost = unknown.Intersect(_lost).ToArray();
        _lost = unknown;
        if (lost.Length == 0) return;
        await connection.ExecuteAsync(new CommandDefinition(
            "update jobs set leased_by = null where id = any(@lost) and leased_by = @process", new { lost, process = _process.Id }, cancellationToken: ct));
        Wake();
    }

    private async Task Run(Job job, CancellationToken stopping)
    {
        _mine[job.Id] = true;
        try
        {
            await RunKnown(job, stopping);
        }
        finally
        {
            _mine.TryRemove(job.Id, out _);
            if (_stopping.IsCancellationRequested && _mine.IsEmpty) _quiet.TrySetResult();
        }
    }

    private async Task RunKnown(Job job, CancellationToken stopping)
    {
        using var limit = new TimeLimit(RunMax, _clock, stopping);
        try
        {
            var ticket = new JobTicket(job.Id) { MayHaveRun = job.Attempts > 1 || job.Returned };
            if (_reactions.Named(job.Reaction) is not { } reaction) throw new InvalidOperationException($"This version of Baton knows no reaction '{job.Reaction}'.");
            await using var scope = _scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Database>().Job = ticket;
            await reaction.Run(scope.ServiceProvider, job.Known ?? (Fact)JsonSerializer.Deserialize(job.Fact!, reaction.After, JsonSerializerOptions.Default)!, limit.Token);
            if (!ticket.CrossedOut) await _forgetting.Add(job.Id, CancellationToken.None);   // it found nothing to do
            Count(job, "done");
        }
        catch (LeaseLost)
        {
            PlumbingLog.JobFailed(_log, new LeaseLost(), job.Id, job.Reaction, job.Attempts, "taken over");
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            await HoldBack(job, failure);
        }
        catch (OperationCanceledException)
        {
            await Return(job);
        }
    }

    private static void Count(Job job, string outcome) => Runs.Add(1, new("reaction", job.Reaction), new("outcome", outcome));

    /// <summary>Those that end at the same moment share a commit: most turns of bots elsewhere end so.</summary>
    private async Task Forget(IReadOnlyList<Shared<long, bool>.Pending> together)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from jobs where id = any(@ids) and leased_by = @process", new { ids = together.Select(one => one.Item).ToArray(), process = _process.Id });
        foreach (var one in together) one.Answer(true);
    }

    /// <summary>Stopping is nobody's fault: the job goes back as if never tried.</summary>
    private async Task Return(Job job)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            await connection.ExecuteAsync("update jobs set leased_by = null, attempts = attempts - 1, returned = true where id = @Id and leased_by = @process",
                new { job.Id, process = _process.Id });
        }
        catch (NpgsqlException gone)
        {
            PlumbingLog.ClaimFailed(_log, gone.Message);   // the lease ends with this process anyway
        }
    }

    private async Task HoldBack(Job job, Exception failure)
    {
        // A refusal will not be taken back by trying again, but what it depends on may change: it gets fewer tries.
        var putAside = job.Attempts >= (failure is Refusal ? 2 : AttemptsMax);
        Count(job, putAside ? "put_aside" : "failed");
        if (putAside) PlumbingLog.JobPutAside(_log, job.Id, job.Reaction, job.Attempts);
        else PlumbingLog.JobFailed(_log, failure, job.Id, job.Reaction, job.Attempts, failure.GetType().Name);
        var now = _clock.GetUtcNow();
        var wait = TimeSpan.FromSeconds(Math.Min(0.05 * Math.Pow(4, job.Attempts), WaitSecondsMax));
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            await connection.ExecuteAsync("""
                update jobs set leased_by = null, due = @due, error = @error, put_aside_at = @putAsideAt where id = @Id and leased_by = @process
                """,
                new { job.Id, due = now + wait, error = $"{failure.GetType().Name}: {failure.Message}", putAsideAt = putAside ? now : (DateTimeOffset?)null, process = _process.Id });
        }
        catch (NpgsqlException gone)
        {
            // The database went away under the job and under its report. It is still leased to us, which will be noticed; see ReleaseLost.
            PlumbingLog.ClaimFailed(_log, gone.Message);
        }
    }

    private sealed record Job
    {
        public long Id { get; init; }
        public required string Reaction { get; init; }

        /// <summary>The fact as stored, or known when the job was handed over.</summary>
        public string? Fact { get; init; }
        public Fact? Known { get; init; }
        public int Attempts { get; init; }
        public bool Returned { get; init; }
    }

    /// <summary>A lane in which a job runs that was handed over.</summary>
    private sealed class Handed(Guid lane, Track track)
    {
        public (Guid, Track) Key => (lane, track);

        /// <summary>Another job was written behind it: whoever ends it looks again.</summary>
        public volatile bool MoreWaits;
    }
}
