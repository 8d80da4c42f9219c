using System.Text.RegularExpressions;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;
using Microsoft.OData;
using Microsoft.OData.Edm;

using Microsoft.OData.UriParser;

namespace Baton.Sandbox.Queries;

/// <summary>Turns OData options into a question. Microsoft's own parser reads them, so refusals read like Dataverse's.</summary>
internal static partial class Asking
{
    private const int ExpandsMax = 15;
    private const int TopMax = 5_000;

    private static readonly HashSet<string> Known =
        ["$select", "$expand", "$orderby", "$filter", "$apply", "$top", "$count", "$skiptoken", "$deltatoken", "fetchXml", "savedQuery",
            "userQuery", "sql"];

    public static Question Parse(Catalog catalog, Table table, IReadOnlyDictionary<string, string> options)
    {
        Refuse(options);
        var functions = new List<FunctionCall>();
        var given = options.Where(option =>
            option.Key is "$select" or "$expand" or "$orderby" or "$filter" or "$top" or "$count" || option.Key.StartsWith('@'))
            .ToDictionary(option => option.Key, option => Unquoted(FunctionText.Replace(option.Value, functions, options)));
        try
        {
            var parser = new ODataQueryOptionParser(catalog.Model, TypeOf(catalog, table), SetOf(catalog, table), given);
            var selection = parser.ParseSelectAndExpand();
            var filter = parser.ParseFilter();
            var order = parser.ParseOrderBy();
            var terms = new QueryTerms(parser.ParameterAliasNodes, functions);
            var question = Of(catalog, table, selection, filter, order, terms);
            if (CountExpansions(question) > ExpandsMax)
                throw Fault.Invalid("0x80060888", $"The maximum number of expands allowed in a query is {ExpandsMax}.");
            return question with { Top = (int?)parser.ParseTop() is { } top ? Math.Min(top, TopMax) : null,
                WantsCount = parser.ParseCount() ?? false };
        }
        catch (ODataException bad)
        {
            throw Fault.BadRequest(bad.Message);
        }
    }

    public static IEdmEntityType TypeOf(Catalog catalog, Table table) =>
        (IEdmEntityType)catalog.Model.FindDeclaredType($"{EdmModels.Namespace}.{table.Name}");

    public static IEdmEntitySet SetOf(Catalog catalog, Table table) => catalog.Model.EntityContainer.FindEntitySet(table.Set);

    // Dataverse takes the id that a lookup is compared with in quotes too.
    private static string Unquoted(string text) => text.Contains('\'', StringComparison.Ordinal) ? QuotedId().Replace(text, "$1$2") : text;

    [GeneratedRegex(@"\b(_\w+_value\s+(?:eq|ne)\s+)'([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})'")]
    private static partial Regex QuotedId();

    private static void Refuse(IReadOnlyDictionary<string, string> options)
    {
        foreach (var name in options.Keys)
            if (name == "$skip") throw Fault.Invalid("0x80060888", "Skip Clause is not supported in CRM");
            else if (name.StartsWith('$') && !Known.Contains(name))
                throw Fault.Invalid("0x80060888", $"The query parameter {name} is not supported.");
        if (options.ContainsKey("$deltatoken")) throw Fault.NotInSandbox("The query option $deltatoken");
    }

    private static Question Of(
        Catalog catalog, Table table, SelectExpandClause? clause, FilterClause? filter, OrderByClause? order, QueryTerms terms)
    {
        var names = new List<string>();
        var expansions = new List<Expansion>();
        foreach (var item in clause?.SelectedItems ?? [])
            if (item is PathSelectItem { SelectedPath.FirstSegment: PropertySegment property }) names.Add(property.Property.Name);
            else if (item is ExpandedNavigationSelectItem expanded) expansions.Add(Expanded(catalog, table, expanded, terms));
            else if (item is ExpandedReferenceSelectItem reference) expansions.Add(Referenced(catalog, table, reference));
        return new Question
        {
            Table = table,
            Columns = names.Count == 0 ? table.Columns : Chosen(table, names),
            Selected = names.Count == 0 ? null : names,
            Expansions = expansions,
            Filter = filter?.Expression,
            Order = [.. Sortings(order)],
            Terms = terms,
        };
    }

