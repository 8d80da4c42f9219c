using System.Buffers;
using System.Text.Json;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>The saved form of a state: JSON with short names, and a version in front.</summary>
internal static class BotStateJson
{
    private const int Version = 1;

    public static byte[] Write(BotState state)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var to = new Utf8JsonWriter(buffer))
        {
            to.WriteStartObject();
            to.WriteNumber("v", Version);
            if (state.Stack.Count > 0)
            {
                to.WriteStartArray("s");
                foreach (var dialog in state.Stack) Write(to, dialog);
                to.WriteEndArray();
            }
            Values(to, "g", state.Globals);
            Values(to, "u", state.User);
            Values(to, "y", state.System);
            Words(to, "q", state.Queue);
            Words(to, "t", state.Topics);
            Words(to, "p", state.Phrases);
            Words(to, "o", state.RanOnce);
            if (state.FallbackCount > 0) to.WriteNumber("f", state.FallbackCount);
            if (state.HandlingError) to.WriteBoolean("e", true);
            if (state.Trigger.Length > 0) to.WriteString("r", state.Trigger);
            to.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter to, Dialog dialog)
    {
        to.WriteStartObject();
        to.WriteString("t", dialog.Topic);
        to.WriteNumber("a", dialog.At);
        to.WriteString("n", dialog.Node);
        if (dialog.CallerStep >= 0) to.WriteNumber("c", dialog.CallerStep);
        Values(to, "v", dialog.Variables);
        if (dialog.Asked is { } asked) to.WriteNumber("q", asked);
        if (dialog.Outside) to.WriteBoolean("o", true);
        if (dialog.Executed.Count > 0)
        {
            to.WriteStartArray("x");
            foreach (var step in dialog.Executed) to.WriteNumberValue(step);
            to.WriteEndArray();
        }
        if (dialog.Loops.Count > 0)
        {
            to.WriteStartArray("l");
            foreach (var (step, (rows, next)) in dialog.Loops)
            {
                to.WriteStartArray();
                to.WriteNumberValue(step);
                to.WriteNumberValue(next);
                FxStored.Write(to, rows);
                to.WriteEndArray();
            }
            to.WriteEndArray();
        }
        to.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter to, string name, Dictionary<string, FxValue> values)
    {
        if (values.Count == 0) return;
        to.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            to.WritePropertyName(key);
            FxStored.Write(to, value);
        }
        to.WriteEndObject();
    }

    private static void Words(Utf8JsonWriter to, string name, IReadOnlyCollection<string> words)
    {
        if (words.Count == 0) return;
        to.WriteStartArray(name);
        foreach (var word in words) to.WriteStringValue(word);
        to.WriteEndArray();
    }

    public static BotState? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 512 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("v", out var version)
                || version.GetInt32() != Version) return null;
            return new BotState
            {
                Stack = [.. List(root, "s").Select(ReadDialog)],
                Globals = ReadValues(root, "g"),
                User = ReadValues(root, "u"),
                System = ReadValues(root, "y"),
                Queue = [.. List(root, "q").Select(w => w.GetString()!)],
                Topics = [.. List(root, "t").Select(w => w.GetString()!)],
                Phrases = [.. List(root, "p").Select(w => w.GetString()!)],
                RanOnce = [.. List(root, "o").Select(w => w.GetString()!)],
                FallbackCount = root.TryGetProperty("f", out var count) ? count.GetInt32() : 0,
                HandlingError = root.TryGetProperty("e", out _),
                Trigger = root.TryGetProperty("r", out var trigger) ? trigger.GetString()! : "",
            };
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
            or ArgumentException or InvalidCastException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonElement> List(JsonElement of, string name) =>
        of.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    private static Dialog ReadDialog(JsonElement json) => new()
    {
        Topic = json.GetProperty("t").GetString()!,
        At = Math.Max(0, json.GetProperty("a").GetInt32()),
        Node = json.GetProperty("n").GetString()!,
        CallerStep = json.TryGetProperty("c", out var caller) ? caller.GetInt32() : -1,
        Variables = ReadValues(json, "v"),
        Asked = json.TryGetProperty("q", out var asked) ? asked.GetInt32() : null,
        Outside = json.TryGetProperty("o", out _),
        Executed = [.. List(json, "x").Select(x => x.GetInt32())],
        Loops = List(json, "l").ToDictionary(l => l[0].GetInt32(), l => ((FxTable)FxStored.Read(l[2]), Math.Max(0, l[1].GetInt32()))),
    };

    private static Dictionary<string, FxValue> ReadValues(JsonElement of, string name)
    {
        var values = new Dictionary<string, FxValue>();
        if (of.TryGetProperty(name, out var map))
            foreach (var entry in map.EnumerateObject()) values[entry.Name] = FxStored.Read(entry.Value);
        return values;
    }
}
