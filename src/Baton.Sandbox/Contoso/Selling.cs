using Baton.Sandbox.Records;

namespace Baton.Sandbox.Contoso;

/// <summary>What Contoso sells, for how much, to whom it hopes to, and what it has offered.</summary>
internal static class Selling
{
    private const int LeadCount = 40;
    private const int OpportunityCount = 60;
    private static readonly string[] Sellers = ["miriam", "nestor", "lee"];
    private static readonly string[] Stages = ["1-Qualify", "2-Develop", "3-Propose", "4-Close"];

    private static readonly (string Number, string Name, decimal Price, int Type, string Subject)[] Goods =
    [
        ("CG-100", "Café Grand", 1_899m, 1, "Products"), ("CG-50", "Café Petit", 749m, 1, "Products"),
        ("GR-20", "Grinder, large", 389m, 1, "Products"),
        ("GR-10", "Grinder, small", 219m, 1, "Products"), ("FL-01", "Water filter, pack of 6", 54m, 1, "Products"),
        ("DC-01", "Descaler, 1 l", 19m, 1, "Products"),
        ("BN-10", "House blend beans, 10 kg", 145m, 1, "Products"), ("BN-11", "Decaf beans, 10 kg", 159m, 1, "Products"),
        ("SV-12", "Service contract, 12 months", 480m, 3, "Products"),
        ("SV-36", "Service contract, 36 months", 1_290m, 3, "Products"), ("IN-01", "Installation on site", 250m, 3, "Products"),
        ("TR-01", "Barista training, one day", 690m, 3, "Products"),
    ];

    private static readonly string[] Wishes =
        ["Coffee machines for the new office", "Replacement of old grinders", "Service contract renewal", "Machines for five branches",
            "Barista training", "Monthly bean delivery"];

    private static readonly (string First, string Last, string Company)[] Strangers =
    [
        ("Nadia", "Khoury", "Birch & Co"), ("Tom", "Ellery", "Sunrise Bakery"), ("Wendy", "Cho", "Cho Interiors"),
        ("Otto", "Brandt", "Brandt Maschinen"),
        ("Lucia", "Ferrari", "Ferrari Gelato"), ("Ravi", "Menon", "Menon Textiles"), ("Siri", "Holm", "Holm Arkitekter"),
        ("Jack", "Doyle", "Doyle Motors"),
    ];

    public static void Add(Sample sample)
    {
        var list = AddGoods(sample);
        for (var i = 0; i < LeadCount; i++) AddLead(sample, i);
        for (var i = 0; i < OpportunityCount; i++) AddOpportunity(sample, i, list);
    }

    private static Ref AddGoods(Sample sample)
    {
        var start = SampleData.BaseDate.AddYears(-2);
        var list = sample.Add("pricelevel", "standard", start,
            new Row { ["name"] = "Standard 2026", ["begindate"] = new DateOnly(2026, 1, 1), ["enddate"] = new DateOnly(2026, 12, 31) });
        sample.Add("pricelevel", "preferred", start,
            new Row { ["name"] = "Preferred customers 2026", ["begindate"] = new DateOnly(2026, 1, 1),
            ["enddate"] = new DateOnly(2026, 12, 31) });
        var group = sample.Add("uomschedule", "default", start, new Row { ["name"] = "Default Unit", ["baseuomname"] = "Piece" });
        var piece = sample.Add("uom", "piece", start,
            new Row { ["name"] = "Piece", ["isschedulebaseuom"] = true, ["uomscheduleid"] = group });
        foreach (var (number, name, price, type, subject) in Goods)
        {
            var product = sample.Add("product", number, start, new Row
            {
                ["name"] = name, ["productnumber"] = number, ["price"] = price, ["currentcost"] = Math.Round(price * 0.6m, 2),
                ["standardcost"] = Math.Round(price * 0.55m, 2),
                ["producttypecode"] = type, ["statecode"] = 0, ["statuscode"] = 1, ["quantitydecimal"] = 0, ["defaultuomid"] = piece,
                ["defaultuomscheduleid"] = group,
                ["pricelevelid"] = list, ["description"] = $"{name} by Contoso Coffee.",
                ["subjectid"] = new Ref("subject", Ids.Of($"subject/{subject}")),
            });
            foreach (var (key, factor) in new[] { ("standard", 1m), ("preferred", 0.9m) })
                sample.Add("productpricelevel", $"{key}/{number}", start, new Row
                {
                    ["productid"] = product, ["uomid"] = piece, ["pricelevelid"] = new Ref("pricelevel", Ids.Of($"pricelevel/{key}")),
                    ["amount"] = Math.Round(price * factor, 2), ["productnumber"] = number,
                });
        }
        return list;
    }

