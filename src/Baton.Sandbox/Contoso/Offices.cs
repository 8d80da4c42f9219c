using Baton.Sandbox.Entra;
using Baton.Sandbox.Records;

namespace Baton.Sandbox.Contoso;

/// <summary>The organisation itself: its units, people, applications and what their roles allow.</summary>
internal static class Offices
{
    private static readonly string[] Rights = ["Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share"];
    private static readonly string[] ReadRights = ["Read", "AppendTo"];
    private static readonly string[] Everyday = ["Account", "Contact", "Activity", "Note"];
    private static readonly string[] Background =
        ["User", "Team", "BusinessUnit", "Organization", "Currency", "Subject", "Product", "PriceLevel", "UnitOfMeasure", "uomschedule",
        "Role", "savedquery", "userquery"];
    private static readonly string[] Viewed = ["account", "contact", "lead", "opportunity", "incident", "quote", "product"];
    private static readonly string[] Sales = ["Lead", "Opportunity", "Quote"];
    private static readonly string[] Service = ["Incident"];

    public static readonly (string Key, string First, string Last, string Title)[] People =
    [
        ("admin", "Ada", "Admin", "System Administrator"), ("sam", "Sam", "Rivera", "Contact Centre Supervisor"),
        ("alex", "Alex", "Wilber", "Service Representative"), ("bea", "Bea", "Lindqvist", "Service Representative"),
        ("miriam", "Miriam", "Graham", "Account Manager"), ("nestor", "Nestor", "Wilke", "Sales Director"),
        ("lee", "Lee", "Gu", "Sales Representative"),
    ];

    public static void Add(Sample sample, SandboxOptions options)
    {
        var start = SampleData.BaseDate.AddYears(-3);
        var dollar = sample.Add("transactioncurrency", "USD", start,
            new Row { ["currencyname"] = "US Dollar", ["isocurrencycode"] = "USD", ["currencysymbol"] = "$" });
        sample.Add("transactioncurrency", "EUR", start,
            new Row { ["currencyname"] = "Euro", ["isocurrencycode"] = "EUR", ["currencysymbol"] = "€", ["exchangerate"] = 0.92m });
        Top(sample, "organization", SampleData.OrganizationId, start,
            new Row { ["name"] = SampleData.OrganizationName, ["uniquename"] = SampleData.UniqueName, ["basecurrencyid"] = dollar });
        var unit = Top(sample, "businessunit", SampleData.BusinessUnitId, start,
            new Row { ["name"] = SampleData.OrganizationName, ["organizationid"] = new Ref("organization", SampleData.OrganizationId) });
        var roles = AddRoles(sample, unit, start);
        foreach (var (key, first, last, title) in People) AddPerson(sample, unit, start, key, first, last, title, roles);
        foreach (var persona in Personas.All(options).Where(persona => persona.HasUser))
            AddApplication(sample, unit, start, persona, roles);
        var team = sample.Add("team", "contoso", start,
            new Row { ["name"] = "Contoso", ["isdefault"] = true, ["businessunitid"] = unit,
            ["administratorid"] = new Ref("systemuser", sample.Author) });
        sample.Add("team", "service", start,
            new Row { ["name"] = "Customer Service", ["businessunitid"] = unit,
            ["administratorid"] = new Ref("systemuser", Ids.Of("systemuser/sam")) });
        AddViews(sample, start);
        foreach (var (key, _, _, _) in People) sample.Link("teammembership", team, new Ref("systemuser", Ids.Of($"systemuser/{key}")));
    }

    // The views that every organisation begins with, by which ?savedQuery= is tried.
    private static void AddViews(Sample sample, DateTimeOffset start)
    {
        foreach (var table in Viewed.Select(name => sample.Catalog[name]))
        {
            var columns = table.SearchColumns.Prepend(table.PrimaryName).Distinct().Select(column => $"<attribute name=\"{column}\"/>");
            sample.Add("savedquery", $"active/{table.Name}", start, new Row
            {
                ["name"] = $"Active {table.PluralName}", ["returnedtypecode"] = table.Name, ["isdefault"] = true,
                ["fetchxml"] = $"<fetch version=\"1.0\" mapping=\"logical\"><entity name=\"{table.Name}\">{string.Concat(columns)}"
                    + $"<attribute name=\"{table.PrimaryId}\"/><order attribute=\"{table.PrimaryName}\" descending=\"false\"/><filter type=\"and\">"
                    + "<condition attribute=\"statecode\" operator=\"eq\" value=\"0\"/></filter></entity></fetch>",
            });
        }
        var publisher = sample.Add("publisher", "default", start, new Row
        {
            ["friendlyname"] = "Default Publisher for contoso", ["uniquename"] = "DefaultPublishercontoso", ["customizationprefix"] = "new",
        });
        sample.Add("solution", "default", start, new Row
        {
            ["friendlyname"] = "Default Solution", ["uniquename"] = "Default", ["version"] = "1.0", ["publisherid"] = publisher,
        });
    }

