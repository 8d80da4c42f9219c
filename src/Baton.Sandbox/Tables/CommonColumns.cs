namespace Baton.Sandbox.Tables;

/// <summary>The columns that every table of a kind has: who made it and when, who owns it, in which currency its money is.</summary>
internal static class CommonColumns
{
    public static IEnumerable<Column> Complete(string table, (string Id, string Name) primary, HashSet<string> marks, List<Column> own)
    {
        yield return new Column { Name = primary.Id, Kind = ColumnKind.Id, DisplayName = "Id", IsCreateOnly = true,
            Required = RequiredLevel.System };
        foreach (var column in own) yield return column;

        // Rows of an intersect-like table carry no story of their own.
        if (marks.Contains("plain"))
        {
            yield return Version;
            yield break;
        }

        var activity = marks.Contains("activity");
        if (own.Any(column => column.Kind == ColumnKind.Money))
        {
            foreach (var column in Currency(table, activity ? $"_{table}" : "")) yield return column;
        }
        if (marks.Contains("owned"))
        {
            var suffix = activity ? $"_{table}" : "";
            yield return Line($"lookup ownerid Owner required systemuser:ownerid{suffix} team:ownerid{suffix}", table);
            yield return Line($"""lookup owninguser "Owning User" readonly systemuser:owninguser{suffix}""", table);
            yield return Line($"""lookup owningteam "Owning Team" readonly team:owningteam{suffix}""", table);
            yield return Line($"""lookup owningbusinessunit "Owning Business Unit" readonly businessunit:owningbusinessunit{suffix}""",
                table);
        }
        var by = activity ? $"_{table}" : "";
        yield return Line("""datetime createdon "Created On" readonly indexed""", table);
        yield return Line("""datetime modifiedon "Modified On" readonly indexed""", table);
        yield return Line("""datetime overriddencreatedon "Record Created On" createonly""", table);
        yield return Line($"""lookup createdby "Created By" readonly systemuser:createdby{by}""", table);
        yield return Line($"""lookup modifiedby "Modified By" readonly systemuser:modifiedby{by}""", table);
        yield return Line($"""lookup createdonbehalfby "Created By (Delegate)" readonly systemuser:createdonbehalfby{by}""", table);
        yield return Line($"""lookup modifiedonbehalfby "Modified By (Delegate)" readonly systemuser:modifiedonbehalfby{by}""", table);
        yield return Line("""integer importsequencenumber "Import Sequence Number" createonly""", table);
        yield return Line("""integer timezoneruleversionnumber "Time Zone Rule Version Number" """, table);
        yield return Version;
    }

    public static IEnumerable<Column> Currency(string table, string suffix) =>
    [
        Line($"""lookup transactioncurrencyid "Currency" transactioncurrency:transactioncurrencyid{suffix}""", table),
        Line("""decimal exchangerate "Exchange Rate" readonly precision=10""", table),
    ];

    private static Column Version => Line("""biginteger versionnumber "Version Number" readonly""", "");

    private static Column Line(string line, string table) => TableText.ToColumn(TableText.Words(line), table);
}
