using System.Globalization;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Records;

/// <summary>What a new row gets without being told, and what every change leaves behind.</summary>
internal static class Defaults
{
    public static readonly Guid BaseCurrency = Ids.Of("transactioncurrency/USD");

    public static void Complete(Deed deed, Change change)
    {
        var (table, values) = (change.Table, change.Values);
        foreach (var column in table.Columns)
            if (column.Default is { } text && !values.Has(column.Name)) values[column.Name] = Read(column, text);
        if (table.Find("transactioncurrencyid") is { Kind: ColumnKind.Lookup } && !values.Has("transactioncurrencyid"))
            values["transactioncurrencyid"] = new Ref("transactioncurrency", BaseCurrency);
        if (table.Find("exchangerate") is { IsReadOnly: true }) values["exchangerate"] = 1m;
        if (table.IsActivity) values["activitytypecode"] = table.Name;
        if (table.IsOwned)
        {
            var owner = values.Lookup("ownerid") ?? new Ref("systemuser", deed.Caller.UserId);
            values["ownerid"] = owner;
            Own(values, owner);
            values["owningbusinessunit"] = new Ref("businessunit", deed.Caller.BusinessUnitId);
        }
        if (table.Find("createdon") is null) return;
        var by = new Ref("systemuser", deed.Caller.UserId);
        values["createdon"] = values.GetValueOrDefault("overriddencreatedon") ?? deed.Moment;
        values["modifiedon"] = deed.Moment;
        values["createdby"] = values["modifiedby"] = by;
        if (deed.Caller.BehalfOf is { } behalf) values["createdonbehalfby"] = values["modifiedonbehalfby"] = new Ref("systemuser", behalf);
    }

    public static async Task Touch(Deed deed, Change change)
    {
        var (table, values) = (change.Table, change.Values);
        if (table.IsOwned && change.Changes("ownerid") && values.Lookup("ownerid") is { } owner)
        {
            Access.Demand(deed.Caller, "Assign", table, change.Before);
            if (owner.Table == "systemuser" && (await deed.Get("systemuser", owner.Id)).Is("isdisabled"))
                throw WebApi.Fault.Invalid("0x8004022b", "The specified owner has been disabled.");
            Own(values, owner);
        }
        if (table.Find("modifiedon") is null) return;
        values["modifiedon"] = deed.Moment;
        values["modifiedby"] = new Ref("systemuser", deed.Caller.UserId);
        values["modifiedonbehalfby"] = deed.Caller.BehalfOf is { } behalf ? new Ref("systemuser", behalf) : null;
    }

    private static void Own(Row values, Ref owner)
    {
        values["owninguser"] = owner.Table == "systemuser" ? owner : null;
        values["owningteam"] = owner.Table == "team" ? owner : null;
    }

    private static object Read(Column column, string text) => column.Kind switch
    {
        ColumnKind.Boolean => text == "1",
        ColumnKind.Picklist or ColumnKind.Integer => int.Parse(text, CultureInfo.InvariantCulture),
        ColumnKind.Decimal or ColumnKind.Money => decimal.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };
}
