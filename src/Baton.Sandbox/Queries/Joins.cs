using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Queries;

/// <summary>How rows of two tables belong together, in SQL.</summary>
internal static class Joins
{
    /// <summary>The condition that a row at the far end of a navigation belongs to the near one.</summary>
    public static string On(Navigation navigation, RowSource near, RowSource far)
    {
        if (navigation.Many is { } many)
        {
            // A table related to itself would fit both ways; the first side then wins.
            var nearIsFirst = many.FirstNavigation == navigation.Name && many.First == navigation.From.Name;
            var (nearId, farId) = nearIsFirst ? ("first_id", "second_id") : ("second_id", "first_id");
            return $"exists (select from crm.\"{many.Intersect}\" link where link.{nearId} = {near.Id} and link.{farId} = {far.Id})";
        }
        var lookup = navigation.Lookup!;
        var (holder, held) = navigation.IsCollection ? (far, near) : (near, far);
        var typed = lookup.IsPolymorphic ? $" and {holder.Type(lookup)} = '{navigation.LookupType}'" : "";
        return $"{holder.Say(lookup)} = {held.Id}{typed}";
    }

    /// <summary>The row that a lookup points at; each column of it is a small query of its own, which PostgreSQL plans by key.</summary>
    public static RowSource Through(SqlText sql, Navigation navigation, RowSource near) => new(navigation.To, column =>
    {
        var alias = sql.NextAlias();
        var far = RowSource.Of(navigation.To, alias);
        return $"(select {far.Say(column)} from {SqlText.From(navigation.To)} {alias} where {On(navigation, near, far)})";
    });
}
