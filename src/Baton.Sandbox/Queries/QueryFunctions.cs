using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;
using NpgsqlTypes;

namespace Baton.Sandbox.Queries;

/// <summary>The query functions of Dataverse in SQL; FetchXML's operators of the same meaning come here too.</summary>
internal static class QueryFunctions
{
    public static string Where(SqlText sql, RowSource row, FunctionCall call, QueryContext context, bool negated)
    {
        var column = row.Table.FindProperty(call.Property) ?? row.Table.Find(call.Property)
            ?? throw Fault.NoProperty(call.Property, row.Table.Name);
        if (Opposite(call.Name) is { } positive) return Where(sql, row, call with { Name = positive }, context, !negated);

        var said = row.Say(column);
        var condition = DateRanges.Knows(call.Name) || IsDate(call.Name)
            ? InRange(sql, said, column, Range(call, column, context))
            : Membership(sql, row, said, column, call, context);
        if (!negated) return condition;
        // Not to be one of these includes having no value; not to lie between two does not.
        return call.Name == "Between" || DateRanges.Knows(call.Name) ? $"not ({condition})" : $"({said} is null or not ({condition}))";
    }

    private static string? Opposite(string name) => name switch
    {
        "NotIn" => "In",
        "NotBetween" => "Between",
        "NotEqualUserId" => "EqualUserId",
        "NotEqualBusinessId" => "EqualBusinessId",
        "NotUnder" => "UnderOrEqual",
        "DoesNotContainValues" => "ContainValues",
        _ => null,
    };

    private static bool IsDate(string name) => name is "On" or "OnOrAfter" or "OnOrBefore" or "NotOn" or "InFiscalPeriod"
        or "InFiscalPeriodAndYear" or "InOrAfterFiscalPeriodAndYear" or "InOrBeforeFiscalPeriodAndYear";

