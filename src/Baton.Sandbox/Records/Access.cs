using Baton.Sandbox.Queries;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>Who may do what, by role; the sentences are Dataverse's, because tools and people read the privilege out of them.</summary>
internal static class Access
{
    public static void Demand(Caller caller, string right, Table table, Row? row = null)
    {
        var privilege = $"prv{right}{table.PrivilegeNoun}";
        if (!caller.Privileges.TryGetValue(privilege, out var depth)) throw Missing(caller, privilege, table);
        if (row is null || depth != Depth.Basic || !table.IsOwned) return;
        if (row.Lookup("ownerid")?.Id != caller.UserId)
            throw new Fault(403, "0x80048306",
                $"Not enough privilege to access the Microsoft Dynamics 365 object or perform the requested operation. "
                + $"SecLib::AccessCheckEx failed. Entity: {table.Name}, Id: {row.Id}, Right: {right}Access");
    }

    /// <summary>The same for a row that may have been shared with the caller.</summary>
    public static async Task DemandOrShared(Deed deed, string right, Table table, Row row)
    {
        try
        {
            Demand(deed.Caller, right, table, row);
        }
        catch (Fault denied) when (denied.Code == "0x80048306")
        {
            if ((await Shares.Of(deed.Work, row.Id, deed.Caller.UserId) & Shares.Read($"{right}Access")) == 0) throw;
        }
    }

    /// <summary>The condition for the rows that a caller may read; null when all of them.</summary>
    public static string? Visible(Caller caller, Table table, RowSource row, SqlText sql)
    {
        var privilege = $"prvRead{table.PrivilegeNoun}";
        if (!caller.Privileges.TryGetValue(privilege, out var depth)) throw Missing(caller, privilege, table);
        return depth == Depth.Basic && table.IsOwned
            ? $"({row.Say(table["ownerid"])} = {sql.Value(caller.UserId)} or {Shares.Visible(sql, row.Id, caller.UserId)})" : null;
    }

    public static Fault Missing(Caller caller, string privilege, Table table) => new(403, "0x80040220",
        $"Principal user (Id={caller.UserId}, type=8, roleCount={caller.RoleCount}, privilegeCount={caller.Privileges.Count}, "
            + $"accessMode='4 Non-interactive', "
        + $"AADObjectId='{caller.ObjectId}', MetadataCachePrivilegesCount=5236, businessUnitId={caller.BusinessUnitId}) is missing "
            + $"{privilege} privilege "
        + $"(Id={Ids.Of($"privilege/{privilege}")}) on OTC={table.TypeCode} for entity '{table.Name}' "
            + $"(LocalizedName='{table.DisplayName}'). "
        + $"context.Caller={caller.UserId}. Consider adding missed privilege to one of the principal (user/team) roles.");
}
