using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Knowledge;

/// <summary>An article: what bots may know beyond the CRM.</summary>
public sealed record Article
{
    public required Guid Id { get; init; }

    /// <summary>Every bot may look into it, not only this one.</summary>
    public required bool IsShared { get; init; }
    public required string Title { get; init; }

    /// <summary>Markdown; left out of lists.</summary>
    public string? Text { get; init; }

    /// <summary>Where visitors can read it.</summary>
    public string? Url { get; init; }
    public required string Language { get; init; }

    /// <summary>How it came: typed, markdown, text, html or pdf.</summary>
    public required string Source { get; init; }
    public required int Length { get; init; }
    public required int Passages { get; init; }

    /// <summary>To be sent with the next change: it is refused when somebody else was faster.</summary>
    public required int Revision { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public string? ChangedBy { get; init; }
}

/// <summary>A bot's articles over HTTP: written, uploaded, changed, taken away, and searched as the bot searches them.</summary>
internal static class Articles
{
    private const int ArticlesMax = 2_000;
    private const int TitleLengthMax = 200;
    private const int TextLengthMax = 500_000;
    private const int UrlLengthMax = 2_000;

    private const string Columns = """
        a.id, a.bot_id is null as is_shared, a.title, a.url, a.language, a.source, length(a.text) as length, a.revision, a.changed_at, u.name as changed_by,
        (select count(*)::int from passages p where p.article_id = a.id) as passages
        """;

    private const string From = "from articles a left join users u on u.id = a.changed_by where (a.bot_id = @id or a.bot_id is null)";

    /// <summary>Files are read one at a time: a big one is work for seconds.</summary>
    private static readonly SemaphoreSlim Readers = new(1);

