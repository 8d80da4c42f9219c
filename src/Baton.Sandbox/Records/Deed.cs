using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>One transaction's circumstances: what exists, who asks, and when.</summary>
internal sealed record Deed
{
    public required Catalog Catalog { get; init; }
    public required Work Work { get; init; }
    public required Caller Caller { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>The caller asked for duplicate detection.</summary>
    public bool DetectsDuplicates { get; init; }

    public DateTime Moment => Conversion.Seconds(Now);

    public async Task<Row> Get(string table, Guid id, bool forUpdate = false) =>
        await Rows.Find(Work, Catalog[table], id, forUpdate) ?? throw Fault.NotFound(table, id);

    public Task<List<Row>> Of(string table, string lookup, Guid id) => Rows.Of(Work, Catalog[table], lookup, id);
}

/// <summary>A row about to be written: what it was, what is asked, and what it will be.</summary>
internal sealed class Change
{
    public required Table Table { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Null when the row is being created.</summary>
    public Row? Before { get; init; }

    /// <summary>What will be written; rules add to it.</summary>
    public required Row Values { get; init; }

    /// <summary>A message such as CloseIncident does it, so the state may change as a plain update may not.</summary>
    public bool ByMessage { get; init; }

    public bool IsCreate => Before is null;

    /// <summary>The value that the row will have.</summary>
    public object? After(string column) => Values.TryGetValue(column, out var value) ? value : Before?.GetValueOrDefault(column);

    public bool Changes(string column) => Values.TryGetValue(column, out var value) && !Equals(value, Before?.GetValueOrDefault(column));

    public string? TextAfter(string column) => After(column) as string;

    public Ref? LookupAfter(string column) => After(column) as Ref?;

    public int NumberAfter(string column) => After(column) as int? ?? 0;
}
