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

    private readonly List<Action<IReadOnlyList<Notice>>> _listeners = [];
    private Action<JobRows> _startJobs = _ => { };

    /// <summary>Listeners are added while the program is put together, and must return at once.</summary>
    public void Listen(Action<IReadOnlyList<Notice>> listener) => _listeners.Add(listener);

    internal void OnJobs(Action<JobRows> start) => _startJobs = start;

    /// <summary>Tells what nobody needs to remember, such as that somebody is typing: to this process at once, to the others when it gets there, or never.</summary>
    public async Task Hint(NpgsqlDataSource source, Fact passing, CancellationToken ct)
    {
        Hand([Notice.Of(passing)]);
        await using var command = source.CreateCommand("select pg_notify('baton', $1)");
        command.Parameters.AddWithValue(Payloads([passing])[0]);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal void Publish(IReadOnlyList<Fact> facts, JobRows jobs)
    {
        if (jobs.Count > 0) _startJobs(jobs);
        if (facts.Count > 0) Hand([.. facts.Select(Notice.Of)]);
    }

    internal void Heard(string payload)
    {
        var lines = payload.Split('\n');
        if (lines[0] == process.Tag) return;   // our own: told directly at commit
        Hand([.. lines.Skip(1).Select(Parse)]);
    }

    internal async Task Announce(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Fact> facts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_notify('baton', p) from unnest($1) p", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Payloads(facts) });
        await command.ExecuteNonQueryAsync(ct);
    }

    internal string[] Payloads(IEnumerable<Fact> facts)
    {
        var payloads = new List<string>();
        var payload = new StringBuilder(process.Tag);
        foreach (var fact in facts)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"\n{fact.GetType().Name} {fact.Subject:N} {fact.Number}");
            if (payload.Length + line.Length > PayloadBytesMax)
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
        return new Notice(parts[0], Guid.ParseExact(parts[1], "N"), int.Parse(parts[2], CultureInfo.InvariantCulture), null);
    }
}

/// <summary>Keeps one connection listening to what other processes commit.</summary>
internal sealed class BulletinListener(NpgsqlDataSource source, Bulletin bulletin, TimeProvider clock, ILogger<BulletinListener> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping);
                connection.Notification += (_, told) => bulletin.Heard(told.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Bulletin.Channel}", connection)) await listen.ExecuteNonQueryAsync(stopping);
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
