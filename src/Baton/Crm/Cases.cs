using System.Text.Json.Nodes;
using Baton.Dataverse;

namespace Baton.Crm;

/// <summary>How cases are asked for and shown.</summary>
internal static class Cases
{
    public const string Set = "incidents";
    public const int ListMax = 10;

    public const string BriefColumns = "incidentid,title,ticketnumber,prioritycode,statecode,statuscode,createdon";

    /// <summary>Priorities by the names that people use; Dynamics has no "critical".</summary>
    public static readonly IReadOnlyList<string> Priorities = ["High", "Normal", "Low"];

    /// <summary>Cases whose customer is this contact, and those of their company on which they are the person to talk to.</summary>
    public static Query Of(Guid contactId, bool onlyOpen, int top) => new(Set)
    {
        Select = BriefColumns, OrderBy = "statecode asc,createdon desc", Top = top,
        Filter = Filter.All(
            Filter.Of($"_customerid_value eq {contactId} or _primarycontactid_value eq {contactId}"), onlyOpen ? Filter.Of($"statecode eq {0}") : null),
    };

    public static JsonObject Brief(Row row) => Shape.Of(
        ("case_id", row.Text("incidentid")), ("ticket_number", row.Text("ticketnumber")), ("title", row.Text("title")), ("status", row.Label("statuscode")),
        ("priority", row.Label("prioritycode")), ("created_on", row.Text("createdon")));

    /// <summary>High, Normal, Low to Dynamics' number.</summary>
    public static int? Priority(string? name) => name switch
    {
        "High" => 1,
        "Normal" => 2,
        "Low" => 3,
        _ => null,
    };
}
