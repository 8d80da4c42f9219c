using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>What a change comes to, for whoever has to say yes to it: what the record says now beside what was given.</summary>
internal static class Foreseen
{
    /// <summary>The changes that the given fields make to a record.</summary>
    /// <param name="columns">For each field of the input, the column that it changes.</param>
    public static IReadOnlyList<Change> Changes(this CrmRun run, Row record, params ReadOnlySpan<(string Input, string Column)> columns)
    {
        var changes = new List<Change>();
        foreach (var (input, column) in columns)
            if (run.Tool.Input[input] is { } given) changes.Add(new Change(Preview.Named(input), record.Label(column), Text(given)));
        return changes;
    }

    /// <summary>The values of something new.</summary>
    public static IEnumerable<Change> New(params IEnumerable<(string Field, string? Value)> values) =>
        values.Where(value => value.Value is not null).Select(value => new Change(value.Field, null, value.Value));

    private static string Text(JsonNode given) => given.ToString();
}