    /// <summary>An article as given. A changed one says which revision was seen.</summary>
    public sealed record Given(string? Title, string? Text, string? Url, string? Language, bool? IsShared, int? Revision);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var articles = routes.MapGroup("/api/v1/bots/{id:guid}/articles").RequireCaller();
        articles.MapGet("", async (Guid id, Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.BotAccount(id, ct);
            var page = Page.From(after, limit);
            var found = await database.List<Article>($"select {Columns} {From} and (@After::uuid is null or a.id > @After) order by a.id limit @Limit", new { id, page.After, page.Limit }, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found);
        });
        articles.MapGet("search", async (Guid id, string? q, Caller caller, Database database, KnowledgeSearch knowledge, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.BotAccount(id, ct);
            return TypedResults.Ok(await knowledge.Search(id, null, q ?? "", KnowledgeSearch.FoundMax, ct));
        });
        articles.MapGet("{articleId:guid}", async (Guid id, Guid articleId, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await Find(database, id, articleId, ct));
        });
        articles.MapPost("", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.BotAccount(id, ct);
            var made = await Add(database, id, given, "typed", caller, ct);
            return TypedResults.Created($"/api/v1/bots/{id}/articles/{made.Id}", made);
        });
        articles.MapPost("upload", async (Guid id, string? name, string? language, bool? shared, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.BotAccount(id, ct);
            var read = await Read(http, name, ct);
            var made = await Add(database, id, new Given(Titled(read.Title, name), read.Text, null, language, shared, null), read.Source, caller, ct);
            return TypedResults.Created($"/api/v1/bots/{id}/articles/{made.Id}", made);
        }).Accepts<Stream>("*/*");
        articles.MapPut("{articleId:guid}", async (Guid id, Guid articleId, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await Change(database, id, articleId, given, caller, ct);
            return TypedResults.Ok(await Find(database, id, articleId, ct));
        });
        articles.MapDelete("{articleId:guid}", async (Guid id, Guid articleId, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            if (await work.Run("delete from articles where id = @articleId and (bot_id = @id or bot_id is null)", new { id, articleId }) == 0) throw Refusal.NotFound("article");
            await work.WriteAudit(caller.UserId, "article removed", articleId.ToString(), new { botId = id });
            await work.Commit();
            return TypedResults.NoContent();
        });
    }

    private static async Task<Article> Find(Database database, Guid id, Guid articleId, CancellationToken ct) =>
        await database.Find<Article>($"select a.text, {Columns} {From} and a.id = @articleId", new { id, articleId }, ct) ?? throw Refusal.NotFound("article");

    private static async Task<Article> Add(Database database, Guid id, Given given, string source, Caller caller, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var articleId = await Write(work, id, given, source, caller.UserId);
        await work.Commit();
        return await Find(database, id, articleId, ct);
    }

    /// <summary>Adds an article in the caller's work, of a user or of the program itself.</summary>
    public static async Task<Guid> Write(Work work, Guid id, Given given, string source, Guid? by)
    {
        var (sound, articleId) = (Checked(given), Guid.CreateVersion7());
        // Administrators wait for each other here, so that a bot's articles stay within their number.
        await work.Find<Guid>("select user_id from bots where user_id = @id for update", new { id });
        if (await work.Find<int>("select count(*)::int from articles where bot_id = @id or bot_id is null", new { id }) >= ArticlesMax)
            throw Refusal.Conflict("too_many_articles", $"A bot has at most {ArticlesMax:N0} articles.");
        await work.Run("""
            insert into articles (id, bot_id, title, text, url, language, source, changed_at, changed_by)
            values (@articleId, case when @isShared then null else @id end, @Title, @Text, @Url, @Language, @source, @Now, @by)
            """, new { articleId, id, isShared = given.IsShared == true, sound.Title, sound.Text, sound.Url, sound.Language, source, work.Now, by });
        await KeepPassages(work, articleId, sound);
        await work.RecordPassages();
        if (by is not null) await work.WriteAudit(by, "article added", articleId.ToString(), new { botId = id, sound.Title, source });
        return articleId;
    }

    private static async Task Change(Database database, Guid id, Guid articleId, Given given, Caller caller, CancellationToken ct)
    {
        var sound = Checked(given);
        if (given.Revision is null) throw Refusal.Invalid("invalid_revision", "Say which revision of the article you saw.");
        await using var work = await database.Begin(ct);
        var changed = await work.Run("""
            update articles set title = @Title, text = @Text, url = @Url, language = @Language, revision = revision + 1, changed_at = @Now, changed_by = @UserId,
                bot_id = case when @isShared is null then bot_id when @isShared then null else @id end
            where id = @articleId and (bot_id = @id or bot_id is null) and revision = @Revision
            """, new { id, articleId, given.IsShared, sound.Title, sound.Text, sound.Url, sound.Language, given.Revision, work.Now, caller.UserId });
        if (changed == 0)
        {
            await Find(database, id, articleId, ct);
            throw Refusal.Conflict("stale_article", "Somebody else has changed the article since you read it. Read it again and put your changes on top.");
        }
        await KeepPassages(work, articleId, sound);
        await work.RecordPassages();
        await work.WriteAudit(caller.UserId, "article changed", articleId.ToString(), new { botId = id, sound.Title });
        await work.Commit();
    }

    private static Task<int> KeepPassages(Work work, Guid articleId, Sound sound)
    {
        var passages = Knowledge.Passages.Of(sound.Text);
        return work.Run("""
            delete from passages where article_id = @articleId;
            insert into passages (article_id, n, heading, text, words)
            select @articleId, n, heading, text,
                   setweight(to_tsvector(@config::regconfig, @title), 'A') || setweight(to_tsvector(@config::regconfig, heading_folded), 'B') || to_tsvector(@config::regconfig, text_folded)
            from unnest(@ns, @headings, @texts, @headingsFolded, @textsFolded) as given (n, heading, text, heading_folded, text_folded)
            """,
            new
            {
                articleId, config = Languages.Of(sound.Language), title = Knowledge.Passages.Folded(sound.Title),
                ns = passages.Select(passage => passage.N).ToArray(), headings = passages.Select(passage => passage.Heading).ToArray(), texts = passages.Select(passage => passage.Text).ToArray(),
                headingsFolded = passages.Select(passage => Knowledge.Passages.Folded(passage.Heading)).ToArray(),
                textsFolded = passages.Select(passage => Knowledge.Passages.Folded(passage.Text)).ToArray(),
            });
    }

    private static async Task<Upload> Read(HttpContext http, string? name, CancellationToken ct)
    {
        var bytes = await Bodies.Read(http, Uploads.BytesMax, ct);
        await Readers.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Uploads.Read(bytes, name, ct), ct);
        }
        finally
        {
            Readers.Release();
        }
    }

    /// <summary>The file's own title, else its name.</summary>
    private static string Titled(string? own, string? name)
    {
        var title = own ?? Path.GetFileNameWithoutExtension(name) ?? "";
        title = new string([.. title.Where(c => !char.IsControl(c))]).Trim();
        return title.Length == 0 ? "An article" : title.Length <= TitleLengthMax ? title : title[..TitleLengthMax];
    }

    private static Sound Checked(Given given)
    {
        var title = given.Title?.Trim() ?? "";
        if (title.Length is 0 or > TitleLengthMax || title.Contains('\0', StringComparison.Ordinal)) throw Refusal.Invalid("invalid_title", $"A title has 1 to {TitleLengthMax} characters.");
        if (given.Text?.Length > TextLengthMax) throw Refusal.TooLong($"An article has at most {TextLengthMax:N0} characters. Split it.");
        if (string.IsNullOrWhiteSpace(given.Text) || given.Text.Contains('\0', StringComparison.Ordinal)) throw Refusal.Invalid("invalid_text", "An article has a text, without U+0000.");
        var url = string.IsNullOrWhiteSpace(given.Url) ? null : given.Url.Trim();
        if (url is not null && (url.Length > UrlLengthMax || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")))
            throw Refusal.Invalid("invalid_url", "The source is an address such as https://www.contoso.example/returns.");
        return new Sound(title, given.Text, url, Languages.Checked(given.Language));
    }

    private sealed record Sound(string Title, string Text, string? Url, string Language);
}
