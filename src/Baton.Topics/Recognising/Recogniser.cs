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
/// Finds the topic whose trigger phrases come nearest to the visitor's words. No model: words weigh by how few topics use them,
/// mistyped words count by their likeness, and every score can say why.
/// </summary>
internal sealed class Recogniser
{
    public const double ScoreMin = 0.5;
    public const double SureMin = 0.8;
    private const double CloseMax = 0.06;
    private const double TypoMin = 0.6;
    private const double FillerWeight = 0.12;
    private const int WordsMax = 60;

    private static readonly HashSet<string> Fillers = [.. (
        "a an the i me my we our you your it its is are am was be been do does did can could would will shall should may might "
        + "want wants need needs like please to of for in on at with about from by and or so just some any this that there here "
        + "have has had get got id im ive hi hello hey us um uh oh well now then how what when where why who which if let lets "
        + "tell give show more one thanks thank").Split(' ').Select(Words.Stem)];

    private sealed record Phrase(int Topic, string Text, string Normal, int[] Words, double Weight);

    private readonly List<string> topics = [];
    private readonly List<Phrase> phrases = [];
    private readonly Dictionary<string, int> vocabulary = [];
    private readonly List<double> weights = [];
    private readonly List<List<int>> phrasesOfWord = [];
    private readonly Dictionary<string, int> exact = [];
    private readonly List<Dictionary<int, double>> share = [];
    private readonly double strangerWeight = 1;

    public Recogniser(IEnumerable<(string Topic, IReadOnlyList<string> Phrases)> source)
    {
        var list = source.ToList();
        var topicsOfWord = new List<HashSet<int>>();
        foreach (var (topic, said) in list)
        {
            topics.Add(topic);
            foreach (var text in said) Learn(topics.Count - 1, text, topicsOfWord);
        }
        for (var w = 0; w < topicsOfWord.Count; w++)
            weights[w] *= Math.Log(1 + (topics.Count + 1.0) / topicsOfWord[w].Count);
        strangerWeight = Math.Log(1 + (topics.Count + 1.0) / 1.5);
        for (var p = 0; p < phrases.Count; p++)
            phrases[p] = phrases[p] with { Weight = phrases[p].Words.Sum(w => weights[w]) };
        foreach (var _ in topics) share.Add([]);
        for (var w = 0; w < phrasesOfWord.Count; w++)
            foreach (var group in phrasesOfWord[w].GroupBy(p => phrases[p].Topic))
                share[group.Key][w] = (double)group.Count() / phrasesOfWord[w].Count * Math.Min(1, 0.5 + group.Count() / 4.0);
    }

    private void Learn(int topic, string text, List<HashSet<int>> topicsOfWord)
    {
        var normal = Words.Normal(text);
        if (normal.Length == 0) return;
        var ids = new List<int>();
        foreach (var word in normal.Split(' ').Take(WordsMax).Select(Words.Stem).Distinct())
        {
            if (!vocabulary.TryGetValue(word, out var id))
            {
                vocabulary[word] = id = vocabulary.Count;
                weights.Add(Fillers.Contains(word) ? FillerWeight : 1);
                phrasesOfWord.Add([]);
                topicsOfWord.Add([]);
            }
            ids.Add(id);
            phrasesOfWord[id].Add(phrases.Count);
            topicsOfWord[id].Add(topic);
        }
        exact.TryAdd(normal, topic);
        phrases.Add(new Phrase(topic, text, normal, [.. ids], 0));
    }

    /// <summary>Two topics so near to each other that the visitor should be asked. Who says a phrase itself means it, unless both topics
    /// have that phrase.</summary>
    public static bool AreClose(Candidate first, Candidate second) =>
        first.Score - second.Score < CloseMax && (first.Score < 0.999 || second.Score >= 0.999);

    public Recognition Recognise(string text, Func<string, bool>? allowed = null)
    {
        var normal = Words.Normal(text);
        if (normal.Length == 0 || phrases.Count == 0) return new Recognition(text, []);
        var said = normal.Split(' ').Take(WordsMax).Select(Words.Stem).Distinct().ToArray();
        var total = 0.0;
        var met = new double[phrases.Count];
        var evidence = new double[topics.Count];
        foreach (var word in said)
        {
            var filler = Fillers.Contains(word);
            var (id, likeness) = Find(word, filler);
            if (id < 0) { total += filler ? FillerWeight : strangerWeight; continue; }
            var weight = weights[id] * likeness;
            total += weights[id];
            foreach (var p in phrasesOfWord[id]) met[p] += weight;
            for (var t = 0; t < topics.Count; t++) if (share[t].TryGetValue(id, out var part)) evidence[t] += weight * part;
        }
        return new Recognition(text, Rank(normal, said, met, evidence, total, allowed));
    }

    private (int Id, double Likeness) Find(string word, bool filler)
    {
        if (vocabulary.TryGetValue(word, out var id)) return (id, 1);
        if (filler || word.Length < 4) return (-1, 0);
        var (best, likeness) = (-1, TypoMin);
        foreach (var (known, candidate) in vocabulary)
        {
            if (Math.Abs(known.Length - word.Length) > 2 || known.Length < 4 || weights[candidate] <= FillerWeight * 3) continue;
            var like = Words.Likeness(word, known);
            if (like > likeness) (best, likeness) = (candidate, like);
        }
        return (best, likeness);
    }

    private List<Candidate> Rank(string normal, string[] said, double[] met, double[] evidence, double total, Func<string, bool>? allowed)
    {
        var best = new (double Score, int Phrase)[topics.Count];
        for (var p = 0; p < phrases.Count; p++)
        {
            if (met[p] <= 0) continue;
            var phrase = phrases[p];
            var ofSaid = met[p] / total;
            var ofPhrase = Math.Min(1, met[p] / phrase.Weight);
            var score = 0.75 * (2 * ofSaid * ofPhrase / (ofSaid + ofPhrase)) + 0.25 * Math.Min(1, evidence[phrase.Topic] / total);
            if (phrase.Normal == normal) score = 1;
            if (score > best[phrase.Topic].Score) best[phrase.Topic] = (Math.Min(score, phrase.Normal == normal ? 1 : 0.99), p);
        }
        var candidates = new List<Candidate>();
        for (var t = 0; t < topics.Count; t++)
        {
            if (best[t].Score < ScoreMin / 2 || allowed?.Invoke(topics[t]) == false) continue;
            var phrase = phrases[best[t].Phrase];
            candidates.Add(new Candidate(topics[t], Math.Round(best[t].Score, 4), phrase.Text, Reason(said, phrase, best[t].Score)));
        }
        candidates.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : string.CompareOrdinal(a.Topic, b.Topic));
        return candidates;
    }

    private string Reason(string[] said, Phrase phrase, double score)
    {
        if (score >= 1) return "The words are the phrase.";
        var shared = said.Where(w => vocabulary.TryGetValue(w, out var id) && Array.IndexOf(phrase.Words, id) >= 0
            && weights[id] > FillerWeight * 3);
        return $"Shares {string.Join(", ", shared)}.";
    }
}
