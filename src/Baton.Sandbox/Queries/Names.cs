using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Queries;

/// <summary>What people call a value, said in SQL: the primary name of the row that a lookup points at, the label of a choice.</summary>
internal static class Names
{
    public static string Of(Catalog catalog, SqlText sql, Column lookup, RowSource row)
    {
        var targets = lookup.Targets.Select(target => catalog[target.Table]).Distinct().ToList();
        if (!lookup.IsPolymorphic) return In(targets[0]);
        return $"case {row.Type(lookup)} {string.Join(' ', targets.Select(target => $"when '{target.Name}' then {In(target)}"))} end";

        string In(Table target)
        {
            var alias = sql.NextAlias();
            return $"(select {alias}.{SqlText.Name(target.PrimaryName)}::text from crm.{SqlText.Name(target.Storage)} {alias} where "
                + $"{alias}.{SqlText.Name(target.PrimaryId)} = {row.Say(lookup)})";
        }
    }

    public static string OfChoice(SqlText sql, Column choice, string said)
    {
        var cases = choice.Options.Select(option => choice.Kind == ColumnKind.Boolean
            ? $"when {(option.Value == 1 ? "true" : "false")} then {SqlText.Fold(sql.Value(option.Label))}"
            : $"when {option.Value} then {SqlText.Fold(sql.Value(option.Label))}");
        return choice.Options.Count == 0 ? said : $"case {said} {string.Join(' ', cases)} end";
    }
}
