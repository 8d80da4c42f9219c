using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Knowledge;

/// <summary>What an article says about a question, and how well it fits: from 0 to 1 and a little beyond.</summary>
public sealed record FoundPassage
{
    public required Guid ArticleId { get; init; }

    /// <summary>Which passage of the article it is.</summary>
    public required int N { get; init; }
    public required string Title { get; init; }
    public string Heading { get; init; } = "";
    public required string Text { get; init; }
    public string? Url { get; init; }
    public required double Rank { get; init; }

    /// <summary>words, meaning, or both.</summary>
    public string FoundBy { get; init; } = "words";
}

/// <summary>
/// Finds what a bot's articles say. Every word of the question weighs by how rare it is among them; a passage that holds less than the bar of it says nothing about
/// the question, and nothing is an answer too. Where an embedding model is set up, what means the same in other words is found as well, with a bar of its own.
/// </summary>
internal sealed class KnowledgeSearch(Database database, Secrets secrets, Meaning meaning)
{
    public const int FoundMax = 20;
    private const int ForModelMax = 4;
    private const int QuestionLengthMax = 1_000;
    private const int WordsMax = 32;

    /// <summary>Of the passages that hold as much of the question as the best, so many are looked at closely.</summary>
    private const int CandidatesMax = 500;

    /// <summary>How much of the question's weight a passage must hold.</summary>
    private const double Bar = 0.45;

    /// <summary>Words that questions have and answers don't.</summary>
    private static readonly string[] Asking =
    [
        "how", "long", "often", "much", "many", "know", "tell", "need", "want", "pleas", "please", "help", "get", "would", "like", "could", "possibl", "wie", "lang", "oft", "viel", "kann", "bitte",
        "bitt", "gibt", "brauch", "mocht", "hilf",
    ];

    /// <summary>
    /// The passages that answer the question best, the best first; none where none says enough about it. What the embedding model reads for it counts for the bot, and for
    /// the conversation where it was asked in one.
    /// </summary>
    public async Task<IReadOnlyList<FoundPassage>> Search(Guid botId, Guid? conversationId, string question, int max, CancellationToken ct)
    {
        question = Cutting.Text(question, QuestionLengthMax).Replace("\0", "", StringComparison.Ordinal);
        var words = Passages.Folded(question);
        if (string.IsNullOrWhiteSpace(words) || max <= 0) return [];
        var languages = await database.List<string>("select distinct language from articles where bot_id = @botId or bot_id is null", new { botId }, ct);
        if (languages.Count == 0) return [];
        var meant = meaning.Search(database, secrets, new Meaning.Asked(botId, conversationId, question), FoundMax, ct);
        var worded = await database.List<FoundPassage>(Ranked, new
        {
            botId, words, Asking, WordsMax, CandidatesMax, Bar, max = FoundMax, languages = languages.ToArray(), configs = languages.Select(Languages.Of).ToArray(),
        }, ct);
        return Fusion.Of(worded, await meant, Math.Min(max, FoundMax));
    }

    /// <summary>The best few, as a model is shown them.</summary>
    internal async Task<IReadOnlyList<Ai.Found>> ForModel(Guid botId, Guid? conversationId, string question, CancellationToken ct) =>
        [.. (await Search(botId, conversationId, question, ForModelMax, ct)).Select(one => new Ai.Found(one.Heading.Length > 0 ? $"{one.Title}: {one.Heading}" : one.Title, one.Text, one.Url))];

    // The index says where each word stands, and only of the passages that hold most of the question's weight more is read: what is asked costs what its words have, not what there is.
    private const string Ranked = """
        with given as materialized (
            select id, language from articles where bot_id = @botId or bot_id is null
        ), total as (
            select g.language, count(*)::float8 as pieces from given g join passages p on p.article_id = g.id group by g.language
        ), word as materialized (
            select row_number() over () as word, l.language, ('''' || replace(replace(w.lexeme, '\', '\\'), '''', '''''') || '''')::tsquery as query
            from unnest(@languages, @configs) as l (language, config)
            cross join lateral (select lexeme from unnest(to_tsvector(l.config::regconfig, @words)) where lexeme <> all(@Asking) limit @WordsMax) w
        ), hit as materialized (
            select w.word, p.article_id, p.n
            from word w cross join lateral (select article_id, n from passages where words @@ w.query offset 0) p join given g on g.id = p.article_id and g.language = w.language
        ), weighed as materialized (
            -- A word that stands nowhere weighs half of the rarest that does: it may be the question's point, or only its way to ask.
            select w.word, w.language, w.query, ln(1 + t.pieces / (coalesce(h.pieces, 0.5) + 0.5)) * case when h.pieces is null then 0.5 else 1 end as weight
            from word w join total t on t.language = w.language left join (select word, count(*)::float8 as pieces from hit group by word) h on h.word = w.word
        ), fitting as (
            select h.article_id, h.n, h.language, h.weight / q.weight as share
            from (select hit.article_id, hit.n, max(w.language) as language, sum(w.weight) as weight from hit join weighed w on w.word = hit.word group by hit.article_id, hit.n) h
            join (select language, sum(weight) as weight from weighed group by language) q on q.language = h.language
            where h.weight / q.weight >= @Bar order by share desc, h.article_id, h.n limit @CandidatesMax
        )
        select p.article_id, p.n, a.title, p.heading, p.text, a.url, f.share + c.closeness / 10 as rank
        from fitting f join passages p on p.article_id = f.article_id and p.n = f.n join articles a on a.id = p.article_id
        -- A title is the same for all passages of an article; its heading says which one it is.
        cross join lateral (
            select ts_rank('{0.1, 0.1, 1, 0.3}', p.words, string_agg(w.query::text, ' | ')::tsquery, 1) as closeness from weighed w where w.language = f.language and p.words @@ w.query) c
        order by rank desc, p.article_id, p.n limit @max
        """;
}
