using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Plumbing;

/// <summary>JSON is read lazily and PostgreSQL is stricter than JSON: what it could not store is refused before anything is written.</summary>
internal static class SoundJson
{
    /// <summary>The character that PostgreSQL cannot store, as JSON escapes it.</summary>
    public static ReadOnlySpan<byte> Nul => "\\u0000"u8;

    private const int ExponentMax = 300;
    private const int DigitsMax = 1_000;

    public static void MustBeSound(JsonNode? node)
    {
        try
        {
            Walk(node);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            throw new Refusal(400, "BadSyntax", "The body is not JSON of the right shape.");   // half a surrogate pair, or a name twice
        }
    }

    private static void Walk(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject named:
                foreach (var (_, value) in named) Walk(value);
                break;
            case JsonArray list:
                foreach (var value in list) Walk(value);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                MustBeStorable(value.ToJsonString());
                break;
        }
    }

    private static void MustBeStorable(string number)
    {
        var e = number.AsSpan().IndexOfAny('e', 'E');
        if (number.Length > DigitsMax || (e >= 0 && !(int.TryParse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            && Math.Abs(exponent) <= ExponentMax)))
            throw new Refusal(400, "BadArgument", "A number in it is too big or too small.");
    }
}
