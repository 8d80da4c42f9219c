using System.Globalization;
using System.Xml.Linq;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Fetch;

/// <summary>Filters and conditions of FetchXML in SQL.</summary>
internal sealed class FetchConditions(Catalog catalog, SqlText sql, IReadOnlyList<FetchSource> sources, QueryContext context)
{
    private int nested;

    /// <summary>All filters of an entity, and its links that only ask whether there is such a row.</summary>
    public string Of(FetchSource source)
    {
        var conditions = source.Xml.Elements("filter").Select(filter => Filter(filter, source))
            .Concat(source.Xml.Elements("link-entity").Where(FetchQuery.IsExistential).Select(link => Exists(link, source))).ToList();
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    private string Filter(XElement filter, FetchSource source)
    {
        var joined = filter.Attribute("type")?.Value == "or" ? " or " : " and ";
        var parts = new List<string>();
        foreach (var xml in filter.Elements())
            parts.Add(xml.Name.LocalName switch
            {
                "filter" => Filter(xml, source),
                "condition" => Condition(xml, source),
                "link-entity" => Exists(xml, source),
                var other => throw Fault.Invalid("0x80041102", $"A filter can't hold {other}."),
            });
        return parts.Count == 0 ? "true" : $"({string.Join(joined, parts)})";
    }

    private string Exists(XElement link, FetchSource parent)
    {
        var table = FetchQuery.TableOf(catalog, link);
        var source = new FetchSource { Table = table, SqlAlias = $"x{nested++}", Xml = link, Parent = parent };
        var some = $"exists (select from {SqlText.From(table)} {source.SqlAlias} where {On(source)} and {Of(source)})";
        return link.Attribute("link-type")?.Value switch
        {
            "not any" => $"not {some}",
            // As documented, and whatever the word says: there are such rows, and none of them satisfies the filter.
            "all" => $"(exists (select from {SqlText.From(table)} {source.SqlAlias} where {On(source)}) and not {some})",
            _ => some,
        };
    }

    /// <summary>How a linked table joins the one above it.</summary>
    public static string On(FetchSource source)
    {
        var (from, to) = (source.Column(source.Xml.Attribute("from")?.Value), source.Parent!.Column(source.Xml.Attribute("to")?.Value));
        var condition = $"{Say(source, from)} = {Say(source.Parent, to)}";
        // A customer that is a contact never joins an account, even if ids were ever to be the same.
        if (to.IsPolymorphic && from.Kind == ColumnKind.Id)
            condition += $" and {source.Parent.SqlAlias}.\"{to.Name}_type\" = '{source.Table.Name}'";
        if (from.IsPolymorphic && to.Kind == ColumnKind.Id)
            condition += $" and {source.SqlAlias}.\"{from.Name}_type\" = '{source.Parent.Table.Name}'";
        return condition;
    }

    public static string Say(FetchSource source, Column column) => $"{source.SqlAlias}.{SqlText.Name(column.Name)}";

    private string Condition(XElement xml, FetchSource source)
    {
        if (xml.Attribute("entityname")?.Value is { } name)
            source = sources.FirstOrDefault(other => other.Alias == name || other.Table.Name == name)
                ?? throw Fault.Invalid("0x80041102", $"The condition speaks of '{name}', which is not linked.");
        var column = source.Column(xml.Attribute("attribute")?.Value);
        var said = Say(source, column);
        var operation = xml.Attribute("operator")?.Value ?? "eq";
        if (xml.Attribute("valueof")?.Value is { } other_)
            return CompareColumns(said, Say(source, source.Column(other_)), column, operation);
        var values = xml.Elements("value").Select(value => value.Value).ToList();
        if (values.Count == 0 && xml.Attribute("value") is { } single) values.Add(single.Value);
        return operation switch
        {
            "null" => $"{said} is null",
            "not-null" => $"{said} is not null",
            "eq" or "gt" or "ge" or "lt" or "le" => Compare(said, column, Sign(operation), One(values, operation)),
            "ne" or "neq" => $"({said} is null or not ({Compare(said, column, "=", One(values, operation))}))",
            "like" => Pattern.Matches(sql, said, One(values, operation)),
            "not-like" => Not(said, Pattern.Matches(sql, said, One(values, operation))),
            "begins-with" => Pattern.Matches(sql, said, One(values, operation), "", "%"),
            "not-begin-with" => Not(said, Pattern.Matches(sql, said, One(values, operation), "", "%")),
            "ends-with" => Pattern.Matches(sql, said, One(values, operation), "%"),
            "not-end-with" => Not(said, Pattern.Matches(sql, said, One(values, operation), "%")),
            _ => QueryFunctions.Where(sql, RowSource.Of(source.Table, source.SqlAlias),
                new FunctionCall(FunctionName(operation), column.Property, values), context, false),
        };
    }

    private string Compare(string said, Column column, string sign, string text)
    {
        var placed = sql.Value(Literals.Read(column, text), column);
        return column.IsText ? $"lower({said}) {sign} {SqlText.Fold(placed)}" : $"{said} {sign} {placed}";
    }

    private static string CompareColumns(string left, string right, Column column, string operation)
    {
        if (column.IsText) (left, right) = ($"lower({left})", $"lower({right})");
        return operation is "ne" or "neq" ? $"{left} is distinct from {right}" : $"{left} {Sign(operation)} {right}";
    }

    private static string Not(string said, string condition) => $"({said} is null or not ({condition}))";

    private static string One(List<string> values, string operation) => values.Count == 1
        ? values[0]
        : throw Fault.Invalid("0x80041102", $"The operator {operation} takes one value.");

    private static string Sign(string operation) => operation switch
    {
        "eq" => "=",
        "gt" => ">",
        "ge" => ">=",
        "lt" => "<",
        "le" => "<=",
        _ => throw Fault.NotInSandbox($"The operator {operation} between columns"),
    };

    // last-x-days is LastXDays, eq-userid is EqualUserId, and so on.
    private static string FunctionName(string operation) => operation switch
    {
        "in" => "In",
        "not-in" => "NotIn",
        "contain-values" => "ContainValues",
        "not-contain-values" => "DoesNotContainValues",
        "between" => "Between",
        "not-between" => "NotBetween",
        "eq-userid" => "EqualUserId",
        "ne-userid" => "NotEqualUserId",
        "eq-businessid" => "EqualBusinessId",
        "ne-businessid" => "NotEqualBusinessId",
        "eq-userteams" => "EqualUserTeams",
        "eq-useroruserteams" => "EqualUserOrUserTeams",
        "eq-useroruserhierarchy" => "EqualUserOrUserHierarchy",
        "eq-useroruserhierarchyandteams" => "EqualUserOrUserHierarchyAndTeams",
        "eq-userlanguage" => "EqualUserLanguage",
        "last-seven-days" => "Last7Days",
        "next-seven-days" => "Next7Days",
        "eq-or-under" => "UnderOrEqual",
        "eq-or-above" => "AboveOrEqual",
        _ => string.Concat(operation.Replace("olderthan", "older-than", StringComparison.Ordinal).Split('-')
            .Select(word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word))),
    };
}
