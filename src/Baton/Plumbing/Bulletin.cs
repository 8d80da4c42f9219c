using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// Tells what was committed, once it is: to listeners in this process with the facts themselves, to other processes through
/// PostgreSQL's notify with their kinds, subjects and numbers. A notice is a hint: whoever acts on one reads the truth from the store.
/// </summary>
public sealed class Bulletin(ThisProcess process)
{
    /// <summary>PostgreSQL refuses payloads of 8,000 bytes and more.</summary>
    private const int PayloadBytesMax = 7_900;

    internal const string Channel = "baton";

    private static readonly Counter<long> Facts = Meters.Baton.CreateCounter<long>("baton.facts", null, "Facts that were committed, by kind: Began, Said, Escalated, Ended, ...");

    private ImmutableArray<Action<IReadOnlyList<Notice>>> _listeners = [];
    private ImmutableArray<Action> _lookers = [];
    private Action<JobRows> _startJobs = _ => { };

    /// <summary>Listeners stay as long as the program runs, and must return at once. Some come when they are needed first, while others are told.</summary>
    public void Listen(Action<IReadOnlyList<Notice>> listener) => ImmutableInterlocked.Update(ref _listeners, (all, one) => all.Add(one), listener);

    /// <summary>Called when something may have been committed that no notice tells of: whoever shows it to people looks into the store again.</summary>
    public void OnGap(Action lookAgain) => ImmutableInterlocked.Update(ref _lookers, (all, one) => all.Add(one), lookAgain);

    internal void OnJobs(Action<JobRows> start) => _startJobs = start;

    /// <summary>Tells what nobody needs to remember, such as that somebody is typing: to this process at once, to the others when it gets there, or never.</summary>
    public async Task Hint(NpgsqlDataSource source, Fact passing, CancellationToken ct)
    {
        HintHere(passing);
        await HintElsewhere(source, passing, ct);
    }

    /// <summary>The same to this process only, which costs nothing.</summary>
    public void HintHere(Fact passing) => Hand([Notice.Of(passing)]);

    /// <summary>The same to the other processes.</summary>
    public async Task HintElsewhere(NpgsqlDataSource source, Fact passing, CancellationToken ct)
    {
        var payload = Payloads([passing])[0];
        if (payload.Length > PayloadBytesMax) return;   // a long one is for this process only
        await using var command = source.CreateCommand("select pg_notify('baton', $1)");
        command.Parameters.AddWithValue(payload);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal void Publish(IReadOnlyList<Fact> facts, JobRows jobs)
    {
        if (jobs.Count > 0) _startJobs(jobs);
        foreach (var fact in facts) Facts.Add(1, new KeyValuePair<string, object?>("fact", fact.GetType().Name));
        if (facts.Count > 0) Hand([.. facts.Select(Notice.Of)]);
    }

    /// <summary>Commits. When the line drops before the answer, nobody knows whether it was committed, and nobody would be told if it was.</summary>
    internal async Task Committing(Func<Task> commit)
    {
        var known = false;
        try
        {
            await commit();
            known = true;
        }
        finally
        {
            if (!known) Gap();
        }
    }

    internal void Gap()
    {
        foreach (var lookAgain in _lookers) lookAgain();
    }

    internal void Heard(string payload)
    {
        var lines = payload.Split('\n');
        if (lines[0] == process.Tag) return;   // our own: told directly at commit
        Hand([.. lines.Skip(1).Select(Parse)]);
    }

    /// <summary>The statement that tells other processes once its transaction has committed.</summary>
    internal NpgsqlBatchCommand Announcing(IEnumerable<Fact> facts)
    {
        var command = new NpgsqlBatchCommand("select pg_notify('baton', p) from unnest($1) p");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Payloads(facts) });
        return command;
    }

    private string[] Payloads(IEnumerable<Fact> facts)
    {
        var payloads = new List<string>();
        var payload = new StringBuilder(process.Tag);
        foreach (var fact in facts)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"\n{fact.GetType().Name} {fact.Subject:N} {fact.Number}");
            if (fact.Carried is { } carried) line += $" {Convert.ToBase64String(Encoding.UTF8.GetBytes(carried))}";
            if (payload.Length + line.Length > PayloadBytesMax && payload.Length > process.Tag.Length)
            {
                payloads.Add(payload.ToString());
                payload.Clear().Append(process.Tag);
            }
            payload.Append(line);
        }
        payloads.Add(payload.ToString());
        return [.. payloads];
    }

    private void Hand(IReadOnlyList<Notice> notices)
    {
        foreach (var listener in _listeners) listener(notices);
    }

    private static Notice Parse(string line)
    {
        var parts = line.Split(' ');
        var carried = parts.Length > 3 ? Encoding.UTF8.GetString(Convert.FromBase64String(parts[3])) : null;
        return new Notice(parts[0], Guid.ParseExact(parts[1], "N"), int.Parse(parts[2], CultureInfo.InvariantCulture), null, carried);
    }
}

/// <summary>Keeps one connection listening to what other processes commit.</summary>
internal sealed class BulletinListener(NpgsqlDataSource source, Bulletin bulletin, TimeProvider clock, ILogger<BulletinListener> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        for (var first = true; !stopping.IsCancellationRequested; first = false)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping);
                connection.Notification += (_, told) => bulletin.Heard(told.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Bulletin.Channel}", connection)) await listen.ExecuteNonQueryAsync(stopping);
                if (!first) bulletin.Gap();   // nobody told us what was committed while we did not listen
                while (true) await connection.WaitAsync(stopping);
            }
            catch (Exception lost) when (lost is NpgsqlException or System.Net.Sockets.SocketException or IOException)
            {
                PlumbingLog.ListeningLost(log, lost.Message);
                await Task.Delay(Pause, clock, stopping);
            }
        }
    }
}
