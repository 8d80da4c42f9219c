using System.Globalization;
using System.Text.Json;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Queries;

/// <summary>Writes records as the Web API does: etag, columns with the annotations asked for, expansions.</summary>
internal sealed class RecordJson(Preferences preferences, string root)
{
    public const string FormattedValue = "OData.Community.Display.V1.FormattedValue";
    public const string LookupName = "Microsoft.Dynamics.CRM.lookuplogicalname";
    public const string NavigationName = "Microsoft.Dynamics.CRM.associatednavigationproperty";

    private readonly bool labels = preferences.Wants(FormattedValue);
    private readonly bool lookupNames = preferences.Wants(LookupName);
    private readonly bool navigationNames = preferences.Wants(NavigationName);

    public bool WithLabels => labels;

    public void WriteRecord(Utf8JsonWriter json, Record record, string? context = null, bool type = false)
    {
        json.WriteStartObject();
        if (context is not null) json.WriteString("@odata.context", context);
        if (type) json.WriteString("@odata.type", $"#Microsoft.Dynamics.CRM.{record.Question.Table.Name}");
        json.WriteString("@odata.etag", Etag(record.Version));
        for (var i = 0; i < record.Values.Length; i++) WriteColumn(json, record, record.Question.Columns[i], record.Values[i]);
        // Users and teams are principals, and share that key.
        if (record.Question.Table.Name is "systemuser" or "team") json.WriteString("ownerid", record.Id);
        foreach (var expansion in record.Question.Expansions) WriteExpansion(json, record, expansion);
        json.WriteEndObject();
    }

    public static string Etag(long version) => $"W/\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    private void WriteColumn(Utf8JsonWriter json, Record record, Column column, object? value)
    {
        var name = column.Property;
        if (value is not null)
        {
            var target = column.Kind == ColumnKind.Lookup ? record.Targets.GetValueOrDefault(column.Name) : default;
            if (labels && Labels.Of(column, value, record.CurrencySymbol, target.Name) is { } label)
                json.WriteString($"{name}@{FormattedValue}", label);
            if (column.Kind == ColumnKind.Lookup)
            {
                if (navigationNames && column.Targets.FirstOrDefault(possible => possible.Table == target.Table) is { } followed)
                    json.WriteString($"{name}@{NavigationName}", followed.Navigation);
                if (lookupNames) json.WriteString($"{name}@{LookupName}", target.Table);
            }
        }
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case Guid id: json.WriteStringValue(id); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case bool yes: json.WriteBooleanValue(yes); break;
            case DateTime moment: json.WriteStringValue(moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)); break;
            case DateOnly date: json.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            default: throw new InvalidOperationException($"No column holds a {value.GetType().Name}.");
        }
    }

    private void WriteExpansion(Utf8JsonWriter json, Record record, Expansion expansion)
    {
        json.WritePropertyName(expansion.Navigation.Name);
        switch (record.Expanded.GetValueOrDefault(expansion.Navigation.Name))
        {
            case Record one when expansion.IsReference:
                json.WriteStartObject();
                json.WriteString("@odata.id", $"{root}{one.Question.Table.Set}({one.Id})");
                json.WriteEndObject();
                break;
            case Record one: WriteRecord(json, one); break;
            case Owner owner:
                json.WriteStartObject();
                json.WriteString("@odata.type", $"#Microsoft.Dynamics.CRM.{owner.Table}");
                json.WriteString("ownerid", owner.Id);
                json.WriteEndObject();
                break;
            case IReadOnlyList<Record> many:
                json.WriteStartArray();
                foreach (var child in many) WriteRecord(json, child);
                json.WriteEndArray();
                // Dataverse gives the address of the whole collection along, even when all of it is here.
                json.WriteString($"{expansion.Navigation.Name}@odata.nextLink",
                    $"{root}{record.Question.Table.Set}({record.Id})/{expansion.Navigation.Name}{expansion.Options}");
                break;
            default: json.WriteNullValue(); break;
        }
    }

    /// <summary>The address of $metadata that says what an answer holds.</summary>
    public string Context(Question question, string? path = null) => $"{root}$metadata#{path ?? question.Table.Set}{Shape(question)}";

    private static string Shape(Question question)
    {
        var expanded = question.Expansions
            .Select(expansion => expansion.Navigation.Name + (Shape(expansion.Question) is { Length: > 0 } inner ? inner : "()"));
        var shape = string.Join(',', (question.Selected ?? []).Concat(expanded));
        return shape.Length == 0 ? "" : $"({shape})";
    }
}
