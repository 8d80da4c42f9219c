using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Definitions;

/// <summary>Columns that an organisation adds: new_favouritecolour and its like.</summary>
internal static partial class CustomColumns
{
    private const int DefaultLength = 100;
    private const int FirstOption = 100_000_000;

    public static async Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, IReadOnlyList<Segment> segments)
    {
        if (segments is not [{ Name: "EntityDefinitions", Key: { } key }, { Name: "Attributes" } attributes])
            throw Dispatcher.NoVerb(request);
        var name = key.Split('=')[^1].Trim('\'');
        var table = dispatcher.Database.Catalog.Find(name) ?? throw Fault.Invalid("0x80041102", $"The entity '{name}' was not found.");
        if (!request.Caller.Privileges.ContainsKey("prvCreateRole")) throw Access.Missing(request.Caller, "prvCreateAttribute", table);
        if (request.Method == "POST" && attributes.Key is null)
        {
            var column = await Add(dispatcher.Database, table, Line(request.Json()), request.Cancellation);
            return WebApi.Answer.NoContent().With("OData-EntityId",
                $"{request.Root}EntityDefinitions(LogicalName='{table.Name}')/Attributes({Ids.Of($"column/{table.Name}/{column.Name}")})");
        }
        if (request.Method != "DELETE" || attributes.Key is null) throw Dispatcher.NoVerb(request);
        await Remove(dispatcher.Database, table, attributes.Key.Split('=')[^1].Trim('\''), request.Cancellation);
        return WebApi.Answer.NoContent();
    }

    /// <summary>Adds the column that a line of a *.table file describes.</summary>
    public static async Task<Column> Add(Database database, Table table, string line, CancellationToken ct)
    {
        var column = TableText.ToColumn(TableText.Words(line), table.Name);
        if (!Name().IsMatch(column.Name))
            throw Fault.Invalid("0x80044363",
                $"'{column.Name}' is no name for a column: it begins with a prefix such as new_ and goes on in small letters.");
        if (table.Find(column.Name) is not null)
            throw Fault.Invalid("0x80044363", $"An attribute with the specified name {column.Name} already exists.");
        await using var work = await database.Begin(ct);
        await Schema.Lock(work);
        var sql = new SqlText();
        sql.Add($"insert into sandbox.custom_columns values ({sql.Value(table.Name)}, {sql.Value(column.Name)}, {sql.Value(line)})");
        await work.Run(sql);
        var catalog = database.Catalog.With(table.Name, column);
        await Schema.Align(catalog, work);
        await work.Commit();
        database.Use(catalog);
        return column;
    }

    private static async Task Remove(Database database, Table table, string name, CancellationToken ct)
    {
        if (table.Find(name) is not { IsCustom: true })
            throw Fault.Invalid("0x80041103", $"There is no custom column '{name}' on '{table.Name}'.");
        await using var work = await database.Begin(ct);
        var sql = new SqlText();
        await work.Run(sql.Add($"delete from sandbox.custom_columns where table_name = {sql.Value(table.Name)} and column_name = "
            + $"{sql.Value(name)}"));
        await work.Commit();
        database.Use(database.Catalog.Without(table.Name, name));
    }

    // A column as the metadata API describes it, in the words of a *.table file.
    private static string Line(JsonElement json)
    {
        var type = Text(json, "@odata.type")?.Split('.')[^1] ?? throw Fault.BadBody("@odata.type is missing.");
        var schema = Text(json, "SchemaName") ?? throw Fault.BadBody("SchemaName is missing.");
        var label = Label(json, "DisplayName") ?? schema;
        var kind = type switch
        {
            "StringAttributeMetadata" => "text",
            "DateTimeAttributeMetadata" => Text(json, "Format") == "DateOnly" ? "date" : "datetime",
            "MemoAttributeMetadata" or "IntegerAttributeMetadata" or "DecimalAttributeMetadata" or "DoubleAttributeMetadata"
                or "MoneyAttributeMetadata"
                or "BooleanAttributeMetadata" or "PicklistAttributeMetadata" => type[..^"AttributeMetadata".Length].ToLowerInvariant(),
            _ => throw Fault.NotInSandbox($"A custom column of type {type}"),
        };
        if (kind == "money") kind = "decimal"; // a table without money has no currency to go with it
        var words = new List<string> { kind, schema.ToLowerInvariant(), Quoted(label), "custom", $"schema={schema}" };
        if (kind is "text" or "memo") words.Add($"max={Number(json, "MaxLength") ?? $"{DefaultLength}"}");
        if (kind == "integer") words.AddRange(Bounds(json));
        if (Text(json, "RequiredLevel", "Value") == "ApplicationRequired") words.Add("application");
        if (json.TryGetProperty("OptionSet", out var set)) words.AddRange(Options(set));
        return string.Join(' ', words);
    }

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

    private static string Quoted(string text) => $"\"{text.Replace("\"", "'", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";

    private static string? Label(JsonElement json, string name) =>
        json.TryGetProperty(name, out var label) && label.TryGetProperty("LocalizedLabels", out var labels)
            && labels.GetArrayLength() > 0 ? Text(labels[0], "Label") : null;

    private static string? Text(JsonElement json, params string[] path)
    {
        foreach (var step in path)
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(step, out json)) return null;
        return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
    }

    private static string? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
            && value.TryGetInt32(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^[a-z][a-z0-9]{1,7}_[a-z][a-z0-9_]{0,40}$")]
    private static partial Regex Name();
}
