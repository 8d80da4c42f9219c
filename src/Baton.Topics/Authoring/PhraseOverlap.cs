namespace Baton.Topics;

/// <summary>A trigger phrase that the recogniser could also take for another topic's phrase, with the score it gives.</summary>
public sealed record PhraseOverlap(string Phrase, string Path, string OtherPhrase, string OtherPath, double Score)
{
    private const int PhrasesMax = 5_000;
    private const int OverlapsMax = 500;

    /// <summary>Says every phrase to the bot and notes which other topics would have taken it, had its own not been there.</summary>
    internal static IReadOnlyList<PhraseOverlap> Find(TopicBot bot)
    {
        var said = bot.Topics.Where(TopicBot.IsRecognised).SelectMany(topic => topic.Phrases.Select(phrase => (topic, phrase)));
        return [.. said.Take(PhrasesMax).SelectMany(s => Of(bot, s.topic, s.phrase))
            .OrderByDescending(o => o.Score).ThenBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Phrase, StringComparer.Ordinal)
            .DistinctBy(Pair).Take(OverlapsMax)];
    }

    private static IEnumerable<PhraseOverlap> Of(TopicBot bot, Topic topic, string phrase) =>
        from candidate in bot.Recognise(phrase).Candidates
        where candidate.Score >= Recogniser.ScoreMin && candidate.Topic != topic.Name
        select new PhraseOverlap(phrase, topic.Path, candidate.Phrase, bot.Find(candidate.Topic)!.Path, candidate.Score);

    // Two phrases that are each taken for the other are one matter.
    private static (string, string) Pair(PhraseOverlap overlap)
    {
        var (one, other) = ($"{overlap.Path}\n{overlap.Phrase}", $"{overlap.OtherPath}\n{overlap.OtherPhrase}");
        return string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
    }
}
