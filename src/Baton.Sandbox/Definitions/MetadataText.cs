using System.Globalization;
using System.Text.Json;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Definitions;

/// <summary>Reads tables, columns and choices as the metadata API describes them, and says them in the words of a *.table file.</summary>
internal static class MetadataText
{
    private const int DefaultLength = 100;
    private const int FirstOption = 100_000_000;

    /// <summary>A table, with its primary column but without the others.</summary>
    public static string Table(JsonElement json, string schema, string set, int typeCode, JsonElement primary)
    {
        var (name, label) = (schema.ToLowerInvariant(), Label(json, "DisplayName") ?? schema);
        var plural = Label(json, "DisplayCollectionName") ?? label + "s";
        var marks = new List<string> { "custom" };
        if (Text(json, "OwnershipType") != "OrganizationOwned") marks.Add("owned");
        if (Flag(json, "HasNotes")) marks.Add("noted");
        if (Flag(json, "HasActivities")) marks.Add("busy");
        var primaryName = Required(primary, "SchemaName").ToLowerInvariant();
        return $"""
            table {name} {set} {typeCode} {Quoted(label)} {Quoted(plural)}
            is {string.Join(' ', marks)}
            schema {schema}
            primary {name}id {primaryName}
            search {primaryName}
            {Column(primary)}
            state statecode "Status" required 0=Active 1=Inactive
            status statuscode "Status Reason" 1=Active@0 2=Inactive@1
            """;
    }

    /// <summary>A column: kind, name, display name and details.</summary>
    public static string Column(JsonElement json)
    {
        var type = Text(json, "@odata.type")?.Split('.')[^1] ?? throw Fault.BadBody("@odata.type is missing.");
        var schema = Required(json, "SchemaName");
        var kind = type switch
        {
            "StringAttributeMetadata" => "text",
            "DateTimeAttributeMetadata" => Text(json, "Format") == "DateOnly" ? "date" : "datetime",
            "BigIntAttributeMetadata" => "biginteger",
            "MultiSelectPicklistAttributeMetadata" => "multipicklist",
            "MemoAttributeMetadata" or "IntegerAttributeMetadata" or "DecimalAttributeMetadata" or "DoubleAttributeMetadata"
                or "MoneyAttributeMetadata" or "FileAttributeMetadata" or "BooleanAttributeMetadata" or "PicklistAttributeMetadata" =>
                type[..^"AttributeMetadata".Length].ToLowerInvariant(),
            _ => throw Fault.NotInSandbox($"A custom column of type {type}"),
        };
        var words = new List<string> { kind, schema.ToLowerInvariant(), Quoted(Label(json, "DisplayName") ?? schema), "custom", $"schema={schema}" };
        if (kind is "text" or "memo") words.Add($"max={Number(json, "MaxLength") ?? $"{DefaultLength}"}");
        if (kind is "integer" or "decimal" or "double" or "money") words.AddRange(Bounds(json));
        if (kind is "decimal" or "double" or "money" && Number(json, "Precision") is { } precision) words.Add($"precision={precision}");
        if (Text(json, "RequiredLevel", "Value") is "ApplicationRequired") words.Add("application");
        if (Text(json, "RequiredLevel", "Value") is "Recommended") words.Add("recommended");
        if (Default(json) is { } value) words.Add($"default={value}");
        if (Global(json) is { } global) words.Add($"global={global}");
        else if (json.TryGetProperty("OptionSet", out var set) && set.ValueKind == JsonValueKind.Object) words.AddRange(Options(set));
        return string.Join(' ', words);
    }

    /// <summary>A lookup, and what it points at.</summary>
    public static string Lookup(JsonElement json, string target, string relation)
    {
        var schema = Required(json, "SchemaName");
        var required = Text(json, "RequiredLevel", "Value") == "ApplicationRequired" ? " application" : "";
        return $"lookup {schema.ToLowerInvariant()} {Quoted(Label(json, "DisplayName") ?? schema)} custom schema={schema}{required} "
            + $"{target}:{schema}:{relation}";
    }

    public static string Choice(JsonElement json)
    {
        var name = Required(json, "Name");
        return string.Join(' ', Options(json).Prepend(Quoted(Label(json, "DisplayName") ?? name)).Prepend(name).Prepend("choice"));
    }

    // GlobalOptionSet@odata.bind: /GlobalOptionSetDefinitions(Name='new_colour') or (guid); or an OptionSet that says that it is global.
    public static string? Global(JsonElement json)
    {
        if (Text(json, "GlobalOptionSet@odata.bind") is { } bind) return bind[(bind.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')');
        return json.TryGetProperty("OptionSet", out var set) && set.ValueKind == JsonValueKind.Object && Flag(set, "IsGlobal")
            ? Text(set, "Name") : null;
    }

    public static string Required(JsonElement json, string name) => Text(json, name) is { Length: > 0 } text ? text
        : throw Fault.BadBody($"{name} is missing.");

    public static string? Label(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var label) && label.ValueKind == JsonValueKind.Object
            && label.TryGetProperty("LocalizedLabels", out var labels) && labels.ValueKind == JsonValueKind.Array && labels.GetArrayLength() > 0
            ? Text(labels[0], "Label") : null;

    public static string? Text(JsonElement json, params string[] path)
    {
        foreach (var step in path)
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(step, out json)) return null;
        return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
    }

    public static string Quoted(string text) => $"\"{text.Replace("\"", "'", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";

    private static string? Default(JsonElement json)
    {
        if (json.TryGetProperty("DefaultValue", out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return flag.GetBoolean() ? "1" : "0";
        return Number(json, "DefaultFormValue") is { } number and not "-1" ? number : null;
    }

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static IEnumerable<string> Bounds(JsonElement json)
    {
        if (Number(json, "MinValue") is { } min) yield return $"min={min}";
        if (Number(json, "MaxValue") is { } max) yield return $"max={max}";
    }

    private static IEnumerable<string> Options(JsonElement set)
    {
        if (set.TryGetProperty("TrueOption", out var yes) && set.TryGetProperty("FalseOption", out var no))
        {
            yield return $"0={Quoted(Label(no, "Label") ?? "No")}";
            yield return $"1={Quoted(Label(yes, "Label") ?? "Yes")}";
        }
        if (!set.TryGetProperty("Options", out var options) || options.ValueKind != JsonValueKind.Array) yield break;
        var next = FirstOption;
        foreach (var option in options.EnumerateArray())
            yield return $"{Number(option, "Value") ?? $"{next++}"}={Quoted(Label(option, "Label") ?? "")}";
    }

    private static string? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            ? number.ToString("0.##########", CultureInfo.InvariantCulture) : null;
}
