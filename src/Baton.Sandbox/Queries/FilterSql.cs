using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;
using Microsoft.OData.UriParser;

namespace Baton.Sandbox.Queries;

/// <summary>A row that a filter speaks of: its table, and how to say one of its columns in SQL.</summary>
internal sealed record RowSource(Table Table, Func<Column, string> Say)
{
    public static RowSource Of(Table table, string alias) => new(table, column => $"{alias}.{SqlText.Name(column.Name)}");

    public string Type(Column lookup) => Say(lookup with { Name = $"{lookup.Name}_type" });

    public string Id => Say(Table[Table.PrimaryId]);
}

/// <summary>
/// Says a filter in SQL. "Not" is carried down to the comparisons, where Dataverse decides what it means for rows without a value:
/// "ne" and "not contains" include them, "not (a gt 1)" does not.
/// </summary>
internal sealed class FilterSql(Catalog catalog, SqlText sql, QueryTerms terms, QueryContext context)
{
    private readonly Dictionary<string, RowSource> rows = [];

    public FilterSql With(string variable, RowSource row)
    {
        rows[variable] = row;
        return this;
    }

    public string Where(SingleValueNode node, bool negated = false) => node switch
    {
        ConvertNode convert => Where(convert.Source, negated),
        BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Or } both => Both(both, negated),
        BinaryOperatorNode comparison => Compare(comparison, negated),
        UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } not => Where(not.Operand, !negated),
        ConstantNode { Value: bool value } => value != negated ? "true" : "false",
        SingleValuePropertyAccessNode property => $"{Column(property).Sql} is {(negated ? "not " : "")}true",
        SingleValueFunctionCallNode function => Function(function, negated),
        AnyNode any => Collection(any, negated, negatedBody: false),
        AllNode all => Collection(all, !negated, negatedBody: true),
        ParameterAliasNode alias => Where(Aliased(alias), negated),
        _ => throw Fault.NotInSandbox($"A filter with {node.Kind}"),
    };

    /// <summary>A column's value as it is.</summary>
    public (string Sql, Column Column) Value(SingleValueNode node) => Column(Unwrap(node) as SingleValuePropertyAccessNode
        ?? throw Fault.NotInSandbox("An expression that is not a column"));

    /// <summary>A column to order by: text regardless of case, as it is compared; a lookup by the name of what it points at.</summary>
    public (string Sql, Column Column) Key(SingleValueNode node)
    {
        var access = Unwrap(node) as SingleValuePropertyAccessNode ?? throw Fault.NotInSandbox("Ordering by anything but a column");
        var (text, column) = Column(access);
        if (column.Kind == ColumnKind.Lookup)
            return ($"lower({Names.Of(catalog, sql, column, Row(access.Source))})", column with { Kind = ColumnKind.Text });
        return (column.IsText ? $"lower({text})" : text, column);
    }

    private string Both(BinaryOperatorNode node, bool negated)
    {
        var and = node.OperatorKind == BinaryOperatorKind.And != negated;
        return $"({Where(node.Left, negated)} {(and ? "and" : "or")} {Where(node.Right, negated)})";
    }

    private string Compare(BinaryOperatorNode node, bool negated)
    {
        var (left, right) = (Unwrap(node.Left), Unwrap(node.Right));
        var kind = negated ? Opposite(node.OperatorKind) : node.OperatorKind;
        if (left is ConstantNode && right is not ConstantNode) (left, right, kind) = (right, left, Mirrored(kind));
        if (left is SingleValueFunctionCallNode called) throw NoFunction(called.Name);
        if (left is not SingleValuePropertyAccessNode property) throw Fault.NotInSandbox($"Comparing a {left.Kind}");

        var (column, described) = Column(property);
        if (right is SingleValuePropertyAccessNode other) return CompareColumns(column, Column(other).Sql, described, kind);
        if (right is not ConstantNode constant) throw Fault.NotInSandbox($"Comparing with a {right.Kind}");
        return Values.Compare(sql, column, described, kind, constant.Value);
    }

    private static string CompareColumns(string left, string right, Column column, BinaryOperatorKind kind)
    {
        if (column.IsText) (left, right) = ($"lower({left})", $"lower({right})");
        return kind == BinaryOperatorKind.NotEqual ? $"{left} is distinct from {right}" : $"{left} {Values.Sign(kind)} {right}";
    }

    private string Function(SingleValueFunctionCallNode node, bool negated)
    {
        if (node.Name.EndsWith(EdmModels.FunctionStandIn, StringComparison.Ordinal))
        {
            var number = (int)((ConstantNode)Unwrap((SingleValueNode)((NamedFunctionParameterNode)node.Parameters.First()).Value)).Value;
            return QueryFunctions.Where(sql, Row((SingleValueNode)node.Source), terms.Functions[number], context, negated);
        }
        var arguments = node.Parameters.Select(argument => Unwrap((SingleValueNode)argument)).ToList();
        var (before, after) = node.Name switch
        {
            "contains" => ("%", "%"),
            "startswith" => ("", "%"),
            "endswith" => ("%", ""),
            _ => throw NoFunction(node.Name),
        };
        if (arguments[0] is not SingleValuePropertyAccessNode property || arguments[1] is not ConstantNode { Value: string text })
            throw Fault.BadRequest($"The function '{node.Name}' takes a column and a text.");
        var column = Column(property).Sql;
        var matches = Pattern.Matches(sql, column, text, before, after);
        return negated ? $"({column} is null or not ({matches}))" : matches;
    }

    private static Fault NoFunction(string name) => Fault.Invalid("0x80060888", $"The function '{name}' is not supported in $filter.");

    private string Collection(LambdaNode node, bool negated, bool negatedBody)
    {
        if (Unwrap(node.Source) is not CollectionNavigationNode source) throw Fault.NotInSandbox("A lambda on anything but a collection");
        var from = Row(source.Source);
        var navigation = catalog.Navigate(from.Table, source.NavigationProperty.Name)!;
        var alias = sql.NextAlias();
        var row = RowSource.Of(navigation.To, alias);
        var body = node.CurrentRangeVariable is null ? "true" : With(node.CurrentRangeVariable.Name, row).Where(node.Body, negatedBody);
        return $"{(negated ? "not " : "")}exists (select from {SqlText.From(navigation.To)} {alias} where "
            + $"{Joins.On(navigation, from, row)} and {body})";
    }

    private (string Sql, Column Column) Column(SingleValuePropertyAccessNode node)
    {
        var row = Row(node.Source);
        var column = row.Table.FindProperty(node.Property.Name) ?? throw Fault.NoProperty(node.Property.Name, row.Table.Name);
        return (row.Say(column), column);
    }

    private RowSource Row(SingleValueNode node) => node switch
    {
        ResourceRangeVariableReferenceNode variable => rows[variable.Name],
        ConvertNode convert => Row(convert.Source),
        SingleResourceCastNode cast => Row(cast.Source),
        SingleNavigationNode single =>
            Joins.Through(sql, catalog.Navigate(Row(single.Source).Table, single.NavigationProperty.Name)!, Row(single.Source)),
        _ => throw Fault.NotInSandbox($"A filter on {node.Kind}"),
    };

    private SingleValueNode Unwrap(SingleValueNode node) => node switch
    {
        ConvertNode convert when Unwrap(convert.Source) is var inner => inner,
        ParameterAliasNode alias => Unwrap(Aliased(alias)),
        _ => node,
    };

    private static CollectionNode Unwrap(CollectionNode node) => node;

    private SingleValueNode Aliased(ParameterAliasNode alias) =>
        terms.Aliases.TryGetValue(alias.Alias, out var node)
            && node is not null ? node : throw Fault.BadRequest($"The alias {alias.Alias} has no value.");

    private static BinaryOperatorKind Opposite(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equal => BinaryOperatorKind.NotEqual,
        BinaryOperatorKind.NotEqual => BinaryOperatorKind.Equal,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThan,
        _ => throw Fault.NotInSandbox($"The operator {kind}"),
    };

    private static BinaryOperatorKind Mirrored(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        _ => kind,
    };
}
