using Baton.Bots.Models;
using Baton.Plumbing;

namespace Baton.Bots;

/// <summary>How the model is that topics ask.</summary>
internal static class BotChecks
{
    public static readonly Check Model = new("model", async (services, ct) => await services.GetRequiredService<ModelSetting>().Try(ct) switch
    {
        null => Finding.NotConfigured("Not configured: topics that ask a model take their fall-back. An administrator sets one up in Setup, Model."),
        { Ok: true } tried => Finding.Ok($"{tried.Sentence} It took {tried.TookMs / 1000d:0.0} s."),
        var tried => Finding.Failed(tried.Sentence, tried.NextStep!),
    });
}
