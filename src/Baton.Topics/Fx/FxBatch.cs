using System.Text.Encodings.Web;
using System.Text.Json;

namespace Baton.Topics.Fx;

/// <summary>Formulas by the thousand: JSON lines <c>{"id", "e"}</c> in, <c>{"id", "r"}</c> or <c>{"id", "error"}</c> out, in the same
/// order.</summary>
public static class FxBatch
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(TextReader from, TextWriter to, DateTimeOffset now, TimeZoneInfo? zone = null)
    {
        using var buffer = new MemoryStream();
        using var writer = new Utf8JsonWriter(buffer, Writing);
        while (from.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            buffer.SetLength(0);
            writer.Reset(buffer);
            Answer(line, writer, now, zone);
            writer.Flush();
            to.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
            to.Write('\n');
        }
        to.Flush();
    }

    private static void Answer(string line, Utf8JsonWriter to, DateTimeOffset now, TimeZoneInfo? zone)
    {
        to.WriteStartObject();
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("id", out var id))
            {
                to.WritePropertyName("id");
                id.WriteTo(to);
            }
            if (!document.RootElement.TryGetProperty("e", out var source) || source.ValueKind != JsonValueKind.String)
                to.WriteString("error", "The line has no formula in 'e'.");
            else
            {
                // Each formula starts afresh: what one line stores, another does not see.
                var answer = new FxSession(now, zone).Run(source.GetString()!);
                if (answer.Error is { } error) to.WriteString("error", error);
                else to.WriteString("r", answer.Result);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            to.WriteString("error", "The line is not a JSON object.");
        }
        to.WriteEndObject();
    }
}
