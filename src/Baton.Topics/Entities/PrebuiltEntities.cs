using System.Text.RegularExpressions;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>The kinds of answer that come with the product, recognised in English.</summary>
internal static partial class PrebuiltEntities
{
    private static readonly Dictionary<string, Entity> All = new()
    {
        ["String"] = new AnyText(),
        ["Boolean"] = new YesOrNo(),
        ["Number"] = new Recognised((text, _) => Numbers.First(text) is { } number ? new FxDecimal(number) : null),
        ["Email"] = new Recognised((text, _) => Email().Match(text) is { Success: true } match ? new FxText(match.Value) : null),
    };

    static PrebuiltEntities() => All["EMail"] = All["Email"];

    public static IEnumerable<string> Names => All.Keys;

    public static Entity? Find(string name) => All.GetValueOrDefault(name);

    [GeneratedRegex(@"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}",
        RegexOptions.CultureInvariant, 200)]
    private static partial Regex Email();
}
