namespace Baton.Bots.Knowledge;

/// <summary>Makes one list of what was found by its words and what was found by its meaning: whoever is high up in both comes first. Pure.</summary>
internal static class Fusion
{
    /// <summary>How little the first places count before the next ones; the usual number of reciprocal rank fusion.</summary>
    private const double Flatness = 60;

    public static IReadOnlyList<FoundPassage> Of(IReadOnlyList<FoundPassage> byWords, IReadOnlyList<FoundPassage> byMeaning, int max)
    {
        var all = byWords.Select((passage, place) => (passage, place, By: "words")).Concat(byMeaning.Select((passage, place) => (passage, place, By: "meaning")));
        var fused = from one in all
                    group one by (one.passage.ArticleId, one.passage.N) into same
                    orderby same.Sum(one => 1 / (Flatness + one.place)) descending, same.Max(one => one.passage.Rank) descending, same.Key
                    select same.First().passage with { FoundBy = same.Count() > 1 ? "both" : same.First().By, Rank = same.Max(one => one.passage.Rank) };
        return [.. fused.Take(max)];
    }
}
