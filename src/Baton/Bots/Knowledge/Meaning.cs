using System.Diagnostics.Metrics;
using System.Globalization;
using Baton.Bots.Ai;
using Baton.Bots.Models;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Knowledge;

/// <summary>
/// Finds passages that mean what a question means, in whatever words. Who asks does not wait for a model that is away: it has two seconds, and after a failure it is left
/// alone for a while by this process. What it reads counts in the day's budget of the model: when that is used up, questions are found by their words, and the activity log
/// says so once a day for each bot.
/// </summary>
internal sealed class Meaning(EmbeddingLine line, AiUsage usage, ActivityLog activity, TimeProvider clock, ILogger<Meaning> log)
{
    /// <summary>A question to a bot's articles, in a conversation or by somebody who tries them.</summary>
    public sealed record Asked(Guid BotId, Guid? ConversationId, string Question)
    {
        /// <summary>Nobody's where no bot had the conversation: the articles of all bots are looked into all the same.</summary>
        public AiUsage.Spent Spent(int tokens, Model model) => new(ConversationId, BotId == Guid.Empty ? null : BotId, tokens, model.EmbeddingName!);
    }

    /// <summary>So many passages that may be near are looked at closely.</summary>
    private const int CandidatesMax = 200;

    /// <summary>Of a bot's passages and those of all bots, so many are looked at.</summary>
    public const int PassagesMax = 100_000;

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    private static readonly Counter<long> Questions = Meters.Baton.CreateCounter<long>("baton.embedding.questions", null,
        "Questions to articles whose meaning was asked for, by outcome: found, rests (it failed a moment ago), budget (the day's is used up), or why it failed (slow, unreachable, key, limit, ...).");

    private long _restsUntil;

    /// <summary>The passages that mean the same, the nearest first; none where no embedding model is set up, it fails, or nothing is near enough.</summary>
    public async Task<IReadOnlyList<FoundPassage>> Search(Database database, Secrets secrets, Asked asked, int max, CancellationToken ct)
    {
        if (await EmbeddingSpace.Now(database, ct) is not { Bar: { } bar } space) return [];
        if (await Of(database, secrets, space, asked, ct) is not { } numbers || numbers.Length != space.Dimensions) return [];
        return await database.List<FoundPassage>(Near, new { asked.BotId, space.Id, numbers, signs = Embedding.Signs(numbers), bar, CandidatesMax, PassagesMax, max }, ct);
    }

    private async Task<float[]?> Of(Database database, Secrets secrets, EmbeddingSpace space, Asked asked, CancellationToken ct)
    {
        if (clock.GetTimestamp() < Volatile.Read(ref _restsUntil))
        {
            Questions.Add(1, new KeyValuePair<string, object?>("outcome", "rests"));
            return null;
        }
        if (await Model.Saved(database, ct) is not { EmbeddingName: not null } model) return null;
        if (await usage.SpendOnMeaning(asked.Spent(0, model), model, ct) is { } budget)
        {
            Questions.Add(1, new KeyValuePair<string, object?>("outcome", "budget"));
            await NoteBudget(asked, budget, ct);
            return null;
        }
        try
        {
            var embedded = await line.Of(model, await secrets.Find(database, Model.SecretName, ct), [asked.Question], AnswerMax, ct);
            await usage.SpendOnMeaning(asked.Spent(embedded.Tokens, model), model, ct);
            Questions.Add(1, new KeyValuePair<string, object?>("outcome", "found"));
            return embedded.Vectors[0];
        }
        catch (ModelFailed failed)
        {
            Volatile.Write(ref _restsUntil, clock.GetTimestamp() + (long)(Rest.TotalSeconds * clock.TimestampFrequency));
            Questions.Add(1, new KeyValuePair<string, object?>("outcome", failed.Code));
            BotsLog.QuestionNotEmbedded(log, space.Model, failed.Code);   // its sentence may quote the endpoint, and that the visitor
            if (failed.Code == "slow") await usage.SpendOnMeaning(asked.Spent(EmbeddingLine.Reckon([asked.Question]), model), model, ct);   // it was read, and is paid for
            return null;
        }
    }

    private Task NoteBudget(Asked asked, string budget, CancellationToken ct)
    {
        var day = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return activity.NoteOnce(asked.BotId, AiTools.Search, $"budget of {day}", new ToolError("budget_used", $"{budget} Articles are found by their words.",
            "From midnight (UTC) they are found by what they mean again; or raise the limit in Setup, Model."), ct);
    }

    // Signs are compared in a microsecond, numbers in a millisecond: so the signs say which of the many are worth it. Products of two that are hardly anything are
    // no real number any more, which PostgreSQL refuses: so they are multiplied as double precision.
    private const string Near = """
        with given as (
            select e.article_id, e.n, e.signs from articles a join embeddings e on e.article_id = a.id
            where (a.bot_id = @BotId or a.bot_id is null) and e.space_id = @Id and e.signs is not null limit @PassagesMax
        ), candidate as (
            select article_id, n from given order by bit_count(signs # @signs::varbit), article_id, n limit @CandidatesMax
        ), near as (
            select e.article_id, e.n, (select sum(pair.a::float8 * pair.b) from unnest(e.numbers, @numbers) as pair (a, b))::float8 as likeness
            from candidate c join embeddings e on e.article_id = c.article_id and e.n = c.n
        )
        select p.article_id, p.n, a.title, p.heading, p.text, a.url, near.likeness as rank
        from near join passages p on p.article_id = near.article_id and p.n = near.n join articles a on a.id = p.article_id
        where near.likeness >= @bar order by near.likeness desc, p.article_id, p.n limit @max
        """;
}
