using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>A tool's run against Dynamics: what was asked, and the line to ask on, whose requests are noted in the activity log.</summary>
internal sealed record CrmRun(ToolRun Tool, CrmLine.Open Open)
{
    private readonly DataverseClient _client = Open.Client.Observed(made => Tool.Note(
        new OutsideCall(made.Method, Shortened(made.Address), made.Status, made.RequestId, (int)made.Took.TotalMilliseconds, made.Error)));

    private const int AddressLengthMax = 500;

    public DataverseClient Client => _client;

    private static string Shortened(string address) => address.Length <= AddressLengthMax ? address : address[..AddressLengthMax] + "…";
}

/// <summary>How the tools of Dynamics run: on the shared line, with its errors in the words of tools.</summary>
internal static class CrmRuns
{
    public static Func<ToolRun, CancellationToken, Task<JsonObject>> Doing(this CrmLine line, Func<CrmRun, CancellationToken, Task<JsonObject>> deed) =>
        async (run, ct) =>
        {
            var open = await line.Get(ct);
            try
            {
                return await deed(new CrmRun(run, open), ct);
            }
            catch (DataverseError error)
            {
                throw new ToolRefused(Told(error), error);
            }
        };

    /// <summary>What a caller is told of Dynamics' error.</summary>
    public static ToolError Told(DataverseError error) =>
        new(error.Meaning.Trouble switch
        {
            Trouble.Missing when error.Code == "0x8006088a" => "crm_no_such_table",
            Trouble.Missing => "not_found",
            Trouble.Invalid => "crm_invalid",
            Trouble.Conflict => "crm_conflict",
            Trouble.Busy => "crm_busy",
            Trouble.Down or Trouble.Unreachable or Trouble.TimeLimit => "crm_unavailable",
            Trouble.SignIn => "crm_sign_in",
            Trouble.Permission => "crm_not_allowed",
        }, error.Meaning.Sentence, error.Meaning.NextStep)
        {
            RetryAfterSeconds = error.RetryAfter is { } after ? (int)Math.Ceiling(after.TotalSeconds) : null,
        };
}

/// <summary>Building results: nulls are left out, so that nobody reads about what is not known.</summary>
internal static class Shape
{
    public static JsonObject Of(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var shape = new JsonObject();
        foreach (var (name, value) in members)
            if (value is not null) shape[name] = value;
        return shape;
    }

    /// <summary>A record that is there already, answered instead of making a second.</summary>
    public static JsonObject Existing(JsonObject record)
    {
        record["already_exists"] = true;
        return record;
    }

    /// <summary>The names of the fields that were given, but for those that only say which record is meant.</summary>
    public static JsonArray Names(JsonObject input, params IReadOnlyList<string> except) =>
        new([.. input.Select(field => field.Key).Except(except).Select(name => JsonValue.Create(name))]);

    /// <summary>The rows of a page that was asked for one more than wanted, and whether there are more.</summary>
    public static JsonObject List(string name, IReadOnlyList<Row> rows, int wanted, Func<Row, JsonObject> shape)
    {
        var shown = rows.Take(wanted).Select(row => (JsonNode?)shape(row)).ToArray();
        return Of((name, new JsonArray(shown)), ("count", shown.Length), ("has_more", rows.Count > wanted));
    }
}