    private static void AddLead(Sample sample, int number)
    {
        var (first, last, company) = Strangers[number % Strangers.Length];
        var state = (number % 5) switch { 3 => 1, 4 => 2, _ => 0 };
        sample.Add("lead", $"{number}", sample.DaysAgo(120), new Row
        {
            ["subject"] = sample.Pick(Wishes), ["firstname"] = first, ["lastname"] = number < Strangers.Length ? last : $"{last} {number}",
            ["companyname"] = company,
            ["emailaddress1"] = $"{first}.{last}{(number < Strangers.Length ? "" : number)}@{Customers.Domain(company)}".ToLowerInvariant(),
            ["telephone1"] = $"555-7{number:00}-{sample.Below(10_000):0000}", ["leadsourcecode"] = 1 + sample.Below(10),
            ["leadqualitycode"] = 1 + sample.Below(3),
            ["budgetstatus"] = sample.Below(4), ["purchasetimeframe"] = sample.Below(5),
            ["estimatedamount"] = 500m * (1 + sample.Below(40)),
            ["statecode"] = state, ["statuscode"] = state switch { 0 => 1 + sample.Below(2), 1 => 3, _ => 4 + sample.Below(4) },
            ["ownerid"] = new Ref("systemuser", Ids.Of($"systemuser/{sample.Pick(Sellers)}")),
        });
    }

    private static void AddOpportunity(Sample sample, int number, Ref list)
    {
        var contact = number < 2 ? sample.Rows["contact"][0] : sample.Pick(sample.Rows["contact"]);
        var account = contact.Lookup("parentcustomerid");
        var stage = sample.Below(4);
        var state = number < 2 ? 0 : (number % 4) switch { 2 => 1, 3 => 2, _ => 0 };
        var created = sample.DaysAgo(200);
        var opportunity = sample.Add("opportunity", $"{number}", created, new Row
        {
            ["name"] = number == 0 ? "Café Grand for the flagship store" : sample.Pick(Wishes), ["customerid"] = account,
            ["parentaccountid"] = account,
            ["parentcontactid"] = new Ref("contact", contact.Id), ["pricelevelid"] = list,
            ["estimatedvalue"] = 500m * (1 + sample.Below(80)),
            ["salesstage"] = stage, ["stepname"] = Stages[stage],
            ["closeprobability"] = state == 1 ? 100 : state == 2 ? 0 : 20 + (stage * 20),
            ["estimatedclosedate"] = DateOnly.FromDateTime(SampleData.BaseDate.AddDays(sample.Below(120) - 10).Date),
            ["opportunityratingcode"] = 1 + sample.Below(3),
            ["statecode"] = state, ["statuscode"] = state switch { 0 => 1, 1 => 3, _ => 4 + sample.Below(2) },
            ["actualclosedate"] = state == 0 ? null : DateOnly.FromDateTime(created.AddDays(20).Date),
            ["ownerid"] = new Ref("systemuser", Ids.Of($"systemuser/{sample.Pick(Sellers)}")),
        });
        for (var line = 1; line <= 1 + sample.Below(3); line++)
            AddLine(sample, "opportunityproduct", "opportunityid", opportunity, $"{number}/{line}", line, created);
        if (number % 5 == 0) AddQuote(sample, number, opportunity, contact, account, list, created);
    }

    private static void AddQuote(Sample sample, int number, Ref opportunity, Row contact, Ref? account, Ref list, DateTimeOffset created)
    {
        var id = Ids.Of($"quote/{number}");
        var quote = sample.Add("quote", $"{number}", created.AddDays(3), new Row
        {
            ["name"] = $"Offer for {contact.Text("fullname")}", ["quotenumber"] = Records.Rules.QuoteRules.Number(1_000 + number, id),
            ["opportunityid"] = opportunity,
            ["customerid"] = account, ["pricelevelid"] = list, ["expireson"] = DateOnly.FromDateTime(created.AddDays(33).Date),
            ["statecode"] = number % 2, ["statuscode"] = number % 2 == 0 ? 1 : 3,
        });
        for (var line = 1; line <= 2; line++)
            AddLine(sample, "quotedetail", "quoteid", quote, $"{number}/{line}", line, created.AddDays(3));
        var total = sample.Rows["quotedetail"].Where(detail => detail.Lookup("quoteid") == quote)
            .Sum(detail => detail.Amount("extendedamount") ?? 0);
        var row = sample.Rows["quote"][^1];
        row["totallineitemamount"] = row["totalamountlessfreight"] = row["totalamount"] = total;
        row["totaldiscountamount"] = row["totaltax"] = row["totallineitemdiscountamount"] = 0m;
    }

    private static void AddLine(Sample sample, string table, string lookup, Ref parent, string key, int line, DateTimeOffset created)
    {
        var (number, name, price, _, _) = sample.Pick(Goods);
        sample.Add(table, key, created, new Row
        {
            [lookup] = parent, ["productid"] = new Ref("product", Ids.Of($"product/{number}")),
            ["uomid"] = new Ref("uom", Ids.Of("uom/piece")), ["productname"] = name,
            ["quantity"] = (decimal)(1 + sample.Below(5)), ["priceperunit"] = price, ["lineitemnumber"] = line,
        });
    }
}
