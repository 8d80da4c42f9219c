namespace Baton.Topics;

/// <summary>
/// What a topic says of itself to a model that chooses topics. Where no model chooses, its words serve as trigger phrases, so that a
/// topic without phrases can still be reached: those that it lists as examples, else the description itself.
/// </summary>
internal static class ModelDescription
{
    private const int PhrasesMax = 50;
    private static readonly string[] Marks = ["like these:", "like this:", "like:", "such as:", "for example:"];

    public static List<string> Phrases(string? description)
    {
        if (string.IsNullOrWhiteSpace(description)) return [];
        foreach (var mark in Marks)
        {
            var at = description.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at >= 0) return [.. description[(at + mark.Length)..].Split([',', ';', '\n'],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => p.Trim('"', '.', '\''))
                .Where(p => p.Length > 0).Take(PhrasesMax)];
        }
        return [description.Trim()];
    }
}
