using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>The job that is being run. It is crossed out in the same commit as the work it caused, and only while its lease is ours.</summary>
public sealed class JobTicket(long id)
{
    public long Id => id;

    /// <summary>It was begun before, and cut off: what it does outside may have been done.</summary>
    public bool MayHaveRun { get; init; }

    /// <summary>Set when the commit that crosses it out has happened.</summary>
    public bool CrossedOut { get; set; }
}

/// <summary>Opens units of work. One per request, or per job.</summary>
public sealed class Database(NpgsqlDataSource source, Reactions reactions, Bulletin bulletin, ThisProcess process, TimeProvider clock)
{
    /// <summary>The job being run, if any.</summary>
    public JobTicket? Job { get; set; }

    public async Task<Work> Begin(CancellationToken ct)
    {
        if (Job is { CrossedOut: true }) throw new InvalidOperationException("A job commits once; its second commit would not be repeated after a crash.");
        var connection = await source.OpenConnectionAsync(ct);
        return new Work(connection, await connection.BeginTransactionAsync(ct), reactions, bulletin, process, clock, Job, ct);
    }

    /// <summary>Writes by one statement, which is a transaction of its own and one trip: for what records no fact and is no part of a job's work.</summary>
    public async Task<T?> WriteAlone<T>(string sql, object? with, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, with, cancellationToken: ct));
    }

    /// <summary>Reads without a transaction.</summary>
    public async Task<IReadOnlyList<T>> List<T>(string sql, object? with, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<T>(new CommandDefinition(sql, with, cancellationToken: ct))];
    }

    /// <summary>Reads one row without a transaction, or none.</summary>
    public async Task<T?> Find<T>(string sql, object? with, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, with, cancellationToken: ct));
    }
}

/// <summary>One transaction: the rows it changes, the facts it records and the jobs those facts cause, or none of them.</summary>
public sealed class Work(
    NpgsqlConnection connection, NpgsqlTransaction transaction, Reactions reactions, Bulletin bulletin, ThisProcess process, TimeProvider clock,
    JobTicket? job, CancellationToken ct) : IAsyncDisposable
{
    private readonly List<Fact> _facts = [];
    private readonly JobRows _jobs = new();

    public DateTimeOffset Now { get; } = clock.Now();

    public Task<T?> Find<T>(string sql, object? with = null) => connection.QuerySingleOrDefaultAsync<T>(Command(sql, with));

    public async Task<IReadOnlyList<T>> List<T>(string sql, object? with = null) => [.. await connection.QueryAsync<T>(Command(sql, with))];

    public Task<int> Run(string sql, object? with = null) => connection.ExecuteAsync(Command(sql, with));

    /// <summary>Records a fact, and with the commit one job for each reaction to it.</summary>
    public void Record(Fact fact)
    {
        _facts.Add(fact);
        foreach (var reaction in reactions.To(fact)) _jobs.Add(reaction, fact, fact.Subject, Now);
    }

    /// <summary>Records that a fact will have happened by then. Its jobs wait in a lane of their own, so they hold nothing up; they check what is still true.</summary>
    public void RecordAt(DateTimeOffset due, Fact fact)
    {
        foreach (var reaction in reactions.To(fact)) _jobs.Add(reaction, fact, Guid.CreateVersion7(), due);
    }

    public async Task Commit()
    {
        await WriteDown();
        await bulletin.Committing(() => transaction.CommitAsync(ct));
        if (job is not null) job.CrossedOut = true;
        bulletin.Publish(_facts, _jobs);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>The jobs that follow, the one that this was, and the notice, in one trip.</summary>
    private async Task WriteDown()
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (job is not null) batch.BatchCommands.Add(CrossOut(job));
        if (_jobs.Count > 0) batch.BatchCommands.Add(_jobs.Insert(process, hand: 0));   // not every lane is locked here, so none is ours before it is claimed
        if (_facts.Count > 0) batch.BatchCommands.Add(bulletin.Announcing(_facts));
        if (batch.BatchCommands.Count == 0) return;

        await batch.ExecuteNonQueryAsync(ct);
        if (job is not null && batch.BatchCommands[0].RecordsAffected == 0) throw new LeaseLost();
    }

    private NpgsqlBatchCommand CrossOut(JobTicket ticket)
    {
        var command = new NpgsqlBatchCommand("delete from jobs where id = $1 and leased_by = $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = ticket.Id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = process.Id });
        return command;
    }

    private CommandDefinition Command(string sql, object? with) => new(sql, with, transaction, cancellationToken: ct);
}

/// <summary>Another process took the job over because ours seemed dead: whatever we did for it must not be committed.</summary>
public sealed class LeaseLost() : Exception("The job was taken over by another process.");
