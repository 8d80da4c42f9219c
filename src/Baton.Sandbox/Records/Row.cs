using System.Diagnostics.CodeAnalysis;

namespace Baton.Sandbox.Records;

/// <summary>Values by column name; a lookup is a <see cref="Ref"/>. What is not there was not given.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a row.")]
internal sealed class Row : Dictionary<string, object?>
{
    public Row()
    {
    }

    public Row(IDictionary<string, object?> values) : base(values)
    {
    }

    public Guid Id { get; set; }

    public string? Text(string column) => this.GetValueOrDefault(column) as string;

    public int? Number(string column) => this.GetValueOrDefault(column) as int?;

    public decimal? Amount(string column) => this.GetValueOrDefault(column) as decimal?;

    public bool Is(string column) => this.GetValueOrDefault(column) is true;

    public Ref? Lookup(string column) => this.GetValueOrDefault(column) as Ref?;

    /// <summary>Gives a column a value if it has none.</summary>
    public void Fill(string column, object? value)
    {
        if (!Has(column)) this[column] = value;
    }

    public bool Has(string column) => this.GetValueOrDefault(column) is not null;
}
