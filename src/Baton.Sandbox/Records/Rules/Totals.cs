namespace Baton.Sandbox.Records.Rules;

/// <summary>Adds up the lines of a quote or opportunity.</summary>
internal static class Totals
{
    public static async Task Sum(Deed deed, string table, Guid id)
    {
        var described = deed.Catalog[table];
        if (await Rows.Find(deed.Work, described, id, forUpdate: true) is not { } parent) return;
        var lines = await deed.Of(table == "quote" ? "quotedetail" : "opportunityproduct", $"{table}id", id);
        var detail = lines.Sum(line => (line.Amount("extendedamount") ?? 0) - (line.Amount("tax") ?? 0));
        var tax = lines.Sum(line => line.Amount("tax") ?? 0);
        var discount = Math.Round((parent.Amount("discountamount") ?? 0) + (detail * (parent.Amount("discountpercentage") ?? 0) / 100), 2);
        var freight = parent.Amount("freightamount") ?? 0;
        var totals = new Row
        {
            ["totallineitemamount"] = detail, ["totaldiscountamount"] = discount, ["totaltax"] = tax,
            ["totalamount"] = detail - discount + tax + freight, ["modifiedon"] = deed.Moment,
        };
        if (table == "quote")
        {
            totals["totallineitemdiscountamount"] = lines.Sum(line => line.Amount("manualdiscountamount") ?? 0);
            totals["totalamountlessfreight"] = detail - discount;
        }
        else if (parent.Is("isrevenuesystemcalculated")) totals["estimatedvalue"] = totals["totalamount"];
        await Rows.Update(deed.Work, described, id, totals);
    }
}
