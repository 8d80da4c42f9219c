using System.Globalization;
using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records.Rules;

/// <summary>An opportunity has a customer, is won or lost by messages only, and may count its lines.</summary>
internal sealed class OpportunityRules : TableRules
{
    private static readonly string[] States = ["Open", "Won", "Lost"];

    public override Task Check(Deed deed, Change change)
    {
        if (change.Changes("statecode") && !change.IsCreate && !change.ByMessage)
        {
            var state = States[change.NumberAfter("statecode")];
            throw Fault.Invalid("0x80100005", $"This message can not be used to set the state of opportunity to {state}. "
                + $"In order to set state of opportunity to {state}, use the {state} message instead.");
        }
        // The customer is the account if one is named, else the contact; and the other way round.
        if (change.LookupAfter("customerid") is null
            && (change.LookupAfter("parentaccountid") ?? change.LookupAfter("parentcontactid")) is { } parent)
            change.Values["customerid"] = parent;
        if (change.IsCreate && change.LookupAfter("customerid") is { } customer && change.LookupAfter($"parent{customer.Table}id") is null)
            change.Values[$"parent{customer.Table}id"] = customer;
        if (change.After("isrevenuesystemcalculated") is true && !change.ByMessage) change.Values.Remove("estimatedvalue");
        return Task.CompletedTask;
    }

    public override Task Follow(Deed deed, Change change) =>
        change.Values.ContainsKey("isrevenuesystemcalculated") || change.Changes("discountamount") || change.Changes("discountpercentage")
            || change.Changes("freightamount")
            ? Totals.Sum(deed, "opportunity", change.Id)
            : Task.CompletedTask;
}

/// <summary>A quote is numbered, adds up its lines, and moves from draft to active by an update, further by messages only.</summary>
internal sealed class QuoteRules : TableRules
{
    private const int Draft = 0;
    private const int Active = 1;

    public override async Task Check(Deed deed, Change change)
    {
        if (change.Values.Has("discountamount") && change.Values.Has("discountpercentage"))
            throw Fault.Invalid("0x80043b1f", "Only one of discountamount and discountpercentage can be specified.");
        if (change.IsCreate && !change.Values.Has("quotenumber")) change.Values["quotenumber"] = await NextNumber(deed.Work, change.Id);
        if (!change.IsCreate && change.Changes("transactioncurrencyid") && (await deed.Of("quotedetail", "quoteid", change.Id)).Count > 0)
            throw Fault.Invalid("0x8004480e", "The currency cannot be changed because this quote has Products associated with it.");
        if (!change.IsCreate && change.Changes("statecode") && !change.ByMessage) DemandActivation(change);
    }

    public override Task Follow(Deed deed, Change change) =>
        change.IsCreate || change.Changes("discountamount") || change.Changes("discountpercentage") || change.Changes("freightamount")
            ? Totals.Sum(deed, "quote", change.Id)
            : Task.CompletedTask;

    private static void DemandActivation(Change change)
    {
        var (from, to) = (change.Before!.Number("statecode"), change.NumberAfter("statecode"));
        if (to == Active && from != Draft)
            throw Fault.Invalid("0x80100003", "The quote cannot be activated because it is not in draft state.");
        if (to != Active)
            throw Fault.Invalid("0x80100005",
                "This message can not be used to set the state of quote. Use the WinQuote, CloseQuote or ReviseQuote message instead.");
    }

    private static async Task<string> NextNumber(Work work, Guid id)
    {
        var number = (long)(await work.Value(new SqlText().Add("select nextval('crm.quotenumber')")))!;
        return Number(number, id);
    }

    public static string Number(long number, Guid id) =>
        CaseRules.Number(number, id).Replace("CAS-", "QUO-", StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A line of a quote or opportunity takes its price from the price list and adds to the total.</summary>
internal sealed class LineRules(string parentTable, string lineTable) : TableRules
{
    private string ParentColumn => $"{parentTable}id";

    public override async Task Check(Deed deed, Change change)
    {
        var parent = await deed.Get(parentTable,
            (change.LookupAfter(ParentColumn) ?? throw Fault.Invalid("0x80040200", $"Required field '{ParentColumn}' is missing.")).Id,
            forUpdate: true);
        if (parent.Number("statecode") != 0 && !change.ByMessage) throw Fault.Inactive();
        change.Values["transactioncurrencyid"] = parent["transactioncurrencyid"];
        if (change.After("quantity") is null) throw Fault.Invalid("0x80081012", "The quantity is missing.");
        if (change.After("isproductoverridden") is true) CheckWriteIn(change);
        else await CheckProduct(deed, change, parent);
        if (change.IsCreate && change.After("lineitemnumber") is null)
            change.Values["lineitemnumber"] = (await deed.Of(lineTable, ParentColumn, parent.Id)).Count + 1;
    }

    public override void Compute(Change change)
    {
        var quantity = change.After("quantity") as decimal? ?? 0;
        var price = change.After("priceperunit") as decimal? ?? 0;
        change.Values["baseamount"] = Math.Round(quantity * price, 2);
        change.Values["extendedamount"] = Math.Round((quantity * price) - (change.After("manualdiscountamount") as decimal? ?? 0)
            - (change.After("volumediscountamount") as decimal? ?? 0) + (change.After("tax") as decimal? ?? 0), 2);
        change.Values[lineTable == "quotedetail" ? "quotedetailname" : "opportunityproductname"] = change.TextAfter("productname");
    }

    public override Task Follow(Deed deed, Change change) => Totals.Sum(deed, parentTable, change.LookupAfter(ParentColumn)!.Value.Id);

    public override Task FollowDelete(Deed deed, Row row) =>
        row.Lookup(ParentColumn) is { } parent ? Totals.Sum(deed, parentTable, parent.Id) : Task.CompletedTask;

    private static void CheckWriteIn(Change change)
    {
        if (change.TextAfter("productdescription") is null) throw Fault.Invalid("0x80043b11", "The product id is missing.");
        change.Values["productname"] = change.TextAfter("productdescription");
        change.Values["ispriceoverridden"] = true;
    }

    private static async Task CheckProduct(Deed deed, Change change, Row parent)
    {
        var reference = change.LookupAfter("productid") ?? throw Fault.Invalid("0x80043b11", "The product id is missing.");
        var unit = change.LookupAfter("uomid") ?? throw Fault.Invalid("0x80043b0d", "The unit id is missing.");
        var product = await deed.Get("product", reference.Id);
        change.Values["productname"] = product.Text("name");
        if (product.Number("statecode") != 0) throw Fault.Invalid("0x80043b24", "The product does not exist or is not active.");
        if (change.After("ispriceoverridden") is true)
        {
            if (change.After("priceperunit") is null) throw Fault.Invalid("0x80043b10", "The price per unit is invalid.");
            return;
        }
        var list = parent.Lookup("pricelevelid") ?? throw Fault.Invalid("0x80043b12", "The price level id is missing.");
        var items = await deed.Of("productpricelevel", "productid", product.Id);
        var item = items.FirstOrDefault(item => item.Lookup("pricelevelid")?.Id == list.Id && item.Lookup("uomid")?.Id == unit.Id);
        if (item is null && items.All(other => other.Lookup("uomid")?.Id != unit.Id) && items.Count > 0)
            throw Fault.Invalid("0x80043b14", "The unit is not valid for this product.");
        change.Values["priceperunit"] = item?.Amount("amount")
            ?? (item?.Amount("percentage") is { } percent ? product.Amount("price") * percent / 100 : product.Amount("price")) ?? 0m;
        change.Values["pricingerrorcode"] = item is null ? 11 : 0;
    }
}