    private static DateRange Range(FunctionCall call, Column column, QueryContext context)
    {
        if (DateRanges.Knows(call.Name))
            return DateRanges.Of(call.Name, context.Now.UtcDateTime,
                call.Values.Count > 0 ? Literals.Number(call.Values, 0, call.Name) : 0);
        if (call.Name is "On" or "OnOrAfter" or "OnOrBefore")
        {
            if (call.Values.Count != 1) throw Fault.BadRequest($"The function {call.Name} needs one value.");
            var day = Literals.Read(column, call.Values[0]) switch { DateOnly date =>
                date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), DateTime moment => moment.Date, _ => throw NoDate(column) };
            return call.Name switch { "On" => new(day, day.AddDays(1)), "OnOrAfter" => new(day, null), _ => new(null, day.AddDays(1)) };
        }
        var year = call.Name == "InFiscalPeriod" ? context.Now.Year : Literals.Number(call.Values, 1, call.Name);
        var period = DateRanges.FiscalPeriod(Literals.Number(call.Values, 0, call.Name), year);
        return call.Name switch
        {
            "InOrAfterFiscalPeriodAndYear" => period with { To = null },
            "InOrBeforeFiscalPeriodAndYear" => period with { From = null },
            _ => period,
        };
    }

    private static string InRange(SqlText sql, string said, Column column, DateRange range)
    {
        if (column.Kind is not (ColumnKind.DateTime or ColumnKind.Date)) throw NoDate(column);
        var conditions = new List<string>();
        if (range.From is { } from) conditions.Add($"{said} >= {Bound(sql, column, from)}");
        if (range.To is { } to) conditions.Add($"{said} < {Bound(sql, column, to)}");
        return $"({string.Join(" and ", conditions)})";
    }

    // A day lies within a range that ends in the middle of it.
    private static string Bound(SqlText sql, Column column, DateTime moment) => column.Kind == ColumnKind.Date
        ? sql.Value(DateOnly.FromDateTime(moment.TimeOfDay == TimeSpan.Zero ? moment : moment.AddDays(1)), NpgsqlDbType.Date)
        : sql.Value(DateTime.SpecifyKind(moment, DateTimeKind.Utc), NpgsqlDbType.TimestampTz);

    private static string Membership(SqlText sql, RowSource row, string said, Column column, FunctionCall call, QueryContext context)
    {
        var values = call.Values;
        var user = sql.Value(context.UserId);
        return call.Name switch
        {
            "In" => In(sql, said, column, values),
            "ContainValues" when column.Kind == ColumnKind.MultiPicklist =>
                $"string_to_array({said}, ',') && {sql.Value(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)}",
            "ContainValues" => throw Fault.BadRequest($"The column '{column.Name}' is no multi-select choice."),
            "Between" when values.Count == 2 =>
                $"{Comparable(said, column)} between {Placed(sql, column, values[0])} and {Placed(sql, column, values[1])}",
            "Contains" when values.Count == 1 && column.IsText => Pattern.Matches(sql, said, values[0], "%", "%"),
            "EqualUserId" => $"{said} = {user}",
            "EqualBusinessId" or "EqualRoleBusinessId" => $"{said} = {sql.Value(context.BusinessUnitId)}",
            "EqualUserTeams" => $"{said} in ({TeamsOf(user)})",
            "EqualUserOrUserTeams" => $"({said} = {user} or {said} in ({TeamsOf(user)}))",
            "EqualUserOrUserHierarchy" => $"{said} in ({PeopleUnder(user)})",
            "EqualUserOrUserHierarchyAndTeams" => $"({said} in ({PeopleUnder(user)}) or {said} in ({TeamsOf(user)}))",
            "EqualUserLanguage" => $"{said}::text = '1033'",
            "Above" or "AboveOrEqual" or "Under" or "UnderOrEqual" when values.Count == 1 =>
                Hierarchy(sql, row.Table, said, column, call.Name, values[0]),
            _ => throw Fault.NotInSandbox($"The query function {call.Name} with {values.Count} values"),
        };
    }

    private static string In(SqlText sql, string said, Column column, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return "false";
        return column.IsText
            ? $"({string.Join(" or ", values.Select(value => Pattern.Matches(sql, said, value)))})"
            : $"{said} in ({string.Join(", ", values.Select(value => sql.Value(Literals.Read(column, value), column)))})";
    }

    private static string Comparable(string said, Column column) => column.IsText ? $"lower({said})" : said;

    private static string Placed(SqlText sql, Column column, string text)
    {
        var placed = sql.Value(Literals.Read(column, text), column);
        return column.IsText ? SqlText.Fold(placed) : placed;
    }

    private static string TeamsOf(string user) => $"select first_id from crm.teammembership where second_id = {user}";

    private static string PeopleUnder(string user) => $"""
        with recursive under(id) as (
            select {user} union select u.systemuserid from crm.systemuser u join under on u.parentsystemuserid = under.id)
        select id from under
        """;

    private static string Hierarchy(SqlText sql, Table table, string said, Column column, string name, string value)
    {
        var target = column.Kind == ColumnKind.Lookup ? column.Targets[0].Table : table.Name;
        var above = HierarchyColumn(target) ?? throw Fault.Invalid("0x80040203", $"The table {target} has no hierarchy.");
        var (id, key, start) = (SqlText.Name($"{target}id"), SqlText.Name(above), sql.Value(Guid.Parse(value)));
        var walk = name is "Under" or "UnderOrEqual"
            ? $"with recursive walk(id) as (select {start} union select t.{id} from crm.{target} t join walk on t.{key} = walk.id) "
                + $"select id from walk"
            : $"with recursive walk(id) as (select {start} union select t.{key} from crm.{target} t join walk on t.{id} = walk.id where "
                + $"t.{key} is not null) select id from walk";
        return name.EndsWith("OrEqual", StringComparison.Ordinal) ? $"{said} in ({walk})" : $"({said} in ({walk}) and {said} <> {start})";
    }

    private static string? HierarchyColumn(string table) => table switch
    {
        "account" => "parentaccountid",
        "contact" => "parentcustomerid",
        "incident" => "parentcaseid",
        "product" => "parentproductid",
        "systemuser" => "parentsystemuserid",
        "businessunit" => "parentbusinessunitid",
        "subject" => "parentsubject",
        _ => null,
    };

    private static Fault NoDate(Column column) => Fault.BadRequest($"The column '{column.Name}' holds no date.");
}
