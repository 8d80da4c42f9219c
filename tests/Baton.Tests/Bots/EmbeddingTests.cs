using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Knowledge;
using Baton.People;
using Baton.Tests.Channels;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests.Bots;

/// <summary>Articles are found by what they mean, too, where a model makes embeddings; whatever becomes of it, they are found by their words.</summary>
public sealed class EmbeddingTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private const string Small = "sandbox-embedding";
    private const string Large = "sandbox-embedding-large";
    private const string Heating = "If your heating is defective, switch it off and on again.";

    private ModelCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_finds_what_means_the_same_in_other_words_and_nothing_stays_nothing()
    {
        await Write("Heating", Heating);
        await Write("Opening hours", "We are open from Monday to Friday.");
        (await Find("my boiler is broken")).ShouldBeEmpty("by its words it is not there");
        ((string?)(await Standing())["model"]).ShouldBeNull();

        await _cast.Connect(new { embeddingModel = Small });
        var standing = await IsDone();
        ((string?)standing["model"], (int)standing["dimensions"]!, (int)standing["passages"]!, (int)standing["refused"]!).ShouldBe((Small, 512, 2, 0));

        Told(await Find("my boiler is broken")).ShouldBe(["Heating meaning"]);
        Told(await Find("is the heating defective?")).ShouldBe(["Heating both"]);
        foreach (var unknown in new[] { "What is the weather in Paris?", "Who won the match yesterday?", "' or 1=1 --", "\\", "" }) (await Find(unknown)).ShouldBeEmpty(unknown);

        await _cast.Connect();
        (await Find("my boiler is broken")).ShouldBeEmpty("without the model nothing of it is left");
        (await _cast.Hub.Ask<long>("select count(*) from embeddings")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_in_both_lists_comes_first_and_each_bot_finds_its_own_only()
    {
        await _cast.Connect(new { embeddingModel = Small });
        await Write("Boilers", "A broken boiler is repaired by us.");
        await Write("Furnaces", "The furnace is faulty: call us.");
        await IsDone();
        Told(await Find("broken boiler")).ShouldBe(["Boilers both", "Furnaces meaning"]);

        using var made = await _cast.Admin.PostAsJsonAsync("/api/v1/bots", new { name = "Other", kind = "ai" }, Ct);
        var other = (await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.GetValue<Guid>();
        (await _cast.Admin.PostAsJsonAsync(Of("", other), new { title = "Bills", text = "The invoice comes by mail." }, Ct)).EnsureSuccessStatusCode();
        await IsDone(other);
        (await Find("broken boiler", other)).ShouldBeEmpty();
        Told(await Find("the receipt", other)).ShouldBe(["Bills meaning"]);
    }

    [Fact]
    public async Task What_was_changed_is_embedded_anew_and_what_was_before_is_not_found()
    {
        await _cast.Connect(new { embeddingModel = Small });
        var article = await Write("Colours", Heating);
        await IsDone();
        (await Find("broken boiler")).Count.ShouldBe(1);

        (await _cast.Admin.PutAsJsonAsync(Of($"/{article["id"]}"), new { title = "Colours", text = "The invoice comes by mail.", revision = 1 }, Ct)).EnsureSuccessStatusCode();
        await IsDone();
        (await Find("broken boiler")).ShouldBeEmpty();
        Told(await Find("the bill")).ShouldBe(["Colours meaning"]);
    }

    [Fact]
    public async Task Another_model_embeds_all_anew_in_batches_and_two_processes_do_it_once()
    {
        await using var second = await Hub.Start(postgres, connectionString: _cast.Hub.ConnectionString);
        await Write("Many", string.Join("\n\n", Enumerable.Range(1, 80).Select(n => $"# Part {n}\nThe heating of house {n} is defective.")));
        await _cast.Connect(new { embeddingModel = Small });
        ((int)(await IsDone())["embedded"]!).ShouldBe(80);

        await _cast.Script(new { });
        await _cast.Connect(new { embeddingModel = Large });
        var standing = await IsDone();
        ((string?)standing["model"], (int)standing["dimensions"]!).ShouldBe((Large, 1_024));
        var asked = (await Embedded()).Where(question => question!["input"]!.AsArray().Count != Probes.Texts.Count).ToArray();
        asked.Select(question => question!["input"]!.AsArray().Count).ShouldBe([32, 32, 16], "a batch at a time, nothing twice");
        asked.ShouldAllBe(question => (string?)question!["model"] == Large);
        (await Find("broken boiler")).Count.ShouldBe(KnowledgeSearch.FoundMax);
    }

    [Theory]
    [InlineData("throttled", "limit"), InlineData("error", "down"), InlineData("missing", "unknown"), InlineData("nonsense", "nonsense")]
    public async Task While_it_fails_articles_are_found_by_their_words_and_it_is_told_why(string embeds, string code)
    {
        await _cast.Script(new { embeds });
        await _cast.Connect(new { embeddingModel = Small });
        await Write("Heating", Heating);

        var standing = await Eventually.Is(Standing, seen => seen["trouble"] is not null, "the trouble is noted");
        ((int)standing["embedded"]!, standing["againAt"] is not null, standing["nextStep"] is not null).ShouldBe((0, true, true));
        Told(await Find("is the heating defective?")).ShouldBe(["Heating words"]);
        var tried = await _cast.Test();
        ((bool)tried["ok"]!, (string?)tried["code"], tried["answer"] is not null).ShouldBe((false, code, true), tried.ToJsonString());
        var check = (await _cast.Admin.GetFromJsonAsync<JsonNode>("/api/v1/checks", Ct))!["checks"]!.AsArray().Single(line => (string?)line!["name"] == "model")!;
        ((string?)check["state"], ((string)check["sentence"]!).Contains("by their words alone", StringComparison.Ordinal)).ShouldBe(("warning", true));

        await _cast.Script(new { });
        await _cast.Connect(new { embeddingModel = Small });   // saved once more: it is tried at once
        (await IsDone())["trouble"].ShouldBeNull();
    }

    [Fact]
    public async Task A_question_does_not_wait_for_a_model_that_is_away_and_leaves_it_alone_for_a_while()
    {
        await _cast.DisposeAsync();
        var clock = new FakeClock();
        _cast = await ModelCast.Meet(postgres, sandbox, clock);
        await _cast.Connect(new { embeddingModel = Small });
        await Write("Heating", Heating);
        await IsDone();
        await _cast.Script(new { embeds = "silent" });

        var first = Find("is the heating defective?");
        await Eventually.Is(Embedded, asked => asked.Count == 1, "the model is asked");
        clock.Advance(TimeSpan.FromSeconds(2));

        Told(await first).ShouldBe(["Heating words"]);
        Told(await Find("is the heating defective?")).ShouldBe(["Heating words"]);   // at once: time stands still
        (await Embedded()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_passage_that_the_model_refuses_is_left_to_its_words_and_holds_nothing_up()
    {
        await Write("Mixed", "# One\nThe heating is defective.\n\n# Two\nThis is forbidden.\n\n# Three\nThe invoice comes by mail.");
        await _cast.Script(new { embeds = "refuses" });
        await _cast.Connect(new { embeddingModel = Small });

        var standing = await Eventually.Is(Standing, seen => (int)seen["embedded"]! + (int)seen["refused"]! == 3, "all are tried");
        ((int)standing["embedded"]!, (int)standing["refused"]!, standing["trouble"]).ShouldBe((2, 1, null));
        (await Find("broken boiler")).Count.ShouldBe(1);
        Told(await Find("what is forbidden")).ShouldBe(["Mixed words"]);
    }

    [Fact]
    public async Task What_it_reads_counts_in_the_days_budget_and_when_that_is_used_up_words_find_and_the_log_says_so()
    {
        await _cast.DisposeAsync();
        _cast = await ModelCast.Meet(postgres, sandbox, new FakeClock());   // it stays one day
        await _cast.Connect(new { embeddingModel = Small });
        await Write("Heating", Heating);
        await IsDone();
        var passages = await Used();
        passages.ShouldBeGreaterThan(Probes.Texts.Count);
        Told(await Find("my boiler is broken")).ShouldBe(["Heating meaning"]);
        var asked = await Used();
        asked.ShouldBeGreaterThan(passages);
        (await _cast.Hub.Ask<long>("select sum(tokens)::bigint from ai_days where bot_id = @Bot and model = @Small", new { DemoPeople.Bot, Small })).ShouldBeInRange(1, asked - 1, "the bot's own, without the model's trial");

        await _cast.Connect(new { embeddingModel = Small, tokensPerDayMax = asked });
        await _cast.Script(new { });
        (await Find("my boiler is broken")).ShouldBeEmpty();
        Told(await Find("is the heating defective?")).ShouldBe(["Heating words"]);
        await Write("Bills", "The invoice comes by mail.");
        var waiting = await Eventually.Is(Standing, seen => seen["trouble"] is not null, "passages wait for tomorrow");
        ((int)waiting["embedded"]!, ((string)waiting["trouble"]!).Contains("today", StringComparison.Ordinal)).ShouldBe((1, true));
        waiting["againAt"]!.GetValue<DateTimeOffset>().UtcDateTime.TimeOfDay.ShouldBe(TimeSpan.Zero);
        ((await Embedded()).Count, await Used()).ShouldBe((0, asked), "nothing is read that nobody wants to pay for");
        var log = (await _cast.Admin.GetFromJsonAsync<JsonArray>("/api/v1/activity?tool=knowledge_search", Ct))!;
        log.Select(run => $"{run!["who"]!["kind"]} {run["outcome"]} {run["error"]!["code"]}").ShouldBe(["bot error budget_used"], "once a day");

        await _cast.Connect(new { embeddingModel = Small });
        await IsDone();
        Told(await Find("my boiler is broken")).ShouldBe(["Heating meaning"]);
    }

    [Fact]
    public async Task What_it_reads_for_a_visitor_counts_for_their_conversation()
    {
        await _cast.Connect(new { embeddingModel = Small });
        await Write("Heating", Heating);
        await IsDone();
        var visitor = await _cast.Meets();

        await visitor.Say("my boiler is broken");
        await visitor.Heard(2);

        (await _cast.Hub.Ask<long>("select tokens from ai_usage where conversation_id = @ConversationId and bot_id = @Bot", new { visitor.ConversationId, DemoPeople.Bot })).ShouldBeInRange(3, 30);
    }

    [Fact]
    public async Task The_test_of_the_setting_tells_how_many_numbers_an_embedding_has_and_what_is_wrong_with_its_name()
    {
        var tried = await _cast.Test(_cast.Form(beyond: new { embeddingModel = Large }));
        ((bool)tried["ok"]!, (int)tried["dimensions"]!, (string?)tried["sentence"]).ShouldBe((true, 1_024, $"sandbox-small answers. {Large} makes embeddings of 1,024 numbers."));

        var wrong = await _cast.Test(_cast.Form(beyond: new { embeddingModel = "sandbox-small" }));
        ((bool)wrong["ok"]!, (string?)wrong["code"], (string?)wrong["field"]).ShouldBe((false, "unknown", "embeddingModel"));
        using var tooLong = await _cast.Put(_cast.Form(beyond: new { embeddingModel = new string('x', 201) }));
        (await tooLong.Code()).ShouldBe("invalid_embedding_model");
    }

    [Fact]
    public async Task An_endpoint_that_gives_anything_is_not_believed()
    {
        await using var odd = await Service.Start(http => http.Response.WriteAsJsonAsync(http.Request.Path.Value switch
        {
            "/same/embeddings" => Answer(_ => [1, 1, 1, 1, 1, 1, 1, 1]),
            "/zero/embeddings" => Answer(_ => new float[8]),
            "/ragged/embeddings" => Answer(n => new float[8 + n].Select(_ => 1f).ToArray()),
            _ => new { id = "1", created = 0, model = "odd", @object = "chat.completion", choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = "Hello" } } } },
        }));
        foreach (var (path, code) in new[] { ("same", "useless"), ("zero", "nonsense"), ("ragged", "nonsense") })
        {
            var tried = await _cast.Test(_cast.Form(baseUrl: $"{odd.Address}{path}", beyond: new { embeddingModel = "odd" }));
            ((bool)tried["ok"]!, (string?)tried["code"], (string?)tried["field"]).ShouldBe((false, code, "embeddingModel"), path);
        }

        static object Answer(Func<int, float[]> one) => new { data = Probes.Texts.Select((_, index) => new { index, embedding = one(index) }) };
    }

    [Fact]
    public void The_bar_is_half_way_between_what_belongs_together_and_what_does_not()
    {
        // Question and answer n are alike by 0.9 (0.81 + 0.1 * 0.9), with another's by 0.1 * 0.9 alone.
        var embeddings = Enumerable.Range(0, Probes.Texts.Count).Select(n => Enumerable.Range(0, 6).Select(i => i == n / 2 ? 0.9f : i == 5 ? 0.3f : 0).ToArray()).ToArray();
        Probes.Bar(embeddings).ShouldBe((0.9f + 0.09f) / 2, 0.001f);
    }

    public async ValueTask InitializeAsync() => _cast = await ModelCast.Meet(postgres, sandbox);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private static string[] Told(JsonArray found) => [.. found.Select(one => $"{one!["title"]} {one["foundBy"]}")];

    private static Uri Of(string path, Guid? bot = null) => new($"/api/v1/bots/{bot ?? DemoPeople.Bot}/articles{path}", UriKind.Relative);

    private Task<JsonNode> Standing() => Standing(DemoPeople.Bot);

    private async Task<JsonNode> Standing(Guid bot) => (await _cast.Admin.GetFromJsonAsync<JsonNode>(Of("/embedding", bot), Ct))!;

    private Task<JsonNode> IsDone(Guid? bot = null) => Eventually.Is(() => Standing(bot ?? DemoPeople.Bot), seen => seen["dimensions"] is not null && (int)seen["embedded"]! == (int)seen["passages"]!, "all is embedded");

    private async Task<JsonArray> Embedded()
    {
        using var client = new HttpClient();
        return (await client.GetFromJsonAsync<JsonNode>($"{_cast.BaseUrl.Replace("/openai/v1", "", StringComparison.Ordinal)}/sandbox/model", Ct))!["embedded"]!.AsArray();
    }

    /// <summary>Tokens of today.</summary>
    private async Task<long> Used() => (long)(await _cast.Admin.GetFromJsonAsync<JsonNode>("/api/v1/models", Ct))!["tokensToday"]!;

    private async Task<JsonArray> Find(string question, Guid? bot = null) => (await _cast.Admin.GetFromJsonAsync<JsonArray>(Of($"/search?q={Uri.EscapeDataString(question)}", bot), Ct))!;

    private async Task<JsonNode> Write(string title, string text)
    {
        using var made = await _cast.Admin.PostAsJsonAsync(Of(""), new { title, text }, Ct);
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!;
    }
}
