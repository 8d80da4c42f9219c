using System.Text.Json.Nodes;
using Baton.Dataverse;

namespace Baton.Crm;

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

    /// <summary>A record that is there already, answered instead of making a second. A visitor whose it is not learns that it is there, and nothing more.</summary>
    public static JsonObject Existing(CrmRun run, JsonObject record, bool isTheirs)
    {
        if (run.Scope.IsBound && !isTheirs) return Of(("already_exists", true));
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
