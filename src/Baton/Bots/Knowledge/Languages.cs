using Baton.Plumbing;

namespace Baton.Bots.Knowledge;

/// <summary>The languages of articles, and how PostgreSQL knows the words of each.</summary>
internal static class Languages
{
    public const string Usual = "en";
    private const string Unknown = "simple";

    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = "english", ["de"] = "german", ["fr"] = "french", ["es"] = "spanish", ["it"] = "italian", ["pt"] = "portuguese", ["nl"] = "dutch", ["da"] = "danish",
        ["sv"] = "swedish", ["nb"] = "norwegian", ["no"] = "norwegian", ["fi"] = "finnish", ["ru"] = "russian", ["hu"] = "hungarian", ["tr"] = "turkish", ["ro"] = "romanian",
    };

    /// <summary>What PostgreSQL calls the words of a language; for one that it does not know, words are compared as they stand.</summary>
    public static string Of(string language) => Known.GetValueOrDefault(language.Split('-')[0], Unknown);

    public static string Checked(string? given) => given?.Trim() switch
    {
        null or "" => Usual,
        { Length: >= 2 and <= 10 } code when code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') => code.ToLowerInvariant(),
        _ => throw Refusal.Invalid("invalid_language", "A language is a code such as en, de or pt-br."),
    };
}
