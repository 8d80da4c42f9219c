using Baton.Sandbox.Records;

namespace Baton.Sandbox.Contoso;

/// <summary>Fifty companies and the three hundred people who work there.</summary>
internal static class Customers
{
    private const int ContactCount = 300;
    private static readonly string[] Sellers = ["miriam", "nestor", "lee"];

    public static readonly string[] Companies =
    [
        "Contoso", "Fabrikam", "Northwind Traders", "Adventure Works", "Litware", "Proseware", "Tailspin Toys", "Wingtip Toys",
        "Woodgrove Bank",
        "Trey Research", "Coho Winery", "Coho Vineyard", "Alpine Ski House", "Blue Yonder Airlines", "City Power & Light",
        "Consolidated Messenger",
        "Fourth Coffee", "Graphic Design Institute", "Humongous Insurance", "Lucerne Publishing", "Margie's Travel", "School of Fine Art",
        "Southridge Video", "The Phone Company", "Wide World Importers", "A. Datum", "VanArsdel", "Relecloud", "Munson's Pickles",
        "Best For You Organics", "Nod Publishers", "Lamna Healthcare", "Bellows College", "First Up Consultants", "Fincher Architects",
        "Harbour Logistics", "Lakeside Clinic", "Granite Credit Union", "Meadow Foods", "Polar Freight", "Quarry Hotels", "Redwood Timber",
        "Silverline Optics", "Tidewater Marine", "Umbra Lighting", "Valley Dental Group", "Westgate Motors", "Yellowfin Seafood",
        "Zenith Robotics",
        "Åkerlund & Söner",
    ];

    private static readonly int[] Industries =
        [12, 12, 33, 15, 6, 7, 22, 22, 16, 7, 17, 17, 14, 30, 31, 30, 13, 9, 20, 3, 8, 8, 14, 6, 33, 7, 12, 6, 17, 17, 3, 11, 8, 7, 9];

    private static readonly (string City, string State, string Zip, string Country)[] Places =
    [
        ("Seattle", "WA", "98101", "USA"), ("Redmond", "WA", "98052", "USA"), ("Austin", "TX", "78701", "USA"),
        ("Boston", "MA", "02108", "USA"),
        ("Chicago", "IL", "60601", "USA"), ("Denver", "CO", "80202", "USA"), ("London", "", "EC1A 1BB", "United Kingdom"),
        ("Berlin", "", "10115", "Germany"),
        ("Stockholm", "", "111 20", "Sweden"), ("Toronto", "ON", "M5H 2N2", "Canada"), ("Dublin", "", "D02 X285", "Ireland"),
        ("Kraków", "", "31-042", "Poland"),
    ];

    private static readonly string[] FirstNames =
    [
        "Amelia", "Ben", "Carla", "Daniel", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Karin", "Liam", "Maya", "Noah", "Olga",
        "Pedro", "Quinn",
        "Rosa", "Stefan", "Tara", "Umar", "Vera", "Walter", "Xenia", "Yusuf", "Zoe", "Anders", "Björn", "Chloé", "Dmitri", "Esther",
        "François",
    ];

    private static readonly string[] LastNames =
    [
        "Abbott", "Berg", "Castillo", "Dubois", "Eriksson", "Fischer", "Garcia", "Hansen", "Ito", "Jensen", "Kowalski", "Larsen", "Müller",
        "Novak",
        "O'Brien", "Petrov", "Quist", "Rossi", "Schmidt", "Tanaka", "Ueda", "Vargas", "Weber", "Xu", "Young", "Zielinski", "Ahmed",
        "Banerjee", "Cohen",
    ];

    private static readonly string[] Jobs =
    [
        "Purchasing Manager", "Owner", "IT Manager", "Office Manager", "Operations Director", "Accountant", "Facility Manager", "Buyer",
        "Head of Logistics",
        "Store Manager", "Executive Assistant", "Chief Financial Officer",
    ];

    private static readonly (string First, string Last, string Company, string Mail, string Job, bool Vip)[] Known =
    [
        ("Adele", "Vance", "Contoso", "adele@contoso.example", "Retail Manager", true),
        ("Diego", "Siciliani", "Fabrikam", "diego@fabrikam.example", "Purchasing Manager", false),
        ("Grady", "Archie", "Northwind Traders", "grady@northwindtraders.example", "Designer", false),
        ("Isaiah", "Langer", "Adventure Works", "isaiah@adventureworks.example", "Sales Rep", false),
        ("Johanna", "Lorenz", "Woodgrove Bank", "johanna@woodgrovebank.example", "Senior Engineer", true),
        ("Lynne", "Robbins", "Humongous Insurance", "lynne@humongousinsurance.example", "Planner", false),
        ("Megan", "Bowen", "Contoso", "megan@contoso.example", "Marketing Manager", false),
        ("Patti", "Fernandez", "Litware", "patti@litware.example", "President", true),
        ("Pradeep", "Gupta", "Tailspin Toys", "pradeep@tailspintoys.example", "Accountant", false),
        ("Jürgen", "Größmann", "Åkerlund & Söner", "juergen@akerlund.example", "Geschäftsführer", false),
        ("Seán", "O'Malley", "Margie's Travel", "sean@margiestravel.example", "Travel Agent", false),
    ];

