namespace Baton.Topics.Fx;

/// <summary>Gives all rows of a table the same columns; a column that a row lacks is blank there.</summary>
internal static class FxShapes
{
    public static FxTable Unified(FxTable table)
    {
        FxRecord? first = null;
        var same = true;
        foreach (var row in table.Rows)
        {
            if (row is not FxRecord record) continue;
            first ??= record;
            same &= ReferenceEquals(first.Names, record.Names) || first.Names.SequenceEqual(record.Names);
        }
        if (same) return table;
        var names = table.Rows.OfType<FxRecord>().SelectMany(r => r.Names).Distinct().ToArray();
        return new FxTable([.. table.Rows.Select(row => row is FxRecord record
            ? new FxRecord(names, [.. names.Select(n => record.Find(n) ?? FxBlank.Value)]) : row)]);
    }
}
