namespace Baton.Crm;

/// <summary>Which records a note can be attached to, and how.</summary>
internal static class Notes
{
    public const string Set = "annotations";

    /// <summary>The kinds of record by the words people use, each with its entity set and the link from a note.</summary>
    public static readonly IReadOnlyDictionary<string, (string Set, string Bind, string Table)> Targets = new Dictionary<string, (string, string, string)>
    {
        ["contact"] = ("contacts", "objectid_contact@odata.bind", "contact"),
        ["account"] = ("accounts", "objectid_account@odata.bind", "account"),
        ["lead"] = ("leads", "objectid_lead@odata.bind", "lead"),
        ["opportunity"] = ("opportunities", "objectid_opportunity@odata.bind", "opportunity"),
        ["case"] = ("incidents", "objectid_incident@odata.bind", "incident"),
    };
}
