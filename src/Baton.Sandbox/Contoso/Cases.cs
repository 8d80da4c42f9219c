using Baton.Sandbox.Records;
using Baton.Sandbox.Records.Rules;

namespace Baton.Sandbox.Contoso;

/// <summary>Four hundred cases, most of them solved, and a few notes on the people who have them.</summary>
internal static class Cases
{
    private const int CaseCount = 400;
    private const int FirstNumber = 1_000;

    private static readonly string[] Subjects = ["Orders", "Deliveries", "Invoices", "Accounts", "Products", "Returns"];

    private static readonly (string Title, int Subject, int Type)[] Titles =
    [
        ("Order {0} has not arrived", 0, 2), ("Wrong item in order {0}", 0, 2), ("Change the delivery address of order {0}", 1, 3),
        ("Invoice {0} was charged twice", 2, 2),
        ("Copy of invoice {0} needed", 2, 3), ("Can't sign in to the customer portal", 3, 2), ("How do I add a second user?", 3, 1),
        ("Espresso machine leaks water", 4, 2),
        ("Grinder makes a loud noise", 4, 2), ("Which filters fit the Café Grand?", 4, 1), ("Return of order {0}", 5, 3),
        ("Refund for order {0} not received", 5, 2),
        ("Delivery {0} arrived damaged", 1, 2), ("Question about the service contract", 4, 1), ("Please cancel order {0}", 0, 3),
        ("Display shows error E{0}", 4, 2),
    ];

    public static void Add(Sample sample)
    {
        foreach (var subject in Subjects) sample.Add("subject", subject, SampleData.BaseDate.AddYears(-2), new Row { ["title"] = subject });
        AddAdele(sample);
        var people = sample.Rows["contact"];
        for (var i = 2; i < CaseCount; i++) AddCase(sample, i, people[1 + sample.Below(people.Count - 1)]);
    }

    private static void AddAdele(Sample sample)
    {
        var adele = sample.Rows["contact"][0];
        Case(sample, 0, adele, "Order 10472 has not arrived", 0, 2, SampleData.BaseDate.AddDays(-3), new Row
        {
            ["prioritycode"] = 1, ["description"] =
                "Order 10472 was promised for last Friday. The parcel service shows no movement since it left the warehouse.",
        });
        Case(sample, 1, adele, "Wrong item in order 10455", 0, 2, SampleData.BaseDate.AddDays(-9), new Row
        {
            ["prioritycode"] = 2, ["statuscode"] = 3,
            ["description"] = "Order 10455 came with the small grinder instead of the large one. Waiting for a photo of the label.",
        });
        sample.Add("annotation", "adele/1", SampleData.BaseDate.AddDays(-9).AddHours(2), new Row
        {
            ["subject"] = "Call about order 10455", ["notetext"] = "Adele prefers to be called back on her mobile after 14:00.",
            ["objectid"] = new Ref("contact", adele.Id), ["ownerid"] = new Ref("systemuser", Ids.Of("systemuser/alex")),
        });
    }

    private static void AddCase(Sample sample, int number, Row person)
    {
        var (title, subject, type) = sample.Pick(Titles);
        var age = sample.Below(10);
        var created = sample.DaysAgo(age < 3 ? 20 : 500);
        var (state, status) = age switch
        {
            < 3 => (0, 1 + sample.Below(4)),
            9 => (2, 6),
            _ => (1, sample.Below(4) == 0 ? 1000 : 5),
        };
        Case(sample, number, person, string.Format(System.Globalization.CultureInfo.InvariantCulture, title, 10_000 + sample.Below(600)),
            subject, type, created, new Row
        {
            ["prioritycode"] = sample.Below(6) is 0 ? 1 : 2 + sample.Below(2), ["statecode"] = state, ["statuscode"] = status,
            ["customersatisfactioncode"] = state == 1 ? 2 + sample.Below(4) : null,
        });
    }

    private static void Case(Sample sample, int number, Row person, string title, int subject, int type, DateTimeOffset created, Row more)
    {
        var id = Ids.Of($"incident/{number}");
        var values = new Row(more)
        {
            ["title"] = title, ["ticketnumber"] = CaseRules.Number(FirstNumber + number, id), ["casetypecode"] = type,
            ["caseorigincode"] = 1 + (number % 3),
            ["customerid"] = new Ref("contact", person.Id), ["subjectid"] = new Ref("subject", Ids.Of($"subject/{Subjects[subject]}")),
            ["ownerid"] = new Ref("systemuser", Ids.Of(number % 2 == 0 ? "systemuser/alex" : "systemuser/bea")),
        };
        sample.Add("incident", $"{number}", created, values);
    }
}
