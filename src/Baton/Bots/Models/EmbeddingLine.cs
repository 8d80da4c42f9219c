using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Bots.Models;

/// <summary>What texts mean, in numbers of length 1 each, and how many tokens were read for it.</summary>
internal sealed record Embedded(IReadOnlyList<float[]> Vectors, int Tokens);

/// <summary>Asks the embedding model what texts mean. Never a second time: whoever asks knows when that is worth it.</summary>
internal sealed class EmbeddingLine(ModelClients clients, TimeProvider clock)
{
    public const int DimensionsMin = 8;
    public const int DimensionsMax = 8_192;

    /// <summary>An endpoint that says it read more than this for one question is not believed.</summary>
    private const int TokensMax = 10_000_000;

    /// <summary>The embedding of each text, of length 1, all with as many numbers. Throws <see cref="ModelFailed"/> where there are none.</summary>
    public async Task<Embedded> Of(Model model, string? key, IReadOnlyList<string> texts, TimeSpan timeMax, CancellationToken ct)
    {
        var asked = model with { Name = model.EmbeddingName! };
        using var limit = new TimeLimit(timeMax, clock, ct);
        try
        {
            // As plain numbers: not every endpoint knows the shorter form that the client asks for by itself.
            using var question = BinaryContent.Create(BinaryData.FromObjectAsJson(new { model = asked.Name, input = texts, encoding_format = "float" }));
            var answer = await clients.Embedding(asked, key).GenerateEmbeddingsAsync(question, new RequestOptions { CancellationToken = limit.Token });
            return Read(asked, answer.GetRawResponse().Content, texts);
        }
        catch (Exception failed) when (failed is not ModelFailed && ModelClients.Meaning(asked, timeMax, failed, ct) is { } meaning)
        {
            throw Named(meaning);
        }
    }

    /// <summary>Gives a vector the length 1, so that two are as alike as their product says; null where it has none.</summary>
    private static float[]? Normalised(float[] numbers)
    {
        var length = Math.Sqrt(numbers.Sum(number => (double)number * number));
        return double.IsFinite(length) && length > 0 ? [.. numbers.Select(number => (float)(number / length))] : null;
    }

    /// <summary>About how many tokens texts are, where an endpoint does not say.</summary>
    public static int Reckon(IReadOnlyList<string> texts) => texts.Sum(text => 1 + (text.Length / 4));

    private static Embedded Read(Model asked, BinaryData body, IReadOnlyList<string> texts)
    {
        using var json = JsonDocument.Parse(body.ToMemory());
        var (count, found) = (texts.Count, new float[]?[texts.Count]);
        foreach (var one in json.RootElement.GetProperty("data").EnumerateArray())
        {
            var index = one.GetProperty("index").GetInt32();
            if (index < 0 || index >= count) throw Nonsense(asked);
            found[index] = Normalised([.. one.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle())]);
        }
        var dimensions = found[0]?.Length;
        return dimensions is >= DimensionsMin and <= DimensionsMax && found.All(vector => vector?.Length == dimensions)
            ? new Embedded([.. found.OfType<float[]>()], Tokens(json.RootElement) ?? Reckon(texts))
            : throw Nonsense(asked);
    }

    private static int? Tokens(JsonElement answer) =>
        answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("total_tokens", out var told)
        && told.ValueKind == JsonValueKind.Number && told.TryGetInt32(out var tokens) && tokens is > 0 and <= TokensMax ? tokens : null;

    private static ModelFailed Nonsense(Model asked) =>
        new("nonsense", $"What {asked.Host} gives for {asked.Name} is no embedding of each text.", "Look at the embedding model's name: it must be one that makes embeddings.", "embeddingModel");

    /// <summary>The same failure with the field that is wrong when it is the embedding model that was asked.</summary>
    private static ModelFailed Named(ModelFailed failed) => failed.Field switch
    {
        "model" => new ModelFailed(failed.Code, failed.Message, "Look at the embedding model's name; without one, articles are found by their words.", "embeddingModel", failed),
        "secondsMax" => new ModelFailed(failed.Code, failed.Message, "Take a smaller embedding model.", "embeddingModel", failed),
        _ => failed,
    };
}
