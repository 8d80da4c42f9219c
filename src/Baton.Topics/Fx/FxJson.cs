using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Baton.Topics.Fx;

/// <summary>Values to JSON and back.</summary>
public static class FxJson
{
    private const int DepthMax = 64;
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = DepthMax };
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = DepthMax * 4 };

    /// <summary>The value as JSON, fields in the order in which they were written.</summary>
    public static string Write(FxValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing)) Write(writer, value, 0);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter to, FxValue value, int depth = 0)
    {
        if (depth > DepthMax) { to.WriteNullValue(); return; }
        switch (value)
        {
            case FxBoolean b: to.WriteBooleanValue(b.Value); break;
            case FxDecimal d: to.WriteNumberValue(d.Value); break;
            case FxFloat f: if (double.IsFinite(f.Value)) to.WriteNumberValue(f.Value); else to.WriteNullValue(); break;
            case FxText t: to.WriteStringValue(t.Value); break;
            case FxDate d: to.WriteStringValue(d.Value.ToString("yyyy-MM-dd", null)); break;
            case FxDateTime d: to.WriteStringValue(d.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", null)); break;
            case FxTime t: to.WriteStringValue(t.Value.ToString(@"hh\:mm\:ss\.fff", null)); break;
            case FxGuid g: to.WriteStringValue(g.Value); break;
            case FxRecord r:
                to.WriteStartObject();
                for (var i = 0; i < r.Count; i++)
                {
                    to.WritePropertyName(r.Names[i]);
                    Write(to, r.Values[i], depth + 1);
                }
                to.WriteEndObject();
                break;
            case FxTable t: WriteTable(to, t, depth); break;
            case FxUntyped u: Write(to, u.Inner, depth); break;
            case FxBlank or FxError: to.WriteNullValue(); break;
            default: to.WriteStringValue(FxConvert.Shown(value)); break;
        }
    }

    // A table with the one column Value is what [1,2] makes, and JSON writes it as it was meant: a list of values.
    private static void WriteTable(Utf8JsonWriter to, FxTable table, int depth)
    {
        var plain = table.OnlyColumn == "Value";
        to.WriteStartArray();
        foreach (var row in table.Rows)
            Write(to, plain && row is FxRecord { Count: 1 } single ? single.Values[0] : row, depth + 1);
        to.WriteEndArray();
    }

    /// <summary>JSON as typed values: objects are records, lists are tables. Null when the text is not JSON.</summary>
    public static FxValue? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static FxValue Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => FxBoolean.True,
        JsonValueKind.False => FxBoolean.False,
        JsonValueKind.Number => json.TryGetDecimal(out var exact) ? new FxDecimal(exact) : Finite(json.GetDouble()),
        JsonValueKind.String => new FxText(json.GetString()!),
        JsonValueKind.Object => OfObject(json),
        JsonValueKind.Array => FxTable.OfValues(json.EnumerateArray().Select(Of)),
        _ => FxBlank.Value,
    };

    private static FxValue Finite(double value) => double.IsFinite(value) ? new FxFloat(value) : FxConvert.Overflow;

    private static FxRecord OfObject(JsonElement json)
    {
        var names = new List<string>();
        var values = new List<FxValue>();
        foreach (var property in json.EnumerateObject())
        {
            var at = names.IndexOf(property.Name);
            if (at >= 0) { values[at] = Of(property.Value); continue; }
            names.Add(property.Name);
            values.Add(Of(property.Value));
        }
        return new FxRecord([.. names], [.. values]);
    }

    /// <summary>JSON as untyped values, for ParseJSON. Null when the text is not JSON.</summary>
    public static FxValue? ReadUntyped(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            return Untyped(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static FxValue Untyped(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => FxBlank.Value,
        JsonValueKind.Array => new FxUntyped(new FxTable([.. json.EnumerateArray().Select(Untyped)])),
        JsonValueKind.Object => new FxUntyped(new FxRecord(
            [.. json.EnumerateObject().Select(p => p.Name)], [.. json.EnumerateObject().Select(p => Untyped(p.Value))])),
        _ => FxUntyped.Wrap(Of(json)),
    };
}