    public static void Add(Sample sample)
    {
        var owners = Sellers.Select(key => new Ref("systemuser", Ids.Of($"systemuser/{key}"))).ToArray();
        for (var i = 0; i < Companies.Length; i++) AddCompany(sample, i, owners);
        for (var i = 0; i < ContactCount; i++) AddPerson(sample, i, owners);
        foreach (var account in sample.Rows["account"])
            if (sample.Rows["contact"].FirstOrDefault(contact => contact.Lookup("parentcustomerid")?.Id == account.Id) is { } first)
                account["primarycontactid"] = new Ref("contact", first.Id);
    }

    private static void AddCompany(Sample sample, int number, Ref[] owners)
    {
        var place = number == 0 ? Places[1] : sample.Pick(Places);
        var domain = Domain(Companies[number]);
        sample.Add("account", Companies[number], sample.DaysAgo(900), new Row
        {
            ["name"] = Companies[number], ["accountnumber"] = $"ACC-{1000 + number}", ["websiteurl"] = $"https://www.{domain}",
            ["emailaddress1"] = $"info@{domain}",
            ["telephone1"] = $"555-{100 + number:000}-{sample.Below(10_000):0000}", ["revenue"] = 250_000m * (1 + sample.Below(400)),
            ["numberofemployees"] = 5 + (sample.Below(400) * 5),
            ["industrycode"] = number < Industries.Length ? Industries[number] : 1 + sample.Below(33),
            ["accountcategorycode"] = number % 4 == 0 ? 1 : 2,
            ["customertypecode"] = number % 6 == 5 ? 8 : 3, ["ownershipcode"] = 1 + sample.Below(4),
            ["creditlimit"] = 10_000m * (1 + sample.Below(20)),
            ["creditonhold"] = number % 17 == 16, ["address1_line1"] = $"{1 + sample.Below(900)} Harbor Street",
            ["address1_city"] = place.City,
            ["address1_stateorprovince"] = place.State, ["address1_postalcode"] = place.Zip, ["address1_country"] = place.Country,
            ["ownerid"] = sample.Pick(owners), ["statecode"] = number == 47 ? 1 : 0,
        });
    }

    private static void AddPerson(Sample sample, int number, Ref[] owners)
    {
        var known = number < Known.Length ? Known[number] : default;
        var company = known.Company ?? Companies[number % Companies.Length];
        var (first, last) = known.First is null ? (FirstNames[number % FirstNames.Length], LastNames[number * 7 / 2 % LastNames.Length])
            : (known.First, known.Last);
        var place = sample.Pick(Places);
        sample.Add("contact", $"{number}", sample.DaysAgo(800), new Row
        {
            ["firstname"] = first, ["lastname"] = last, ["jobtitle"] = known.Job ?? sample.Pick(Jobs), ["new_vip"] = known.Vip,
            ["emailaddress1"] = known.Mail ?? $"{Plain(first)}.{Plain(last)}{number}@{Domain(company)}",
            ["telephone1"] = $"555-{200 + (number % 700):000}-{sample.Below(10_000):0000}",
            ["mobilephone"] = number % 3 == 0 ? $"555-{900 - (number % 100):000}-{sample.Below(10_000):0000}" : null,
            ["parentcustomerid"] = new Ref("account", Ids.Of($"account/{company}")), ["ownerid"] = sample.Pick(owners),
            ["description"] = known.Vip ? "VIP: answer within the hour." : null, ["preferredcontactmethodcode"] = 1 + sample.Below(3),
            ["address1_city"] = place.City, ["address1_stateorprovince"] = place.State, ["address1_postalcode"] = place.Zip,
            ["address1_country"] = place.Country,
            ["statecode"] = number > Known.Length && number % 40 == 39 ? 1 : 0,
        });
    }

    public static string Domain(string company) => $"{Plain(company)}.example";

    private static string Plain(string text) => string.Concat(text.ToLowerInvariant()
        .Replace("å", "a", StringComparison.Ordinal).Replace("ö", "o", StringComparison.Ordinal).Replace("ü", "u", StringComparison.Ordinal)
        .Replace("é", "e", StringComparison.Ordinal).Replace("ç", "c", StringComparison.Ordinal).Where(char.IsAsciiLetterOrDigit));
}
