namespace Baton.Sandbox.Queries;

/// <summary>A row as it was read: its values by the columns asked for, labels where they were wanted, and what was expanded.</summary>
internal sealed class Record
{
    public required Question Question { get; init; }
    public required Guid Id { get; init; }
    public required long Version { get; init; }

    /// <summary>One value for each of <see cref="Question.Columns"/>.</summary>
    public required object?[] Values { get; init; }

    /// <summary>For lookups, the table pointed at and, when labels are wanted, the name of the row there.</summary>
    public required Dictionary<string, (string Table, string? Name)> Targets { get; init; }
    public string? CurrencySymbol { get; init; }

    /// <summary>By navigation name: a record, null, or a list of records.</summary>
    public Dictionary<string, object?> Expanded { get; } = [];

    public object? this[string column]
    {
        get
        {
            for (var i = 0; i < Values.Length; i++)
                if (Question.Columns[i].Name == column) return Values[i];
            return null;
        }
    }
}

/// <summary>The user or team that an expanded owner is.</summary>
internal sealed record Owner(string Table, Guid Id);

/// <summary>What a read gives back.</summary>
internal sealed record Page(IReadOnlyList<Record> Records, int? Count, string? NextCookie);
