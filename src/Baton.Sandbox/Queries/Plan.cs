using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Queries;

/// <summary>The select list of a question, and how to make records of what comes back.</summary>
internal sealed class Plan
{
    private readonly Question question;
    private readonly List<string> list = [];
    private readonly List<(Column Column, int Value, int Type, int Label)> places = [];
    private readonly int currency = -1;

    public Plan(Catalog catalog, Question question, SqlText sql, RowSource row, bool withLabels)
    {
        this.question = question;
        Place(row.Id);
        Place(row.Say(question.Table["versionnumber"]));
        foreach (var column in question.Columns.Concat(HiddenLookups(question)))
        {
            var value = Place(row.Say(column));
            var type = column.IsPolymorphic ? Place(row.Type(column)) : -1;
            var label = withLabels && column.Kind == ColumnKind.Lookup ? Place(Names.Of(catalog, sql, column, row))
                : -1;
            places.Add((column, value, type, label));
        }
        if (withLabels && question.Columns.Any(column => column.Kind == ColumnKind.Money))
            currency = Place($"(select currencysymbol from crm.transactioncurrency where transactioncurrencyid = "
                + $"{row.Say(question.Table["transactioncurrencyid"])})");
    }

    public string SelectList => string.Join(", ", list);

    /// <summary>Where the next extra column will stand.</summary>
    public int Width => list.Count;

    public Record Record(object?[] row)
    {
        var targets = new Dictionary<string, (string, string?)>();
        var values = new object?[question.Columns.Count];
        for (var i = 0; i < places.Count; i++)
        {
            var (column, value, type, label) = places[i];
            if (i < values.Length) values[i] = row[value];
            if (column.Kind != ColumnKind.Lookup || row[value] is null) continue;
            targets[column.Name] = ((string?)(type < 0 ? null : row[type]) ?? column.Targets[0].Table,
                label < 0 ? null : (string?)row[label]);
        }
        var record = new Record
        {
            Question = question, Id = (Guid)row[0]!, Version = (long)row[1]!, Values = values, Targets = targets,
            CurrencySymbol = currency < 0 ? null : (string?)row[currency],
        };
        foreach (var (column, value, _, _) in places.Skip(values.Length)) record.Expanded[HiddenKey(column)] = row[value];
        return record;
    }

    /// <summary>The id that a lookup holds, whether it was selected or only needed to follow an expansion.</summary>
    public static Guid? LookupOf(Record record, Column lookup) =>
        (Guid?)(record.Expanded.TryGetValue(HiddenKey(lookup), out var hidden) ? hidden : record[lookup.Name]);

    // A character that no navigation name has keeps what was only read along apart from what was asked for.
    private static string HiddenKey(Column column) => $"?{column.Name}";

    private int Place(string expression)
    {
        list.Add(expression);
        return list.Count - 1;
    }

    private static IEnumerable<Column> HiddenLookups(Question question) => question.Expansions
        .Where(expansion => !expansion.Navigation.IsCollection)
        .Select(expansion => expansion.Navigation.Lookup!)
        .Where(lookup => !question.Columns.Contains(lookup))
        .Distinct();
}
