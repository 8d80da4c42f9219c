namespace Baton.Topics;

/// <summary>How the visitor's words were understood: topics by score, best first, and why.</summary>
public sealed record Recognition(string Text, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>The best topic when it is good enough, else null: the words mean none of them.</summary>
    public Candidate? Best => Candidates.Count > 0 && Candidates[0].Score >= Recogniser.ScoreMin ? Candidates[0] : null;
}

/// <summary>A topic that the visitor may have meant: its score from 0 to 1, the trigger phrase that came nearest, and the words that
/// met.</summary>
public sealed record Candidate(string Topic, double Score, string Phrase, string Reason);

/// <summary>
/// Finds the topic whose trigger phrases come nearest to the visitor's words. No model: words weigh by how few topics use them, words
/// that stand for each other and mistyped ones count by their likeness, and every score can say why.
/// docs/recognition.md tells how it is reckoned and how well it does.
/// </summary>
internal sealed class Recogniser
{
    public const double ScoreMin = 0.5;
    public const double SureMin = 0.8;
    private const double CloseMax = 0.06;
    private const int WordsMax = 60;

    // How much words weigh: those of grammar, those that everybody uses, and those that no phrase has.
    private const double FillerWeight = 0.1;
    private const double CommonWeight = 0.4;
    private const double UnknownCommonWeight = 0.3;
    private const double UnknownWeight = 0.9;

    // How much it takes away when words of the visitor, or of the phrase, have no partner.
    private const double Unmatched = 0.33;
    // How much of a topic's word counts when only one of many phrases has it.
    private const double RareWordShare = 0.3;
    private const double DoubtWeight = 0.25;

    private readonly RecogniserLanguage language;
    private readonly List<string> topics = [];
    private readonly List<Phrase> phrases = [];
    private readonly RecogniserWords words;
    private readonly double strangerWeight;

    public Recogniser(IEnumerable<(string Topic, IReadOnlyList<string> Phrases)> source, RecogniserLanguage? language = null)
    {
        this.language = language ?? RecogniserLanguage.English;
        words = new RecogniserWords(this.language);
        foreach (var (topic, said) in source)
        {
            topics.Add(topic);
            foreach (var text in said) Learn(text);
        }
        foreach (var word in words.All) word.Weight = Tier(word.Stem, CommonWeight, 1) * Rareness(word.Topics.Count);
        strangerWeight = Rareness(1.5);
        foreach (var phrase in phrases) phrase.Weight = phrase.Words.Sum(w => w.Weight);
        var counts = phrases.CountBy(p => p.Topic).ToDictionary();
        foreach (var word in words.All) Share(word, counts);
    }

    private double Rareness(double topicsWithIt) => Math.Log(1 + (topics.Count + 1.0) / topicsWithIt);

    private double Tier(string stem, double common, double other) =>
        language.IsFiller(stem) ? FillerWeight : language.IsCommon(stem) ? common : other;

    private void Learn(string text)
    {
        var normal = Words.Normal(text);
        if (normal.Length == 0) return;
        var phrase = new Phrase(topics.Count - 1, text, normal, phrases.Count,
            [.. language.Stems(normal, WordsMax).Select(words.Learn)]);
        phrases.Add(phrase);
        foreach (var word in phrase.Words)
        {
            word.Phrases.Add(phrase);
            word.Topics[phrase.Topic] = word.Topics.GetValueOrDefault(phrase.Topic) + 1;
        }
    }

    // A word speaks for a topic when few others have it, and when many of the topic's phrases have it.
    private static void Share(KnownWord word, Dictionary<int, int> phrasesOfTopic)
    {
        var parts = word.Topics.ToDictionary(t => t.Key, t => (double)t.Value / phrasesOfTopic[t.Key]);
        var sum = parts.Values.Sum();
        foreach (var (topic, part) in parts)
            word.Shares[topic] = part / sum * (RareWordShare + (1 - RareWordShare) * Math.Min(1, 2 * part));
    }

    /// <summary>Two topics so near to each other that the visitor should be asked. Who says a phrase itself means it, unless both topics
    /// have that phrase.</summary>
    public static bool AreClose(Candidate first, Candidate second) =>
        first.Score - second.Score < CloseMax && (first.Score < 0.999 || second.Score >= 0.999);

