using System.Diagnostics.Metrics;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Models;

/// <summary>
/// Brings what a topic asks a model for. Where no model is set up, or it fails, is slow, refuses or has nothing to say, there is no answer, and the topic takes
/// the fall-back that its node's documentation promises.
/// </summary>
internal sealed class Answering(Database database, Secrets secrets, ModelLine line, TimeProvider clock, ILogger<Answering> log)
{
    /// <summary>Of the time after which a bot is silent, so much is the model's, in all of a turn: the topic is to have its own say after it.</summary>
    private const double ShareOfSilence = 0.75;

    private static readonly Counter<long> Answers = Meters.Baton.CreateCounter<long>("baton.model.answers", null,
        "Questions of topics to the model, by outcome: answered, none, or why it failed (slow, refused, unreachable, key, limit, ...).");

    private static readonly Histogram<double> Seconds = Meters.Baton.CreateHistogram<double>("baton.model.duration", "s", "How long the model took.");

    private static readonly AnswerDone Nothing = new((string?)null);

    public async Task<AnswerDone> Ask(Turn turn, Answer answer, NeedsAnswer need, CancellationToken ct)
    {
        if (await Model.Saved(database, ct) is not { } model) return Nothing;
        if (Prompts.For(need, turn.BotName, turn.Locale, await Talk(turn, ct)) is not { } prompt) return Nothing;

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
            return Nothing;
        }
        finally
        {
            var took = clock.GetElapsedTime(began);
            answer.AtModel += took;
            Seconds.Record(took.TotalSeconds);
        }
    }

    private async Task<IReadOnlyList<Prompts.Line>> Talk(Turn turn, CancellationToken ct) => await database.List<Prompts.Line>("""
        select from_kind, text from (
            select n, from_kind, text from words
            where conversation_id = @Id and kind = 'message' and from_kind in ('visitor', 'bot', 'agent') and text <> ''
            order by n desc limit @max) latest
        order by n
        """, new { turn.Id, max = Prompts.LinesMax }, ct);
}
