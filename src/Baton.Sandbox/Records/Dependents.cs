using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>What happens to the rows that point at one which goes: some go too, some forbid it, the rest forget it.</summary>
internal static class Dependents
{
    public static async Task Settle(Deed deed, Table table, Row row)
    {
        foreach (var holder in deed.Catalog.Tables
            .Where(holder => holder.IsPartOfStorage || !deed.Catalog.StoredIn(holder.Storage).Skip(1).Any()))
            foreach (var lookup in holder.Columns
                .Where(column => column.Kind == ColumnKind.Lookup && column.Targets.Any(target => target.Table == table.Name)))
                await Settle(deed, table, row, holder, lookup);
        foreach (var many in deed.Catalog.Many)
        {
            if (many.First == table.Name) await Forget(deed, $"delete from crm.\"{many.Intersect}\" where first_id = ", row.Id);
            if (many.Second == table.Name) await Forget(deed, $"delete from crm.\"{many.Intersect}\" where second_id = ", row.Id);
        }
    }

    private static async Task Settle(Deed deed, Table table, Row row, Table holder, Column lookup)
    {
        var sql = new SqlText();
        var typed = lookup.IsPolymorphic ? $" and {SqlText.Name($"{lookup.Name}_type")} = '{table.Name}'" : "";
        sql.Add($"select held.{SqlText.Name(holder.PrimaryId)} from {SqlText.From(holder)} held where {SqlText.Name(lookup.Name)} = "
            + $"{sql.Value(row.Id)}{typed} order by 1");
        var ids = (await deed.Work.Rows(sql)).ConvertAll(values => (Guid)values[0]!);
        if (ids.Count == 0) return;
        if (lookup.Cascades)
            foreach (var id in ids) await Recording.Delete(deed, holder, id);
        else if (lookup.Required == RequiredLevel.System)
            throw new Fault(405, "0x80040227", "The object you tried to delete is associated with another object and cannot be deleted.");
        else if (holder.Find("modifiedon") is null || lookup.IsReadOnly)
            await Forget(deed, $"update crm.{SqlText.Name(holder.Storage)} set {SqlText.Name(lookup.Name)} = null where "
                + $"{SqlText.Name(lookup.Name)} = ", row.Id);
        else
            foreach (var id in ids) await Rows.Update(deed.Work, holder, id,
                new Row { [lookup.Name] = null, ["modifiedon"] = deed.Moment });
    }

    private static async Task Forget(Deed deed, string statement, Guid id)
    {
        var sql = new SqlText();
        await deed.Work.Run(sql.Add(statement).Add(sql.Value(id)));
    }
}