    public Recognition Recognise(string text, Func<string, bool>? allowed = null)
    {
        var normal = Words.Normal(text);
        if (normal.Length == 0 || phrases.Count == 0) return new Recognition(text, []);
        var total = 0.0;
        var met = new double[phrases.Count];
        var evidence = new double[topics.Count];
        var partners = new List<(string Said, List<Partner> Known)>();
        foreach (var stem in words.Rejoined(language.Stems(normal, WordsMax)))
        {
            var known = words.Partners(stem, FillerWeight * 3);
            if (known.Count == 0) { total += Tier(stem, UnknownCommonWeight, UnknownWeight) * strangerWeight; continue; }
            total += known[0].Word.Weight;
            Count(known, met, evidence);
            partners.Add((stem, known));
        }
        return new Recognition(text, Rank(normal, met, evidence, total, partners, allowed));
    }

    // A word of the visitor counts once for each phrase and topic, by the best of its partners there.
    private static void Count(List<Partner> known, double[] met, double[] evidence)
    {
        if (known.Count == 1)
        {
            var weight = known[0].Word.Weight * known[0].Likeness;
            foreach (var phrase in known[0].Word.Phrases) met[phrase.Index] += weight;
            foreach (var (topic, share) in known[0].Word.Shares) evidence[topic] += weight * share;
            return;
        }
        var (ofPhrase, ofTopic) = (new Dictionary<int, double>(), new Dictionary<int, double>());
        foreach (var (word, likeness) in known)
        {
            var weight = word.Weight * likeness;
            foreach (var p in word.Phrases) ofPhrase[p.Index] = Math.Max(ofPhrase.GetValueOrDefault(p.Index), weight);
            foreach (var (topic, share) in word.Shares) ofTopic[topic] = Math.Max(ofTopic.GetValueOrDefault(topic), weight * share);
        }
        foreach (var (phrase, weight) in ofPhrase) met[phrase] += weight;
        foreach (var (topic, weight) in ofTopic) evidence[topic] += weight;
    }

    private List<Candidate> Rank(string normal, double[] met, double[] evidence, double total,
        List<(string Said, List<Partner> Known)> partners, Func<string, bool>? allowed)
    {
        var best = new (double Score, Phrase? Phrase)[topics.Count];
        foreach (var phrase in phrases)
        {
            var common = met[phrase.Index];
            if (common <= 0) continue;
            var alike = common / (common + Unmatched * (Math.Max(0, total - common) + Math.Max(0, phrase.Weight - common)));
            var spoken = evidence[phrase.Topic];
            var sure = spoken / (spoken + DoubtWeight * strangerWeight + Unmatched * Math.Max(0, total - spoken));
            var score = phrase.Normal == normal ? 1 : Math.Min(0.99, (alike + sure) / 2);
            if (score > best[phrase.Topic].Score) best[phrase.Topic] = (score, phrase);
        }
        var candidates = new List<Candidate>();
        for (var t = 0; t < topics.Count; t++)
        {
            if (best[t].Score < ScoreMin / 2 || allowed?.Invoke(topics[t]) == false) continue;
            var phrase = best[t].Phrase!;
            candidates.Add(new Candidate(topics[t], Math.Round(best[t].Score, 4), phrase.Text, Reason(partners, phrase, best[t].Score)));
        }
        candidates.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : string.CompareOrdinal(a.Topic, b.Topic));
        return candidates;
    }

    private string Reason(List<(string Said, List<Partner> Known)> partners, Phrase phrase, double score)
    {
        if (score >= 1) return "The words are the phrase.";
        var shared = partners.Where(p => !language.IsFiller(p.Said))
            .Select(p => (p.Said, Met: p.Known.FindAll(k => phrase.Words.Contains(k.Word)).MaxBy(k => k.Likeness)))
            .Where(p => p.Met is not null)
            .Select(p => p.Met!.Likeness == 1 ? p.Said : $"{p.Said} (like {p.Met.Word.Stem})").ToList();
        return shared.Count > 0 ? $"Shares {string.Join(", ", shared)}." : "Shares small words only.";
    }
}
