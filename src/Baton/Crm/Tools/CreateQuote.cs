using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Makes a draft quote with product lines for an opportunity.</summary>
internal static class CreateQuote
{
    private const string QuoteColumns = "quoteid,quotenumber,name,totalamount,statecode";

    public static Tool On(CrmLine line) => new()
    {
        Name = "create_quote",
        Title = "Create quote",
        Group = "Quotes, products, meetings, mail",
        Description = """
            Makes a draft quote for an opportunity, with product lines and an optional discount, and answers its number and total. Use it when a customer asks
            for a formal quote; find the products with get_products first. The quote is a draft: a colleague checks and sends it.
            """,
        Input = new Schema(
            Meant.OpportunityId, Meant.OpportunityName, Field.Text("name", "The quote in one line; the opportunity's name if not given.", 300),
            Field.List("lines", "The products.", new Schema(
                Field.Id("product_id", "A product of the catalogue, from get_products."), Field.Id("unit_id", "Its unit; the product's own if not given."),
                Field.Text("write_in", "A product that is not in the catalogue, by name.", 500),
                Field.Number("quantity", "How many.", 0.00001m, 100_000_000m).Must, Field.Number("price_per_unit", "A price other than the price list's.", 0, 1_000_000_000m),
                Field.Number("discount", "A discount on this line, as an amount.", 0, 1_000_000_000m)) { OneOf = [["product_id", "write_in"]] }).Must,
            Field.Id("price_list_id", "The price list; the opportunity's if not given."), Field.Number("discount_percent", "A discount on the whole quote.", 0, 100))
        {
            OneOf = [["opportunity_id", "opportunity_name"]],
        },
        IsReadOnly = false,
        NeedsYes = true,
        Foresee = line.Foreseeing(Foresee),
        Privileges = ["prvCreateQuote", "prvReadQuote", "prvReadOpportunity", "prvReadProduct", "prvAppendQuote", "prvAppendToOpportunity"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<Preview> Foresee(CrmRun run, CancellationToken ct)
    {
        var deal = await run.Read(new Query(Opportunities.Set) { Select = "name" }, "opportunityid", await run.Opportunity(ct), "opportunity", ct);
        var names = new List<string?>();
        foreach (var line in run.Tool.Each("lines"))
            names.Add(line.Uuid("product_id") is { } id
                ? (await run.Read(new Query("products") { Select = "name" }, "productid", id, "product", ct)).Text("name") : line.Text("write_in"));
        var whole = Preview.Of($"Make a draft quote for the opportunity {deal.Text("name")}: {string.Join(", ", names)}.", run.Tool.Input, "opportunity_id", "opportunity_name");
        return whole with { Changes = [.. whole.Changes.Where(change => !change.Field.EndsWith(", unit", StringComparison.Ordinal))] };
    }

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var (id, opportunityId) = (run.Tool.RecordId("create_quote"), await run.Opportunity(ct));
        var opportunity = await run.Read(new Query(Opportunities.Set)
        {
            Select = "name,_customerid_value,_pricelevelid_value,_transactioncurrencyid_value",
        }, "opportunityid", opportunityId, "opportunity", ct);
        var priceList = run.Tool.Uuid("price_list_id") ?? opportunity.Lookup("pricelevelid")
            ?? throw new ToolRefused("price_list_missing", "The opportunity has no price list.", "Give price_list_id; get_products shows the price lists of a product.");
        var customer = opportunity.Lookup("customerid");
        var isAccount = opportunity.TableOf("customerid") == "account";
        var currency = opportunity.Lookup("transactioncurrencyid");

        var lines = new JsonArray();
        foreach (var line in run.Tool.Each("lines")) lines.Add(await Line(run, line, ct));
        var fields = Shape.Of(
            ("name", run.Tool.Text("name") ?? opportunity.Text("name")), ("opportunityid@odata.bind", DataverseClient.Bind(Opportunities.Set, opportunityId)),
            (isAccount ? "customerid_account@odata.bind" : "customerid_contact@odata.bind",
                customer is { } known ? DataverseClient.Bind(isAccount ? Accounts.Set : Contacts.Set, known) : null),
            ("pricelevelid@odata.bind", DataverseClient.Bind("pricelevels", priceList)),
            ("transactioncurrencyid@odata.bind", currency is { } money ? DataverseClient.Bind("transactioncurrencies", money) : null),
            ("discountpercentage", run.Tool.Number("discount_percent")), ("quote_details", lines));
        await run.CreateDeepOnce("quotes", "quoteid", id, fields, QuoteColumns, ct);

        // Totals are computed after the lines are there, so the quote is read once more.
        var quote = await run.Read(new Query("quotes") { Select = QuoteColumns }, "quoteid", id, "quote", ct);
        return Shape.Of(
            ("quote_id", quote.Text("quoteid")), ("quote_number", quote.Text("quotenumber")), ("name", quote.Text("name")),
            ("total", quote.Label("totalamount")), ("total_amount", quote.Number("totalamount")), ("state", quote.Label("statecode")));
    }

    private static async Task<JsonObject> Line(CrmRun run, ToolRun line, CancellationToken ct)
    {
        var price = line.Number("price_per_unit");
        var fields = Shape.Of(("quantity", line.Number("quantity")), ("priceperunit", price), ("manualdiscountamount", line.Number("discount")));
        if (line.Uuid("product_id") is not { } product)
        {
            (fields["isproductoverridden"], fields["productdescription"]) = (true, line.Text("write_in"));
            return fields;
        }
        var unit = line.Uuid("unit_id")
            ?? (await run.Read(new Query("products") { Select = "productid,_defaultuomid_value" }, "productid", product, "product", ct)).Lookup("defaultuomid")
            ?? throw new ToolRefused("unit_missing", "The product has no unit of its own.", "Give unit_id on the line.");
        (fields["productid@odata.bind"], fields["uomid@odata.bind"]) = (DataverseClient.Bind("products", product), DataverseClient.Bind("uoms", unit));
        if (price is not null) fields["ispriceoverridden"] = true;
        return fields;
    }
}
