using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Baton.Bench;

/// <summary>
/// search: somebody asks a bot's 100,000 passages, made up in the database: by words and by meaning, with the sandbox's embedding model, and by words alone. Beside it the
/// bare statements: a full text query on the index, and the nearest by their signs.
/// </summary>
public static class SearchScenario
{
    private const int Articles = 1_000;
    private const int PassagesEach = 100;
    private const int Dimensions = 512;

    private static readonly int[] Callers = [1, 4];
    private static readonly string[] Questions = ["is the heating defective?", "how do I get a refund for my order", "cancel contract house 17x4", "when is the engineer's appointment", "gas meter reading"];

    public static async Task Run(BenchOptions options)
    {
        await using var hub = await HubProcess.Start(options.Server);
        await hub.SignIn("admin");
        var bot = (await hub.Send(HttpMethod.Get, "/api/v1/bots")).EnumerateArray().First().GetProperty("id").GetGuid();
        await Connect(hub, "sandbox-embedding");
        await hub.Send(HttpMethod.Post, $"/api/v1/bots/{bot}/articles", new { title = "Heating", text = "If your heating is defective, switch it off and on again." });
        await Load.Until(() => IsEmbedded(hub, bot), "the first article is embedded");
        await using var source = NpgsqlDataSource.Create(hub.ConnectionString);
        await using (var connection = await source.OpenConnectionAsync()) await connection.ExecuteAsync(MadeUp, new { bot, Articles, PassagesEach, Dimensions }, commandTimeout: 900);

        var runs = new List<Measured>();
        foreach (var callers in Callers)
            for (var run = 0; run < options.Runs; run++)
            {
                runs.Add(await Search(hub, "Baton: by words and meaning", bot, callers, options.Seconds));
                runs.Add(await ReportsScenario.Bare(hub, source, "limit: bare nearest by signs", Nearest, new { Dimensions }, callers, options.Seconds / 2));
            }
        await Connect(hub, null);
        foreach (var callers in Callers)
            for (var run = 0; run < options.Runs; run++)
            {
                runs.Add(await Search(hub, "Baton: by words", bot, callers, options.Seconds));
                runs.Add(await ReportsScenario.Bare(hub, source, "limit: bare full text", Worded, new { }, callers, options.Seconds / 2));
            }
        await Report.Write(options, "search", runs);
    }

    private static Task<JsonElement> Connect(HubProcess hub, string? embeddingModel) => hub.Send(HttpMethod.Put, "/api/v1/models", new
    {
        baseUrl = $"{hub.Sandbox.ToString().TrimEnd('/')}/openai/v1", apiKey = "sandbox-model-key", model = "sandbox-small", embeddingModel,
    });

    private static async Task<bool> IsEmbedded(HubProcess hub, Guid bot) =>
        (await hub.Send(HttpMethod.Get, $"/api/v1/bots/{bot}/articles/embedding")).TryGetProperty("dimensions", out var dimensions) && dimensions.ValueKind == JsonValueKind.Number;

    private static async Task<Measured> Search(HubProcess hub, string what, Guid bot, int callers, double seconds)
    {
        var (before, began) = (hub.Used(), Stopwatch.GetTimestamp());
        var measured = await Load.Measure(what, callers, seconds, async _ =>
        {
            var http = await RawHttp.Connect(hub.Address);
            var requests = Questions.Select(question => RawHttp.Get(hub.Address, $"/api/v1/bots/{bot}/articles/search?q={Uri.EscapeDataString(question)}", hub.Token)).ToArray();
            return async n =>
            {
                if (await http.Send(requests[n % requests.Length]) is not 200 and var status) throw new InvalidOperationException($"The hub answered {status}.");
            };
        });
        return measured.With(before, hub.Used(), Stopwatch.GetElapsedTime(began));
    }

    private const string Worded = """
        select article_id, n from passages p, to_tsquery('english', 'heating | defective') q where p.words @@ q order by ts_rank(p.words, q) desc limit 20
        """;

    private const string Nearest = "select article_id, n from embeddings order by bit_count(signs # repeat('01', @Dimensions / 2)::varbit) limit 20";

    /// <summary>
    /// Articles of words that have to do with customers, and many that stand for anything else, the more often the lower their number. Embeddings are a thousand, turned round so that no two
    /// are the same. The index comes last: that is quicker, and what is measured is searching.
    /// </summary>
    private const string MadeUp = """
        drop index passages_words;
        create temp table made as
        select n, to_tsvector('english', text) as words, text, numbers, (select string_agg((number >= 0)::int::text, '' order by at) from unnest(numbers) with ordinality as e (number, at)) as signs
        from (
            select n,
                   (select string_agg(case when random() < 0.05 then (array['heating', 'defective', 'boiler', 'invoice', 'delivery', 'parcel', 'order', 'refund', 'warranty', 'return', 'address',
                           'account', 'password', 'repair', 'engineer', 'appointment', 'opening', 'hours', 'holiday', 'payment', 'card', 'discount', 'voucher', 'complaint', 'contract', 'cancel',
                           'meter', 'reading', 'tariff', 'gas'])[1 + floor(random() * 30)::int] else 'part' || floor(5000 * random() ^ 2)::int end, ' ')
                    from generate_series(1, 40) where n > 0) as text,
                   (select array_agg(((random() - 0.5) * 2 / sqrt(@Dimensions / 3.0))::real) from generate_series(1, @Dimensions) where n > 0) as numbers
            from generate_series(1, 1000) n) given;
        create temp table many as
        select gen_random_uuid() as id, nr from generate_series(1, @Articles) nr;
        insert into articles (id, bot_id, title, text, language, source, changed_at) select id, @bot, 'Article ' || nr, 'Made up', 'en', 'typed', now() from many;
        create temp table cut as
        select many.id, k, nr, 1 + (nr * @PassagesEach + k) % 1000 as n, 1 + nr % @Dimensions as turn from many, generate_series(1, @PassagesEach) k;
        insert into passages (article_id, n, heading, text, words)
        select c.id, c.k, 'Part ' || c.k, m.text || ' house ' || c.nr || 'x' || c.k, setweight(to_tsvector('english', 'article part'), 'B') || m.words || to_tsvector('english', 'house ' || c.nr || 'x' || c.k)
        from cut c join made m on m.n = c.n;
        insert into embeddings (article_id, n, space_id, numbers, signs)
        select c.id, c.k, s.id, m.numbers[c.turn:] || m.numbers[:c.turn - 1], (substr(m.signs, c.turn) || substr(m.signs, 1, c.turn - 1))::varbit
        from cut c join made m on m.n = c.n, embedding_spaces s;
        create index passages_words on passages using gin (words);
        drop table made, many, cut;
        analyze passages, embeddings, articles
        """;
}
