using Baton.Bots.Health;
using Baton.Bots.Models;
using Baton.Plumbing;

namespace Baton.Bots;

/// <summary>How the bots are, and the model that topics ask.</summary>
internal static class BotChecks
{
    public static readonly Check Model = new("model", async (services, ct) => await services.GetRequiredService<ModelSetting>().Try(ct) switch
    {
        null => Finding.NotConfigured("Not configured: topics that ask a model take their fallback. An administrator sets one up in Setup, Model."),
        { Ok: true } tried => Finding.Ok($"{tried.Sentence} It took {tried.TookMs / 1000d:0.0} s."),
        { Answer: not null } tried => Finding.Warning($"The model answers, but articles are found by their words alone. {tried.Sentence}", tried.NextStep!),
        var tried => Finding.Failed(tried.Sentence, tried.NextStep!),
    });

    public static readonly Check Bots = new("bots", async (services, ct) =>
    {
        var all = await HealthDoor.All(services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>().GetUtcNow(), ct);
        if (all.Count == 0) return Finding.NotConfigured("There is no bot: people answer from the first word.");
        var told = string.Join(" ", all.OrderBy(bot => bot.State is "open" ? 0 : bot.State is "failing" ? 1 : 2).Select(bot => $"{bot.Name}: {bot.Sentence}"));
        return all.Any(bot => bot.State == "open") ? Finding.Failed(told, "Test the bot in Setup, Bots: it shows what went over the wire, and what to do.")
            : all.Any(bot => bot.State == "failing") ? Finding.Warning(told, "Look at the bot's health in Setup, Bots.")
            : Finding.Ok(told);
    });
}