    private static Ref Top(Sample sample, string table, Guid id, DateTimeOffset start, Row values)
    {
        sample.Add(table, table, start, values);
        values.Id = id;
        return new Ref(table, id);
    }

    private static Dictionary<string, Ref> AddRoles(Sample sample, Ref unit, DateTimeOffset start)
    {
        var all = sample.Catalog.Tables.Select(table => table.PrivilegeNoun).Distinct()
            .SelectMany(noun => Rights.Select(right => $"prv{right}{noun}"))
            .Append("prvActOnBehalfOfAnotherUser").Distinct().ToList();
        foreach (var name in all)
            sample.Add("privilege", name, start, new Row
            {
                ["name"] = name,
                ["accessright"] = Array.FindIndex(Rights, right => name.StartsWith($"prv{right}", StringComparison.Ordinal)) + 1,
            });
        var background = Of(Background, ReadRights).ToList();
        return new Dictionary<string, Ref>
        {
            ["System Administrator"] = Role(sample, unit, start, "System Administrator", all, Depth.Global),
            ["Salesperson"] = Role(sample, unit, start, "Salesperson", Of([.. Everyday, .. Sales], Rights).Concat(background),
                Depth.Global),
            ["Customer Service Representative"] =
                Role(sample, unit, start, "Customer Service Representative", Of([.. Everyday, .. Service], Rights).Concat(background),
                Depth.Global),
            ["Own Records"] = Role(sample, unit, start, "Own Records", Of([.. Everyday, .. Sales, .. Service], Rights).Concat(background),
                Depth.Basic),
            ["Delegate"] = Role(sample, unit, start, "Delegate", ["prvActOnBehalfOfAnotherUser"], Depth.Global),
        };
    }

    private static IEnumerable<string> Of(IEnumerable<string> nouns, string[] rights) =>
        nouns.SelectMany(noun => rights.Select(right => $"prv{right}{noun}"));

    private static Ref Role(Sample sample, Ref unit, DateTimeOffset start, string name, IEnumerable<string> privileges, Depth depth)
    {
        var role = sample.Add("role", name, start, new Row { ["name"] = name, ["businessunitid"] = unit });
        foreach (var privilege in privileges)
            sample.Add("roleprivileges", $"{name}/{privilege}", start, new Row
            {
                ["roleid"] = role, ["privilegeid"] = new Ref("privilege", Ids.Of($"privilege/{privilege}")),
                ["privilegedepthmask"] = (int)depth,
            });
        return role;
    }

    private static void AddPerson(
        Sample sample, Ref unit, DateTimeOffset start, string key, string first, string last, string title, Dictionary<string, Ref> roles)
    {
        var mail = key is "admin" or "sam" or "alex" or "bea" ? $"{key}@contoso.example"
            : $"{first}.{last}@contoso.example".ToLowerInvariant();
        var user = sample.Add("systemuser", key, start, new Row
        {
            ["firstname"] = first, ["lastname"] = last, ["title"] = title, ["businessunitid"] = unit, ["domainname"] = mail,
            ["internalemailaddress"] = mail,
            ["azureactivedirectoryobjectid"] = Ids.Of($"principal/{key}"),
            ["organizationid_lookup"] = new Ref("organization", SampleData.OrganizationId),
        });
        sample.Link("systemuserroles", user,
            roles[key is "admin" ? "System Administrator" : title.Contains("Sales", StringComparison.Ordinal)
            || title.Contains("Account", StringComparison.Ordinal) ? "Salesperson" : "Customer Service Representative"]);
    }

    private static void AddApplication(Sample sample, Ref unit, DateTimeOffset start, Persona persona, Dictionary<string, Ref> roles)
    {
        var user = sample.Add("systemuser", persona.ClientId, start, new Row
        {
            ["firstname"] = "#", ["lastname"] = persona.Name, ["businessunitid"] = unit, ["accessmode"] = 4,
            ["isdisabled"] = persona.IsDisabled,
            ["applicationid"] = Guid.Parse(persona.ClientId), ["azureactivedirectoryobjectid"] = Ids.Of($"principal/{persona.ClientId}"),
            ["domainname"] = $"{persona.ClientId}@contoso.example", ["internalemailaddress"] = $"{persona.ClientId}@contoso.example",
            ["organizationid_lookup"] = new Ref("organization", SampleData.OrganizationId),
        });
        if (persona.Role is not null) sample.Link("systemuserroles", user, roles[persona.Role]);
    }
}
