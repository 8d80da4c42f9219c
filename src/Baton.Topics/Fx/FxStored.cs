using System.Globalization;
using System.Text.Json;

namespace Baton.Topics.Fx;

/// <summary>Values as JSON that keeps their types: text, numbers, Booleans and blank as they are, the rest as [letter, ...].</summary>
internal static class FxStored
{
    public static void Write(Utf8JsonWriter to, FxValue value)
    {
        switch (value)
        {
            case FxText t: to.WriteStringValue(t.Value); return;
            case FxBoolean b: to.WriteBooleanValue(b.Value); return;
            case FxDecimal d: to.WriteRawValue(FxPrinter.Decimal(d.Value)); return;
            case FxBlank: to.WriteNullValue(); return;
            case FxRecord r:
                to.WriteStartObject();
                for (var i = 0; i < r.Count; i++)
                {
                    to.WritePropertyName(r.Names[i]);
                    Write(to, r.Values[i]);
                }
                to.WriteEndObject();
                return;
        }
        to.WriteStartArray();
        switch (value)
        {
            case FxFloat f: Words(to, "f", f.Value.ToString("R", CultureInfo.InvariantCulture)); break;
            case FxDate d: Ticks(to, "d", d.Value.Ticks); break;
            case FxDateTime d: Ticks(to, "m", d.Value.Ticks); break;
            case FxTime t: Ticks(to, "t", t.Value.Ticks); break;
            case FxGuid g: Words(to, "g", g.Value.ToString("N")); break;
            case FxColor c: Words(to, "c", $"{c.Red:x2}{c.Green:x2}{c.Blue:x2}{(int)Math.Round(c.Alpha * 255):x2}"); break;
            case FxOption o:
                Words(to, "o", o.Set);
                to.WriteStringValue(o.Id);
                to.WriteStringValue(o.Title);
                if (o.Backing is not null) Write(to, o.Backing);
                break;
            case FxUntyped u:
                to.WriteStringValue("u");
                Write(to, u.Inner);
                break;
            case FxError e:
                to.WriteStringValue("e");
                foreach (var detail in e.Details)
                {
                    to.WriteNumberValue(detail.Kind);
                    to.WriteStringValue(detail.Message);
                }
                break;
            case FxTable t:
                to.WriteStringValue("T");
                foreach (var row in t.Rows) Write(to, row);
                break;
        }
        to.WriteEndArray();
    }

    private static void Words(Utf8JsonWriter to, string letter, string words)
    {
        to.WriteStringValue(letter);
        to.WriteStringValue(words);
    }

    private static void Ticks(Utf8JsonWriter to, string letter, long ticks)
    {
        to.WriteStringValue(letter);
        to.WriteNumberValue(ticks);
    }

    public static FxValue Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new FxText(json.GetString()!),
        JsonValueKind.True => FxBoolean.True,
        JsonValueKind.False => FxBoolean.False,
        JsonValueKind.Number => new FxDecimal(json.GetDecimal()),
        JsonValueKind.Object => new FxRecord(
            [.. json.EnumerateObject().Select(p => p.Name)], [.. json.EnumerateObject().Select(p => Read(p.Value))]),
        JsonValueKind.Array => Tagged(json),
        _ => FxBlank.Value,
    };

    private static FxValue Tagged(JsonElement json) => json[0].GetString() switch
    {
        "f" => new FxFloat(double.Parse(json[1].GetString()!, CultureInfo.InvariantCulture)),
        "d" => new FxDate(new DateTime(json[1].GetInt64())),
        "m" => new FxDateTime(new DateTime(json[1].GetInt64())),
        "t" => new FxTime(new TimeSpan(json[1].GetInt64())),
        "g" => new FxGuid(Guid.Parse(json[1].GetString()!)),
        "c" => FxColors.FromHex(json[1].GetString()!) ?? (FxValue)FxBlank.Value,
        "o" => new FxOption(json[1].GetString()!, json[2].GetString()!, json[3].GetString(), json.GetArrayLength() > 4 ? Read(json[4])
            : null),
        "u" => new FxUntyped(Read(json[1])),
        "e" => new FxError([.. Enumerable.Range(0, (json.GetArrayLength() - 1) / 2)
            .Select(i => new FxErrorDetail(json[1 + i * 2].GetInt32(), json[2 + i * 2].GetString()!))]),
        _ => new FxTable([.. json.EnumerateArray().Skip(1).Select(Read)]),
    };
}
