using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>One item of a closed list.</summary>
internal sealed record ListItem(FxValue Value, string Title, IReadOnlyList<string> Names);

/// <summary>One of a list of items: by its name, a synonym, its number, or (with smart matching) nearly so.</summary>
internal sealed class ClosedList(Func<FxFrame, IReadOnlyList<ListItem>> items, bool smart, bool several) : Entity
{
    public const int ChoicesMax = 30;

    public override IReadOnlyList<SuggestedAction> Choices(FxFrame frame) =>
        [.. items(frame).Take(ChoicesMax).Select(i => new SuggestedAction(i.Title, i.Title))];

    public override FxValue? Recognise(string text, FxFrame frame)
    {
        var all = items(frame);
        if (several)
        {
            var found = Several(text, all).Select(i => i.Value).ToList();
            return found.Count == 0 ? null : FxTable.OfValues(found);
        }
        return One(text, all)?.Value;
    }

    private List<ListItem> Several(string text, IReadOnlyList<ListItem> all)
    {
        var parts = text.Split([",", ";", " and ", " & ", "\n"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. parts.Select(p => One(p, all)).OfType<ListItem>().Distinct()];
    }

    private ListItem? One(string text, IReadOnlyList<ListItem> all)
    {
        var said = Words.Normal(text);
        if (said.Length == 0) return null;
        foreach (var item in all)
            if (item.Names.Any(n => Words.Normal(n) == said)) return item;
        if (Position(said, all.Count) is { } position) return all[position];
        var padded = $" {said} ";
        var within = all.Select(i => (Item: i, Length: i.Names.Select(Words.Normal)
                .Where(n => n.Length > 0 && padded.Contains($" {n} ", StringComparison.Ordinal)).Select(n =>
                    n.Length).DefaultIfEmpty(0).Max()))
            .Where(i => i.Length > 0).OrderByDescending(i => i.Length).ToList();
        if (within.Count == 1 || within.Count > 1 && within[0].Length > within[1].Length) return within[0].Item;
        return within.Count == 0 && smart ? Nearly(said, all) : null;
    }

    private static int? Position(string said, int count)
    {
        var number = said switch
        {
            "first" or "the first" or "the first one" or "first one" => 1,
            "second" or "the second" or "the second one" or "second one" => 2,
            "third" or "the third" or "the third one" or "third one" => 3,
            "last" or "the last" or "the last one" or "last one" => count,
            _ => int.TryParse(said, out var n) ? n : 0,
        };
        return number >= 1 && number <= count ? number - 1 : null;
    }

    private static ListItem? Nearly(string said, IReadOnlyList<ListItem> all)
    {
        const double LikeMin = 0.62;
        var best = all.Select(i => (Item: i, Like: i.Names.Max(n => Words.Likeness(said, Words.Normal(n)))))
            .OrderByDescending(i => i.Like).Take(2).ToList();
        if (best.Count == 0 || best[0].Like < LikeMin) return null;
        return best.Count == 1 || best[0].Like - best[1].Like > 0.05 ? best[0].Item : null;
    }
}