    // The id always comes along, and money brings its currency.
    private static List<Column> Chosen(Table table, List<string> names)
    {
        var chosen = names.Select(name => table.FindProperty(name)!).Append(table[table.PrimaryId]).ToList();
        if (chosen.Any(column => column.Kind == ColumnKind.Money)) chosen.Add(table["transactioncurrencyid"]);
        return [.. chosen.Distinct()];
    }

    private static Expansion Expanded(Catalog catalog, Table table, ExpandedNavigationSelectItem item, QueryTerms terms)
    {
        var navigation = Follow(catalog, table, item.PathToNavigationProperty);
        if (IsOwner(catalog, table, navigation))
            return new Expansion(navigation, new Question { Table = navigation.To, Columns = [navigation.To[navigation.To.PrimaryId]] },
                IsReference: false) { IsOwner = true };
        if (!navigation.IsCollection && (item.FilterOption ?? (object?)item.OrderByOption ?? item.TopOption) is not null)
            throw Fault.Invalid("0x80060888",
                "Only $select and $expand clause can be provided while doing $expand on many-to-one relationship.");
        var question = Of(catalog, navigation.To, item.SelectAndExpand, item.FilterOption, item.OrderByOption, terms);
        if (question.Expansions.Any(inner => inner.Navigation.IsCollection) && navigation.IsCollection
            && question.Expansions.Any(inner => inner.Navigation.Many is not null))
            throw Fault.Invalid("0x80060888", "Nested expansion of many-to-many relationships is not supported.");
        if (question.Expansions.Any(inner => inner.Navigation.IsCollection && (inner.Question.Order.Count > 0 || inner.Question.Top is not null)))
            throw Fault.Invalid("0x80060888", "$orderby and $top are not supported in a nested $expand of a collection.");
        return new Expansion(navigation, question with { Top = (int?)item.TopOption, WantsCount = item.CountOption ?? false },
            IsReference: false) { Options = OptionsOf(question, item) };
    }

    private static string OptionsOf(Question question, ExpandedNavigationSelectItem item)
    {
        var options = new List<string>();
        if (question.Selected is { } selected) options.Add($"$select={string.Join(',', selected)}");
        if (question.Order.Count > 0 && question.Order.All(one => one.By is SingleValuePropertyAccessNode))
            options.Add($"$orderby={string.Join(',', question.Order.Select(one =>
                ((SingleValuePropertyAccessNode)one.By).Property.Name + (one.Descending ? " desc" : "")))}");
        if (item.TopOption is { } top) options.Add($"$top={top}");
        return options.Count == 0 ? "" : "?" + string.Join('&', options).Replace(" ", "%20", StringComparison.Ordinal);
    }

    private static bool IsOwner(Catalog catalog, Table table, Navigation navigation) =>
        catalog.Navigations(table, navigation.Name).Select(one => one.To).Distinct().Skip(1).Any();

    private static Expansion Referenced(Catalog catalog, Table table, ExpandedReferenceSelectItem item)
    {
        var navigation = Follow(catalog, table, item.PathToNavigationProperty);
        if (navigation.IsCollection) throw Fault.Invalid("0x80060888",
            "Expand with $ref is only supported on lookup type navigation property.");
        return new Expansion(navigation, new Question { Table = navigation.To, Columns = [navigation.To[navigation.To.PrimaryId]] },
            IsReference: true);
    }

    private static Navigation Follow(Catalog catalog, Table table, ODataExpandPath path)
    {
        var name = ((NavigationPropertySegment)path.FirstSegment).NavigationProperty.Name;
        return catalog.Navigations(table, name)[0];
    }

    private static IEnumerable<Sorting> Sortings(OrderByClause? clause)
    {
        for (; clause is not null; clause = clause.ThenBy)
            yield return new Sorting(clause.Expression, clause.Direction == OrderByDirection.Descending);
    }

    private static int CountExpansions(Question question) => question.Expansions.Sum(expansion => 1 + CountExpansions(expansion.Question));
}
