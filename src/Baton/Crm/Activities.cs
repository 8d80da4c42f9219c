using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.Dataverse;

namespace Baton.Crm;

/// <summary>How activities (tasks, calls, meetings, e-mails) are shown, and who takes part in them.</summary>
internal static partial class Activities
{
    /// <summary>Parts that a party plays, by Dynamics' numbers.</summary>
    public const int Sender = 1;
    public const int To = 2;
    public const int Required = 5;
    public const int Organizer = 7;

    public static JsonObject Brief(Row activity) => Shape.Of(
        ("activity_id", activity.Text("activityid")), ("type", activity.Label("activitytypecode")), ("subject", activity.Text("subject")),
        ("state", activity.Label("statecode")), ("status", activity.Label("statuscode")), ("start", activity.Text("scheduledstart")),
        ("end", activity.Text("scheduledend")), ("created_on", activity.Text("createdon")));

    public static JsonObject Party(string table, string set, Guid id, int part) => new()
    {
        [$"partyid_{table}@odata.bind"] = DataverseClient.Bind(set, id), ["participationtypemask"] = part,
    };

    /// <summary>The text of an HTML mail, shortened; enough for a model or an agent to know what it said.</summary>
    public static string? PlainText(string? html, int lengthMax)
    {
        if (html is null) return null;
        var text = WebUtility.HtmlDecode(Tags().Replace(Breaks().Replace(Hidden().Replace(html, " "), "\n"), " "));
        text = Spaces().Replace(text, " ").Trim();
        return text.Length <= lengthMax ? text : text[..lengthMax] + "…";
    }

    [GeneratedRegex(@"<(style|script|head)\b.*?</\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"<(br|/p|/div|/tr|/li)\b[^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Breaks();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"[ \t\r\f]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
