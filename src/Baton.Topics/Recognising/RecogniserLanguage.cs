using System.Collections.Frozen;

namespace Baton.Topics;

/// <summary>
/// What the recogniser knows of a language: words that say nothing of what is meant, words that say little, words that stand for
/// each other, and how a word is cut to its stem. Another language is another one of these; nothing else in the recogniser is English.
/// </summary>
internal sealed class RecogniserLanguage
{
    private readonly FrozenSet<string> fillers;
    private readonly FrozenSet<string> common;
    private readonly FrozenDictionary<string, int[]> groups;
    private readonly FrozenDictionary<string, string[]> alike;
    private readonly KeyValuePair<string, string>[] phrases;

    /// <summary>Words are separated by blanks, groups by lines; a phrase of several words stands for one.</summary>
    public RecogniserLanguage(string fillers, string common, string alike, IReadOnlyDictionary<string, string> phrases,
        Func<string, string> stem)
    {
        Stem = stem;
        this.fillers = Split(fillers).ToFrozenSet();
        this.common = Split(common).Where(w => !this.fillers.Contains(w)).ToFrozenSet();
        var lines = alike.Split('\n').Select(Split).ToList();
        groups = lines.SelectMany((line, i) => line.Select(word => (word, i))).GroupBy(p => p.word, p => p.i)
            .ToFrozenDictionary(g => g.Key, g => g.Distinct().ToArray());
        this.alike = groups.ToFrozenDictionary(g => g.Key,
            g => g.Value.SelectMany(i => lines[i]).Distinct().Where(w => w != g.Key).ToArray());
        this.phrases = [.. phrases];
    }

    public static RecogniserLanguage English => EnglishWords.Language;

    public Func<string, string> Stem { get; }

    /// <summary>A word of grammar or courtesy.</summary>
    public bool IsFiller(string stem) => fillers.Contains(stem);

    /// <summary>A word that people use whatever they talk about.</summary>
    public bool IsCommon(string stem) => common.Contains(stem);

    /// <summary>The stems that may stand for this one.</summary>
    public IReadOnlyList<string> Alike(string stem) => alike.TryGetValue(stem, out var words) ? words : [];

    /// <summary>The stems of the words of a text, in their order, without repetition.</summary>
    public string[] Stems(string normal, int most)
    {
        var padded = $" {normal} ";
        foreach (var (said, word) in phrases) padded = padded.Replace($" {said} ", $" {word} ", StringComparison.Ordinal);
        return [.. padded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(most).Select(Stem).Distinct()];
    }

    private IEnumerable<string> Split(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Stem);
}
