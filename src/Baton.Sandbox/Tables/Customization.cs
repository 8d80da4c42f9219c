namespace Baton.Sandbox.Tables;

/// <summary>
/// Something that an organisation has added: a table, a column, a key, a many-to-many relation or a global choice. It is kept as the lines
/// that a *.table file would hold.
/// </summary>
internal sealed record Customization(string Kind, string Owner, string Name, string Line)
{
    public const string OfTable = "table";
    public const string OfColumn = "column";
    public const string OfKey = "key";
    public const string OfMany = "many";
    public const string OfChoice = "choice";
}

/// <summary>Puts what was added to what is built in.</summary>
internal static class Customizations
{
    public static Catalog Apply(Catalog builtIn, IReadOnlyList<Customization> added)
    {
        if (added.Count == 0) return builtIn;
        var tables = new List<Table>(builtIn.Tables);
        var many = new List<ManyToMany>(builtIn.Many);
        var choices = added.Where(one => one.Kind == Customization.OfChoice).Select(one => TableText.ToChoice(one.Line)).ToList();
        foreach (var one in added.Where(one => one.Kind == Customization.OfTable)) TableText.Read(one.Line, tables, many);
        Attach(tables);
        foreach (var one in added.Where(one => one.Kind == Customization.OfColumn && tables.Exists(table => table.Name == one.Owner)))
            AddColumn(tables, one, choices);
        foreach (var one in added.Where(one => one.Kind == Customization.OfKey && tables.Exists(table => table.Name == one.Owner)))
            Replace(tables, one.Owner, table =>
                table.With(keys: [.. table.Keys, new AlternateKey(one.Name, one.Line.Split(' '), IsCustom: true)]));
        foreach (var one in added.Where(one => one.Kind == Customization.OfMany)) TableText.Read(one.Line, tables, many);
        return new Catalog(tables, many, choices);
    }

    private static void AddColumn(List<Table> tables, Customization one, List<Choice> choices)
    {
        var column = TableText.ToColumn(TableText.Words(one.Line), one.Owner);
        if (column.Global is not null && choices.Find(choice => choice.Name == column.Global) is { } choice)
            column = column with { Options = choice.Options };
        // A column whose table has gone can't stay.
        if (column.Targets.Any(target => !tables.Exists(table => table.Name == target.Table))) return;
        Replace(tables, one.Owner, table =>
        {
            var columns = table.Columns.Where(kept => kept.Name != column.Name).ToList();
            var before = columns.FindIndex(kept => kept.Name == "createdon") is var at and >= 0 ? at : columns.Count;
            columns.Insert(before, column);
            if (column.Kind == ColumnKind.File)
                columns.Insert(before + 1, new Column { Name = $"{column.Name}_name", Kind = ColumnKind.Text, DisplayName = $"{column.DisplayName} (name)",
                    IsReadOnly = true, IsCustom = true });
            // Money is never without its currency.
            if (column.Kind == ColumnKind.Money && table.Find("transactioncurrencyid") is null)
                columns.AddRange(CommonColumns.Currency(table.Name, ""));
            return table.With(columns: columns);
        });
    }

    // Notes hang on every table that takes them, and activities on those that have activities.
    private static void Attach(List<Table> tables)
    {
        foreach (var added in tables.Where(table => table.IsCustom).ToList())
            foreach (var holder in tables.Where(table => (table.Name == "annotation" && added.HasNotes)
                || (table.IsActivity && added.HasActivities)).ToList())
                Replace(tables, holder.Name, table => table.With(columns:
                    [.. table.Columns.Select(column => column.Name is "objectid" or "regardingobjectid"
                        ? column with { Targets = [.. column.Targets, Toward(added, table, column)] } : column)]));
    }

    private static Target Toward(Table added, Table holder, Column lookup) => holder.Name switch
    {
        "annotation" => new Target(added.Name, $"objectid_{added.Name}", $"{added.Name}_Annotations"),
        "activitypointer" => new Target(added.Name, $"regardingobjectid_{added.Name}", $"{added.Name}_ActivityPointers"),
        _ => new Target(added.Name, $"{lookup.Name}_{added.Name}_{holder.Name}", $"{added.Name}_{holder.PluralName.Replace(" ", "",
            StringComparison.Ordinal)}"),
    };

    private static void Replace(List<Table> tables, string name, Func<Table, Table> change)
    {
        var at = tables.FindIndex(table => table.Name == name);
        tables[at] = change(tables[at]);
    }
}
