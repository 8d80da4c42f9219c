namespace Baton.Topics;

/// <summary>One trigger phrase of one topic.</summary>
internal sealed record Phrase(int Topic, string Text, string Normal, int Index, KnownWord[] Words)
{
    public double Weight { get; set; }
}

/// <summary>A stem that trigger phrases have: in which of them, how often in each topic, and how much it speaks for each.</summary>
internal sealed class KnownWord(string stem)
{
    public string Stem => stem;
    public int[] Pairs { get; } = Words.Pairs(stem);
    public double Weight { get; set; }
    public List<Phrase> Phrases { get; } = [];
    public Dictionary<int, int> Topics { get; } = [];
    public Dictionary<int, double> Shares { get; } = [];
}

/// <summary>A known word that a word of the visitor may mean, and how likely.</summary>
internal sealed record Partner(KnownWord Word, double Likeness);

/// <summary>The words of a bot's trigger phrases, found by what the visitor wrote.</summary>
internal sealed class RecogniserWords(RecogniserLanguage language)
{
    private const double AlikeLikeness = 0.8;
    private const double TypoMin = 0.6;
    private const int TypoLettersMin = 4;
    private const int PartLettersMin = 3;
    private readonly Dictionary<string, KnownWord> known = [];

    public IEnumerable<KnownWord> All => known.Values;

    public KnownWord Learn(string stem)
    {
        if (!known.TryGetValue(stem, out var word)) known[stem] = word = new KnownWord(stem);
        return word;
    }

    /// <summary>The words as the phrases write them: "gift card" for "giftcard", "daycare" for "day care".</summary>
    public List<string> Rejoined(string[] stems)
    {
        var made = new List<string>(stems.Length);
        for (var i = 0; i < stems.Length; i++)
        {
            if (i + 1 < stems.Length && language.Stem(stems[i] + stems[i + 1]) is var joined && known.ContainsKey(joined))
            {
                made.Add(joined);
                i++;
            }
            else if (!known.ContainsKey(stems[i]) && Parts(stems[i]) is var (first, second)) made.AddRange([first, second]);
            else made.Add(stems[i]);
        }
        return [.. made.Distinct()];
    }

    private (string First, string Second)? Parts(string stem)
    {
        for (var i = PartLettersMin; i <= stem.Length - PartLettersMin; i++)
            if (IsPart(stem[..i]) && IsPart(stem[i..])) return (stem[..i], stem[i..]);
        return null;
    }

    private bool IsPart(string stem) => known.ContainsKey(stem) && !language.IsFiller(stem);

    /// <summary>What the word may mean, the likeliest first: itself, words that stand for it, else one that it mistypes.</summary>
    public List<Partner> Partners(string stem, double weightMin)
    {
        var found = new List<Partner>(1);
        if (known.TryGetValue(stem, out var same)) found.Add(new Partner(same, 1));
        if (language.IsFiller(stem)) return found;
        foreach (var other in language.Alike(stem))
            if (known.TryGetValue(other, out var word)) found.Add(new Partner(word, AlikeLikeness));
        if (found.Count == 0 && stem.Length >= TypoLettersMin && Mistyped(stem, weightMin) is { } typo) found.Add(typo);
        return found;
    }

    private Partner? Mistyped(string stem, double weightMin)
    {
        var (best, likeness) = ((KnownWord?)null, TypoMin);
        var pairs = Words.Pairs(stem);
        foreach (var (other, word) in known)
        {
            if (Math.Abs(other.Length - stem.Length) > 2 || other.Length < TypoLettersMin || word.Weight <= weightMin) continue;
            var like = Words.IsSwapped(stem, other) ? Words.SwapLikeness : Words.Likeness(pairs, word.Pairs);
            if (like > likeness) (best, likeness) = (word, like);
        }
        return best is null ? null : new Partner(best, likeness);
    }
}
