using System.Text.Json;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Quotes from opportunities, and quotes from quotes.</summary>
internal static class Quoting
{
    private const int Closed = 3;
    private const int Revised = 7;

    private static readonly string[] Head =
        ["name", "description", "customerid", "opportunityid", "pricelevelid", "transactioncurrencyid", "discountamount",
            "discountpercentage", "freightamount",
        "effectivefrom", "effectiveto", "expireson", "paymenttermscode", "ownerid"];

    private static readonly string[] Line =
        ["productid", "uomid", "quantity", "priceperunit", "ispriceoverridden", "isproductoverridden", "productdescription", "description",
            "manualdiscountamount",
        "tax", "lineitemnumber"];

    public static Task<Answer> GenerateQuoteFromOpportunity(Call call)
    {
        var id = call.Body("OpportunityId").TryGetGuid(out var given) ? given : throw Fault.BadBody("OpportunityId is no guid.");
        return call.Dispatcher.Change(call.Request, call.Dispatcher.Database.Catalog["quote"], async deed =>
        {
            var opportunity = await deed.Get("opportunity", id);
            var values = Copy(opportunity, Head);
            values["opportunityid"] = new Ref("opportunity", id);
            var quote = await Recording.Create(deed, deed.Catalog["quote"], values);
            await CopyLines(deed, "opportunityproduct", "opportunityid", id, quote);
            return await Show(call, deed, quote);
        });
    }

    public static Task<Answer> GetQuoteProductsFromOpportunity(Call call)
    {
        if (call.Table?.Name != "quote" || call.Key is null)
            throw Fault.NoSegment("Microsoft.Dynamics.CRM.GetQuoteProductsFromOpportunity");
        var opportunity = Qualifying.Reference(call, "Opportunity") ?? throw Fault.BadBody("Required parameter 'Opportunity' is missing.");
        return call.Dispatcher.Change(call.Request, call.Table, async deed =>
        {
            var quote = await References.Id(deed.Work, call.Table, call.Key);
            await deed.Get("opportunity", opportunity.Id);
            await CopyLines(deed, "opportunityproduct", "opportunityid", opportunity.Id, quote);
            return Answer.NoContent();
        });
    }

    public static Task<Answer> ReviseQuote(Call call)
    {
        if (call.Table?.Name != "quote" || call.Key is null) throw Fault.NoSegment("Microsoft.Dynamics.CRM.ReviseQuote");
        return call.Dispatcher.Change(call.Request, call.Table, async deed =>
        {
            var old = await deed.Get("quote", await References.Id(deed.Work, call.Table, call.Key), forUpdate: true);
            if (old.Number("statecode") != Closed) throw Fault.Invalid("0x80048d00", "Only a closed quote can be revised.");
            var revisions = await Rows.Matching(deed.Work, call.Table, [(call.Table["quotenumber"], old["quotenumber"]!)], limit: 1_000);
            if (revisions.Exists(other => other.Number("statecode") is 0 or 1))
                throw Fault.Invalid("0x80048d00", "There is already a draft or active revision of this quote.");
            var values = Copy(old, Head);
            values["quotenumber"] = old["quotenumber"];
            values["revisionnumber"] = revisions.Max(other => other.Number("revisionnumber") ?? 0) + 1;
            var quote = await Recording.Create(deed, call.Table, values, byMessage: true);
            await CopyLines(deed, "quotedetail", "quoteid", old.Id, quote);
            await Recording.Update(deed, call.Table, old.Id, new Row { ["statuscode"] = Revised }, byMessage: true);
            return await Show(call, deed, quote);
        });
    }

    private static async Task CopyLines(Deed deed, string table, string lookup, Guid from, Guid quote)
    {
        foreach (var line in (await deed.Of(table, lookup, from)).OrderBy(line => line.Number("lineitemnumber")))
        {
            var values = Copy(line, Line);
            values["quoteid"] = new Ref("quote", quote);
            await Recording.Create(deed, deed.Catalog["quotedetail"], values);
        }
    }

    private static Row Copy(Row from, string[] columns)
    {
        var values = new Row();
        foreach (var column in columns)
            if (from.Has(column)) values[column] = from[column];
        return values;
    }

    private static async Task<Answer> Show(Call call, Deed deed, Guid quote)
    {
        var table = deed.Catalog["quote"];
        var chosen = call.Optional("ColumnSet") is { } set && set.TryGetProperty("Columns", out var names)
            && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => table.Find(name.GetString() ?? "")).OfType<Tables.Column>().ToList()
            : [];
        var question = new Question { Table = table,
            Columns = chosen.Count == 0 ? table.Columns : [.. chosen.Append(table["quoteid"]).Distinct()] };
        return Reads.Show(call.Request, question, await Reads.Find(call.Dispatcher, call.Request, deed.Work, question, quote), 200);
    }
}
