using System.Buffers.Binary;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Baton.Sandbox.OpenAi;

/// <summary>
/// What a text means, as the sandbox's embedding model has it: each word of the text, or what stands for all words of its meaning, has a place among the numbers. Texts
/// with the same words or with words of the same meaning are near each other, others are not. The same text has the same numbers, always.
/// </summary>
internal static partial class Embeddings
{
    public const string Name = "sandbox-embedding";

    /// <summary>The same with other numbers and more of them: what one says can't be compared with what the other says.</summary>
    public const string LargeName = "sandbox-embedding-large";

    public const int InputsMax = 2_048;
    private const int PlacesPerWord = 16;

    /// <summary>What stands where no word has its place: real models have no zeros, but numbers that are hardly anything.</summary>
    private const float Hardly = 1e-30f;
    private const int StemMin = 4;
    private const uint HashBasis = 2_166_136_261;
    private const uint HashPrime = 16_777_619;

    /// <summary>Words of one meaning, a line each; the first stands for all.</summary>
    private const string Synonyms = """
        broken defective faulty damaged repair fix kaputt
        heating boiler heater furnace radiator
        money refund reimbursement refunded
        price cost charge fee rate
        delivery ship shipping shipped deliver dispatch parcel courier
        warranty guarantee
        buy purchase order acquire
        telephone phone call
        car automobile vehicle
        invoice bill receipt
        cancel terminate quit
        begin start commence launch
        quick fast rapid speedy
        loud noisy noise
        """;

    private static readonly HashSet<string> Empty =
    [
        "a", "an", "the", "is", "are", "am", "was", "be", "do", "does", "did", "can", "could", "would", "will", "i", "you", "we", "it", "they", "my", "your", "our", "their", "its", "me", "us",
        "how", "what", "when", "where", "who", "which", "why", "of", "to", "in", "on", "at", "for", "with", "by", "from", "and", "or", "not", "no", "if", "this", "that", "there", "as", "than",
        "have", "has", "had", "get", "got", "please", "long", "much", "many", "take", "any", "some", "about", "within",
    ];

    private static readonly Dictionary<string, string> Meaning =
        (from line in Synonyms.Split('\n')
         let words = line.Trim().Split(' ')
         from word in words
         select (Word: Stem(word), Stands: words[0])).DistinctBy(pair => pair.Word).ToDictionary(pair => pair.Word, pair => pair.Stands);

    public static int? Dimensions(string? model) => model switch { Name => 512, LargeName => 1_024, _ => null };

    public static float[] Of(string text, string model)
    {
        var numbers = Enumerable.Range(0, Dimensions(model)!.Value).Select(place => place % 2 == 0 ? Hardly : -Hardly).ToArray();
        foreach (Match word in Word().Matches(text.ToLowerInvariant()))
        {
            if (Empty.Contains(word.Value)) continue;
            var stem = Stem(word.Value);
            Add(numbers, $"{model} {Meaning.GetValueOrDefault(stem, stem)}");
        }
        var length = MathF.Sqrt(numbers.Sum(number => number * number));
        if (length < 1) numbers[0] = length = 1;
        return [.. numbers.Select(number => number / length)];
    }

    /// <summary>The texts of a question; null where it has none.</summary>
    public static IReadOnlyList<string>? Inputs(JsonElement question)
    {
        if (question.ValueKind != JsonValueKind.Object || !question.TryGetProperty("input", out var input)) return null;
        if (input.ValueKind == JsonValueKind.String) return [input.GetString()!];
        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() is 0 or > InputsMax) return null;
        var texts = input.EnumerateArray().Select(text => text.ValueKind == JsonValueKind.String ? text.GetString() : null).ToArray();
        return texts.Any(string.IsNullOrEmpty) ? null : [.. texts.OfType<string>()];
    }

    /// <summary>As they go over the wire.</summary>
    public static object Answer(JsonElement question, IReadOnlyList<string> texts, string model)
    {
        var isBase64 = LastMessage.Member(question, "encoding_format") == "base64";
        var tokens = texts.Sum(text => 1 + (text.Length / 4));
        return new
        {
            @object = "list", model, usage = new { prompt_tokens = tokens, total_tokens = tokens },
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = isBase64 ? (object)Base64(Of(text, model)) : Of(text, model) }),
        };
    }

    private static string Base64(float[] numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(float)];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), numbers[i]);
        return Convert.ToBase64String(bytes);
    }

    private static void Add(float[] numbers, string word)
    {
        for (var place = 0; place < PlacesPerWord; place++)
        {
            var hash = HashBasis;
            foreach (var c in $"{place} {word}") hash = unchecked((hash ^ c) * HashPrime);
            hash ^= hash >> 15;
            numbers[(int)(hash % (uint)numbers.Length)] += (hash & 0x8000_0000) == 0 ? 1 : -1;
        }
    }

    private static string Stem(string word)
    {
        foreach (var ending in (string[])["ing", "ed", "es", "s", "y"])
            if (word.Length - ending.Length >= StemMin && word.EndsWith(ending, StringComparison.Ordinal)) return word[..^ending.Length];
        return word;
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
