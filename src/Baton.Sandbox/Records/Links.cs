using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>Puts two rows together or apart along a navigation.</summary>
internal static class Links
{
    public static async Task Add(Deed deed, Navigation navigation, Guid from, Guid to)
    {
        if (navigation.Many is not null)
        {
            Access.Demand(deed.Caller, "Append", navigation.From);
            Access.Demand(deed.Caller, "AppendTo", navigation.To);
            await deed.Get(navigation.From.Name, from);
            await deed.Get(navigation.To.Name, to);
            var (first, second) = Sides(navigation, from, to);
            var sql = new SqlText();
            sql.Add($"insert into crm.\"{navigation.Many.Intersect}\" values ({sql.Value(first)}, {sql.Value(second)}) on conflict do "
                + $"nothing");
            await deed.Work.Run(sql);
        }
        else if (navigation.IsCollection) await Set(deed, navigation.To, to, navigation.Lookup!, new Ref(navigation.From.Name, from));
        else await Set(deed, navigation.From, from, navigation.Lookup!, new Ref(navigation.To.Name, to));
    }

    public static async Task Remove(Deed deed, Navigation navigation, Guid from, Guid? to)
    {
        if (navigation.Many is not null)
        {
            var (first, second) = Sides(navigation, from, to ?? throw Fault.BadRequest("The record to disassociate is missing."));
            var sql = new SqlText();
            await deed.Work.Run(sql.Add($"delete from crm.\"{navigation.Many.Intersect}\" where first_id = {sql.Value(first)} and "
                + $"second_id = {sql.Value(second)}"));
        }
        else if (navigation.IsCollection)
        {
            var far = to ?? throw Fault.BadRequest("The record to disassociate is missing.");
            if ((await deed.Get(navigation.To.Name, far)).Lookup(navigation.Lookup!.Name)?.Id == from)
                await Set(deed, navigation.To, far, navigation.Lookup!, null);
        }
        else await Set(deed, navigation.From, from, navigation.Lookup!, null);
    }

    private static (Guid First, Guid Second) Sides(Navigation navigation, Guid from, Guid to) =>
        navigation.Many!.First == navigation.From.Name && navigation.Many.FirstNavigation == navigation.Name ? (from, to) : (to, from);

    private static async Task Set(Deed deed, Table table, Guid id, Column lookup, Ref? target)
    {
        if (!await Recording.Update(deed, table, id, new Row { [lookup.Name] = target })) throw Fault.NotFound(table.Name, id);
    }
}
