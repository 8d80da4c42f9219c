using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// Runs the jobs that facts leave behind. A lane (one subject, one track) is strictly in order: a job that fails holds its lane back until it
/// succeeds or is put aside. Lanes run side by side, in as many processes as there are. A lease keeps a job ours while we work on it; it ends
/// with our process.
/// </summary>
internal sealed class JobRunner : BackgroundService
{
    /// <summary>After so many attempts a job is put aside, visible to administrators, and its lane goes on.</summary>
    public const int AttemptsMax = 8;

    private const int AtOnceMax = 64;
    private const int WaitSecondsMax = 300;

    /// <summary>Jobs that come due later, or that another process left, are found within this time.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>No job may take longer: every call outside has a shorter limit of its own.</summary>
    private static readonly TimeSpan RunMax = TimeSpan.FromSeconds(120);

    private readonly NpgsqlDataSource _source;
    private readonly Reactions _reactions;
    private readonly ThisProcess _process;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobRunner> _log;
    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The jobs that we work on. A lease of ours without one of these is a mistake: the line dropped when we claimed it, or gave it back.</summary>
    private readonly ConcurrentDictionary<long, bool> _running = new();
    private volatile bool _leasesInDoubt;

    public JobRunner(NpgsqlDataSource source, Reactions reactions, Bulletin bulletin, ThisProcess process, IServiceScopeFactory scopes,
        TimeProvider clock, ILogger<JobRunner> log)
    {
        (_source, _reactions, _process, _scopes, _clock, _log) = (source, reactions, process, scopes, clock, log);
        bulletin.OnJobs(Wake);
    }

    private void Wake() => _woken.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await using var timer = _clock.CreateTimer(_ => Wake(), null, Look, Look);
        await foreach (var _ in _woken.Reader.ReadAllAsync(stopping))
        {
            try
            {
                await ClaimAndStart(stopping);
            }
            catch (NpgsqlException failure)
            {
                _leasesInDoubt = true;   // they may be claimed and we have not been told which
                PlumbingLog.ClaimFailed(_log, failure.Message);
            }
        }
    }

    private async Task ClaimAndStart(CancellationToken stopping)
    {
        if (_leasesInDoubt) await GiveBackForgotten(stopping);
        var room = AtOnceMax - _running.Count;
        if (room <= 0) return;   // each job that ends wakes us

        var jobs = await Claim(room, stopping);
        foreach (var job in jobs) _running[job.Id] = true;
        foreach (var job in jobs) _ = RunToEnd(job, stopping);
        if (jobs.Count == room) Wake();
    }

    private async Task RunToEnd(Job job, CancellationToken stopping)
    {
        var settled = false;
        try
        {
            settled = await Run(job, stopping);
        }
        finally
        {
            _running.TryRemove(job.Id, out _);
            if (!settled) _leasesInDoubt = true;   // only now: what is still running is not given back
            Wake();
        }
    }

    private async Task GiveBackForgotten(CancellationToken ct)
    {
        _leasesInDoubt = false;
        await using var connection = await _source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update jobs set leased_by = null where leased_by = @process and id <> all(@running)",
            new { process = _process.Id, running = _running.Keys.ToArray() }, cancellationToken: ct));
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
            returning jobs.id, jobs.reaction, jobs.fact::text as fact, jobs.attempts
            """, new { now = _clock.GetUtcNow(), atMost, process = _process.Id }, cancellationToken: ct))];
    }

    /// <summary>Answers false when the lease could not be given back.</summary>
    private async Task<bool> Run(Job job, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(RunMax);
        try
        {
            var ticket = new JobTicket(job.Id);
            if (_reactions.Named(job.Reaction) is not { } reaction) throw new InvalidOperationException($"This version of Baton knows no reaction '{job.Reaction}'.");
            await using var scope = _scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Database>().Job = ticket;
            await reaction.Run(scope.ServiceProvider, (Fact)JsonSerializer.Deserialize(job.Fact, reaction.After, JsonSerializerOptions.Default)!, limit.Token);
            if (!ticket.CrossedOut) await Forget(job);   // it found nothing to do
            return true;
        }
        catch (LeaseLost)
        {
            PlumbingLog.JobFailed(_log, new LeaseLost(), job.Id, job.Reaction, job.Attempts, "taken over");
            return true;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            return await HoldBack(job, failure);
        }
        catch (OperationCanceledException)
        {
            await Return(job);
            return true;
        }
    }

    private async Task Forget(Job job)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from jobs where id = @Id and leased_by = @process", new { job.Id, process = _process.Id });
    }

    /// <summary>Stopping is nobody's fault: the job goes back as if never tried.</summary>
    private async Task Return(Job job)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            await connection.ExecuteAsync("update jobs set leased_by = null, attempts = attempts - 1 where id = @Id and leased_by = @process",
                new { job.Id, process = _process.Id });
        }
        catch (NpgsqlException gone)
        {
            PlumbingLog.ClaimFailed(_log, gone.Message);   // the lease ends with this process anyway
        }
    }

    private async Task<bool> HoldBack(Job job, Exception failure)
    {
        // A refusal will not be taken back by trying again, but what it depends on may change: it gets fewer tries.
        var putAside = job.Attempts >= (failure is Refusal ? 2 : AttemptsMax);
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
            return true;
        }
        catch (NpgsqlException gone)
        {
            // The database went away under the job and under its report. The lease is given back once the database is there again.
            PlumbingLog.ClaimFailed(_log, gone.Message);
            return false;
        }
    }

    private sealed record Job
    {
        public long Id { get; init; }
        public required string Reaction { get; init; }
        public required string Fact { get; init; }
        public int Attempts { get; init; }
    }
}
