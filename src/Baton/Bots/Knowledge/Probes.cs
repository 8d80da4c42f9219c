using Baton.Bots.Models;

namespace Baton.Bots.Knowledge;

/// <summary>
/// How alike two texts are that have to do with each other differs from model to model: some call everything alike. So a new model is shown questions with their answers
/// first, and the bar is half way between those and questions with each other's answers. Pure.
/// </summary>
internal static class Probes
{
    /// <summary>A model for which these are nearer to each other than this can't tell what belongs together.</summary>
    private const float ApartMin = 0.05f;

    private static readonly (string Question, string Answer)[] Pairs =
    [
        ("How do I get my money back?", "Refunds go to the card that was used."),
        ("My heating does not work", "What to do when the boiler is broken"),
        ("When will my order be delivered?", "Parcels are shipped within two days of the purchase."),
        ("Is there a guarantee?", "The warranty lasts for two years."),
        ("May I phone you on Sunday?", "Our telephone lines are open every day of the week."),
    ];

    public static IReadOnlyList<string> Texts { get; } = [.. Pairs.SelectMany(pair => new[] { pair.Question, pair.Answer })];

    /// <summary>The bar, from the embeddings of the texts, in their order.</summary>
    public static float Bar(IReadOnlyList<float[]> embeddings)
    {
        var all = from q in Enumerable.Range(0, Pairs.Length)
                  from a in Enumerable.Range(0, Pairs.Length)
                  select (BelongTogether: q == a, Likeness: Likeness(embeddings[2 * q], embeddings[(2 * a) + 1]));
        var sorted = all.ToLookup(pair => pair.BelongTogether, pair => pair.Likeness);
        var (near, far) = (sorted[true].Average(), sorted[false].Average());
        if (near - far < ApartMin)
            throw new ModelFailed("useless", "The embedding model does not tell what belongs together from what does not.", "Take another embedding model.", "embeddingModel");
        return (near + far) / 2;
    }

    private static float Likeness(float[] one, float[] other) => one.Zip(other, (a, b) => a * b).Sum();
}
