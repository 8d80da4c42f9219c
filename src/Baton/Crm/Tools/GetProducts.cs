using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Searches the product catalogue.</summary>
internal static class GetProducts
{
    private const int ListMax = 10;
    private const int ProductFamily = 2;

    // Never currentcost or standardcost: what we pay is nobody's business here.
    private const string Columns = "productid,name,productnumber,description,price,quantitydecimal,_defaultuomid_value,_transactioncurrencyid_value";

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_products",
        Title = "Get products",
        Group = "Quotes, products, meetings, mail",
        Description = """
            Searches the product catalogue by name, number or category; with description, unit and prices on the price lists. Use it to answer questions
            about products and prices, and before create_quote for the products' ids.
            """,
        Input = new Schema(
            Field.Text("query", "A part of the name or number.", 100), Field.Text("category", "The category (subject) of the products.", 100))
        {
            OneOf = [["query", "category"]],
        },
        IsReadOnly = true,
        Privileges = ["prvReadProduct"],
        Run = line.Doing(Reach.Public, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var filter = Filter.All(
            Filter.Of($"statecode eq 0 and productstructure ne {ProductFamily}"),
            run.Tool.Text("query") is { } words ? Filter.Of($"contains(name,{words}) or contains(productnumber,{words})") : null,
            run.Tool.Text("category") is { } category ? Filter.Of($"contains(subjectid/title,{category})") : null);
        var found = await run.Query(new Query("products")
        {
            Select = Columns, Filter = filter, OrderBy = "name", Top = ListMax + 1,
            Expand = "product_price_levels($select=amount,_uomid_value,_pricelevelid_value,_transactioncurrencyid_value;$top=5)",
        }, ct);
        return Shape.List("products", found.Rows, ListMax, Brief);
    }

    private static JsonObject Brief(Row product) => Shape.Of(
        ("product_id", product.Text("productid")), ("name", product.Text("name")), ("number", product.Text("productnumber")),
        ("description", product.Text("description")), ("list_price", product.Label("price")), ("unit", product.Label("_defaultuomid_value")),
        ("unit_id", product.Lookup("defaultuomid")?.ToString("D")),
        ("prices", new JsonArray([.. product.Many("product_price_levels").Select(price => (JsonNode?)Shape.Of(
            ("price_list", price.Label("_pricelevelid_value")), ("price_list_id", price.Lookup("pricelevelid")?.ToString("D")),
            ("amount", price.Label("amount")), ("unit", price.Label("_uomid_value")), ("currency", price.Label("_transactioncurrencyid_value"))))])));
}
