using System.Data.Common;
using System.Text.Json;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// Jobs on their way into the table. One whose lane the caller has locked may be written as leased to this process, if its lane is empty, and is
/// then started as soon as the commit has happened: nobody has to look for it.
/// </summary>
internal sealed class JobRows
{
    private const string Insertion = """
        insert into jobs (lane, track, reaction, fact, due, leased_by, attempts)
        select job.lane, job.track, job.reaction, job.fact, job.due, lease.holder, (lease.holder is not null)::int
        from unnest($1, $2, $3, $4::jsonb[], $5, $6) as job (lane, track, reaction, fact, due, may_hand)
        cross join lateral (
            select case when job.may_hand and not exists (
                select from jobs earlier where earlier.lane = job.lane and earlier.track = job.track and earlier.put_aside_at is null) then $7::uuid end as holder
        ) lease
        returning id, lane, track, leased_by is not null
        """;

    private readonly List<JobRow> _rows = [];
    private readonly HashSet<(Guid, Track)> _first = [];

    public int Count => _rows.Count;

    /// <summary>The lanes that jobs were added to, for whoever runs what is before them there.</summary>
    public IEnumerable<(Guid Lane, Track Track)> Lanes => _first;

    /// <summary>Those that were written as ours to run.</summary>
    public IEnumerable<JobRow> Handed => _rows.Where(row => row.Id is not null);

    public void Add(Reaction reaction, Fact fact, Guid lane, DateTimeOffset due) =>
        _rows.Add(new JobRow(reaction, fact, lane, due) { IsFirst = _first.Add((lane, reaction.Track)) });

    /// <summary>The statement that writes them.</summary>
    /// <param name="hand">How many may be written as ours at the most: the first of its lane each.</param>
    public NpgsqlBatchCommand Insert(ThisProcess process, int hand)
    {
        foreach (var row in _rows) row.MayHand = row.IsFirst && hand-- > 0;
        var command = new NpgsqlBatchCommand(Insertion);
        Add(command, [.. _rows.Select(row => row.Lane)]);
        Add<string>(command, [.. _rows.Select(row => row.Reaction.Track.ToString())]);
        Add<string>(command, [.. _rows.Select(row => row.Reaction.Name)]);
        Add<string>(command, [.. _rows.Select(row => JsonSerializer.Serialize(row.Fact, row.Fact.GetType(), JsonSerializerOptions.Default))]);
        Add<DateTimeOffset>(command, [.. _rows.Select(row => row.Due)]);
        Add<bool>(command, [.. _rows.Select(row => row.MayHand)]);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = process.Id });
        return command;
    }

    /// <summary>Reads which of them are ours, from the statement's answer.</summary>
    public async Task Read(DbDataReader answer)
    {
        while (await answer.ReadAsync())
        {
            if (!answer.GetBoolean(3)) continue;
            var (lane, track) = (answer.GetGuid(1), Enum.Parse<Track>(answer.GetString(2)));
            _rows.First(row => row.MayHand && row.Lane == lane && row.Reaction.Track == track).Id = answer.GetInt64(0);
        }
    }

    private static void Add<T>(NpgsqlBatchCommand command, T[] values) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
}

/// <summary>One job: what is to be done, after which fact, in which lane.</summary>
internal sealed record JobRow(Reaction Reaction, Fact Fact, Guid Lane, DateTimeOffset Due)
{
    public bool IsFirst { get; init; }
    public bool MayHand { get; set; }

    /// <summary>Set when it was written as ours.</summary>
    public long? Id { get; set; }
}
