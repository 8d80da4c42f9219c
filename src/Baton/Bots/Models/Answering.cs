using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Baton.Bots.Knowledge;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Models;

/// <summary>
/// Brings what a topic asks a model for. A node that searches is given what the bot's articles say: the model answers from it, and where no model can be asked the passage
/// that fits best is the answer, with where it stands. Else there is none, and the topic takes the fallback that its node's documentation promises.
/// </summary>
internal sealed class Answering(Database database, Secrets secrets, ModelLine line, KnowledgeSearch articles, TimeProvider clock, ILogger<Answering> log)
{
    private const int PassagesMax = 4;

    private static readonly string[] Searching = ["SearchAndSummarizeContent", "SearchAndSummarizeWithCustomModel", "SearchKnowledgeSources"];

    /// <summary>Of the time after which a bot is silent, so much is the model's, in all of a turn: the topic is to have its own say after it.</summary>
    private const double ShareOfSilence = 0.75;

    private static readonly Counter<long> Answers = Meters.Baton.CreateCounter<long>("baton.model.answers", null,
        "Questions of topics to the model, by outcome: answered, none, or why it failed (slow, refused, unreachable, key, limit, ...).");

    private static readonly Histogram<double> Seconds = Meters.Baton.CreateHistogram<double>("baton.model.duration", "s", "How long the model took.");

    private static readonly AnswerDone Nothing = new((string?)null);

    public async Task<AnswerDone> Ask(Turn turn, Answer answer, NeedsAnswer need, CancellationToken ct)
    {
        var found = Searching.Contains(need.NodeKind) ? await articles.Search(turn.HandlerId!.Value, turn.Id, need.Question, PassagesMax, ct) : [];
        var asked = found.Count == 0 ? need : need with { DetailJson = WithFound(need.DetailJson, found) };
        return await AskModel(turn, answer, asked, ct) ?? FromArticles(found);
    }

    /// <summary>What articles say is the answer where no model is asked: the passage that fits best, with where it stands.</summary>
    internal static AnswerDone FromArticles(IReadOnlyList<FoundPassage> found) => found.Count == 0 ? Nothing : new AnswerDone(Quoted(found[0]));

    /// <summary>The model's answer, which may be that it has none; null where it could not be asked.</summary>
    private async Task<AnswerDone?> AskModel(Turn turn, Answer answer, NeedsAnswer need, CancellationToken ct)
    {
        if (await Model.Saved(database, ct) is not { } model) return null;
        if (Prompts.For(need, turn.BotName, turn.Locale, await Talk(turn, ct)) is not { } prompt) return null;

        var left = TimeSpan.FromSeconds(turn.SilenceSeconds * ShareOfSilence) - answer.AtModel;
        var (time, began) = (TimeSpan.FromSeconds(Math.Clamp(left.TotalSeconds, 0, model.SecondsMax)), clock.GetTimestamp());
        try
        {
            var words = Prompts.Read(need, await line.Ask(model, await secrets.Find(database, Model.SecretName, ct), prompt, time, ct));
            Answers.Add(1, new KeyValuePair<string, object?>("outcome", words is null ? "none" : "answered"));
            return new AnswerDone(words);
        }
        catch (ModelFailed failed)
        {
            Answers.Add(1, new KeyValuePair<string, object?>("outcome", failed.Code));
            BotsLog.ModelFailed(log, turn.BotName, turn.Id, failed.Code);   // its sentence may quote the endpoint, and that the visitor
            return null;
        }
        finally
        {
            var took = clock.GetElapsedTime(began);
            answer.AtModel += took;
            Seconds.Record(took.TotalSeconds);
        }
    }

    /// <summary>What the node has, and what was found beside what topics found; the names are Copilot Studio's.</summary>
    private static string WithFound(string detailJson, IReadOnlyList<FoundPassage> found)
    {
        if (JsonNode.Parse(detailJson) is not JsonObject detail) return detailJson;
        var results = detail["searchResults"]?.DeepClone() as JsonArray ?? [];
        foreach (var one in found) results.Add(new JsonObject { ["Content"] = one.Text, ["ContentLocation"] = one.Url, ["Title"] = one.Title });
        detail["searchResults"] = results;
        return detail.ToJsonString();
    }

    private static string Quoted(FoundPassage passage) => $"{passage.Text}\n\n({(passage.Url is { } url ? $"[{passage.Title}]({url})" : passage.Title)})";

    private async Task<IReadOnlyList<Prompts.Line>> Talk(Turn turn, CancellationToken ct) => await database.List<Prompts.Line>("""
        select from_kind, text from (
            select n, from_kind, text from words
            where conversation_id = @Id and kind = 'message' and from_kind in ('visitor', 'bot', 'agent') and text <> ''
            order by n desc limit @max) latest
        order by n
        """, new { turn.Id, max = Prompts.LinesMax }, ct);
}
