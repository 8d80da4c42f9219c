using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>What authors ask of topics that nobody has published: check, test chat, test chats in files, formulas.</summary>
public sealed class AuthoringTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Order = """
        kind: AdaptiveDialog
        beginDialog:
          kind: OnRecognizedIntent
          id: main
          intent:
            displayName: Order status
            triggerQueries:
              - Where is my order
          actions:
            - kind: Question
              id: ask
              variable: init:Topic.Number
              prompt: What is the number?
              entity: StringPrebuiltEntity
            - kind: InvokeConnectorAction
              id: look
              connectionReference: baton_dynamics
              operationId: get_order
              input:
                binding:
                  number: =Topic.Number
              output:
                kind: SingleVariableOutputBinding
                variable: Topic.Found
            - kind: SendActivity
              id: tell
              activity: It is {Topic.Found.state}.
        """;

    private static readonly object[] Files = [new { path = "topics/Order.mcs.yml", text = Order }, .. BotAuthor.Says("what?")];

    private Hub _hub = null!;
    private BotAuthor _author = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_chat_goes_turn_by_turn_asks_for_what_a_tool_would_answer_and_keeps_nothing()
    {
        var greets = await Turn(new { files = Files });
        Words(greets).ShouldBe(["Hello, I say what?"]);

        var asks = await Turn(new { files = Files, state = State(greets), say = new { text = "where is my order" } });
        Words(asks).ShouldBe(["What is the number?"]);
        ((string)asks["outcome"]!["kind"]!).ShouldBe("waiting");
        var meant = asks["recognised"]!.AsArray()[0]!;
        ((string)meant["path"]!, (string)meant["phrase"]!).ShouldBe(("topics/Order.mcs.yml", "Where is my order"));
        asks["trace"]!.AsArray().Select(step => (string)step!["node"]!).ShouldContain("ask");

        var looks = await Turn(new { files = Files, state = State(asks), say = new { text = "SO-7" } });
        ((string)looks["outcome"]!["kind"]!, (string)looks["outcome"]!["name"]!, (string)looks["outcome"]!["input"]!["number"]!).ShouldBe(("tool", "get_order", "SO-7"));
        looks["variables"]!.AsArray().ShouldContain(variable => (string)variable!["name"]! == "Number" && (string)variable["value"]! == "\"SO-7\"");
        (await Evaluate(new { formula = "Upper(Topic.Number) & \"!\"", files = Files, state = State(looks) }))["result"]!.ToString().ShouldBe("\"SO-7!\"");

        var tells = await Turn(new { files = Files, state = State(looks), say = new { tool = new { output = new { state = "on its way" } } } });
        Words(tells).ShouldBe(["It is on its way."]);

        var fails = await Turn(new { files = Files, state = State(looks), say = new { tool = new { error = new { code = "not_found", message = "There is none." } } } });
        ((string)fails["outcome"]!["kind"]!).ShouldBeOneOf("waiting", "failed");
        (await _hub.Read<long>("select count(*) from tool_runs")).ShouldBe([0]);
        (await _hub.Read<long>("select count(*) from conversations")).ShouldBe([0]);
    }

    [Fact]
    public async Task A_check_tells_problems_maps_and_what_the_test_chats_came_to()
    {
        object chat = new { path = "order.chat.yml", text = "name: Order\ntools:\n  get_order: { output: { state: lost } }\nturns:\n  - say: where is my order\n    expect: number\n  - say: SO-7\n    expect: It is found\n" };

        var report = await Posted("/api/v1/topics/check", new { files = (object[])[.. Files, chat] });

        report["problems"]!.AsArray().ShouldBeEmpty();
        var topic = report["topics"]!.AsArray().First(one => (string)one!["path"]! == "topics/Order.mcs.yml")!;
        ((string)topic["trigger"]!, (string)topic["name"]!).ShouldBe(("OnRecognizedIntent", "Order status"));
        topic["nodes"]!.AsArray().Select(node => (string)node!["id"]!).ShouldBe(["main", "ask", "look", "tell"]);
        topic["edges"]!.AsArray().ShouldContain(edge => (string)edge!["from"]! == "ask" && (string)edge["to"]! == "look");
        var result = report["results"]!.AsArray()[0]!;
        ((string)result["path"]!, (string)result["name"]!, (bool)result["passed"]!).ShouldBe(("order.chat.yml", "Order", false));
        result["turns"]!.AsArray().Select(turn => (bool)turn!["passed"]!).ShouldBe([true, false]);
        ((string)result["turns"]![1]!["got"]![0]!).ShouldBe("It is lost.");
        (await Posted("/api/v1/topics/chats", new { files = (object[])[.. Files, chat] })).ToJsonString().ShouldBe(report["results"]!.ToJsonString());

        var broken = await Posted("/api/v1/topics/check", new { files = BotAuthor.Broken });
        var problem = broken["problems"]!.AsArray().First()!;
        ((string)problem["path"]!, (int)problem["line"]!, (bool)problem["isWarning"]!).ShouldBe(("topics/Broken.mcs.yml", 3, false));
    }

    [Fact]
    public async Task A_formula_that_is_wrong_says_where_and_what_was_meant()
    {
        (await Evaluate(new { formula = "1 + 1" })).ToJsonString().ShouldBe("""{"result":"2","type":"Number"}""");
        var wrong = await Evaluate(new { formula = "Uper(\"a\")" });
        ((string)wrong["error"]!).ShouldContain("Uper");
        ((int)wrong["start"]!, (int)wrong["length"]!).ShouldBe((0, 4));
        wrong["result"].ShouldBeNull();
    }

    [Fact]
    public async Task What_cannot_be_tried_is_refused_with_words()
    {
        await Refuses("/api/v1/topics/test", new { files = BotAuthor.Broken }, "invalid_topics");
        await Refuses("/api/v1/topics/test", new { files = Files, say = new { } }, "invalid_say");
        await Refuses("/api/v1/topics/test", new { files = Files, state = "no base64!" }, "invalid_state");
        await Refuses("/api/v1/topics/test", new { files = Files, say = new { http = new { status = 12345 } } }, "invalid_say");
        await Refuses("/api/v1/topics/check", new { files = Array.Empty<object>() }, "invalid_topics");
        await Refuses("/api/v1/topics/formula", new { }, "invalid_formula");
        await Refuses("/api/v1/topics/formula", new { formula = new string('1', 30_000) }, "too_long");
    }

    [Fact]
    public async Task Supervisors_may_try_agents_may_not()
    {
        using var sam = await BotAuthor.SignIn(_hub, "sam");
        using var alex = await BotAuthor.SignIn(_hub, "alex");
        foreach (var path in new[] { "check", "test", "chats" })
        {
            (await sam.Post($"/api/v1/topics/{path}", new { files = Files })).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await alex.Post($"/api/v1/topics/{path}", new { files = Files })).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
        (await sam.Get("/api/v1/topics/language")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await alex.Get("/api/v1/topics/language")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.Get("/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.Send("/import", new StringContent(Order))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task One_yaml_file_is_taken_in_as_it_is_and_what_is_no_file_is_told()
    {
        using var taken = await _author.Send("/import?path=topics/Order.mcs.yml", new StringContent(Order, Encoding.UTF8, "text/yaml"));
        var file = (await Json(taken))["files"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)file["path"]!, (string)file["text"]!).ShouldBe(("topics/Order.mcs.yml", Order));

        foreach (var bytes in new byte[][] { [0xc3, 0x28], "PK no zip"u8.ToArray() })
        {
            using var told = await _author.Send("/import", new ByteArrayContent(bytes));
            var found = await Json(told);
            found["files"]!.AsArray().ShouldBeEmpty();
            found["problems"]!.AsArray().ShouldNotBeEmpty();
        }
        using var empty = await _author.Send("/import", new ByteArrayContent([]));
        (empty.StatusCode, await empty.Code()).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_file"));
    }

    [Fact]
    public async Task What_was_taken_out_as_a_zip_comes_in_as_it_was()
    {
        await _author.Publish(Files);
        await _author.KeepDraft(0, BotAuthor.Says("plums"));

        foreach (var (address, files) in new[] { ("/export", await _author.Read("")), ("/export?draft=true", (await _author.Read("/draft"))["files"]!) })
        {
            using var zip = await _author.Get(address);
            zip.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
            zip.Content.Headers.ContentDisposition!.FileName.ShouldBe("Contoso-assistant.zip");
            using var back = await _author.Send("/import", new ByteArrayContent(await zip.Content.ReadAsByteArrayAsync(Ct)));
            var found = await Json(back);
            found["problems"]!.AsArray().ShouldBeEmpty();
            found["files"]!.ToJsonString().ShouldBe(files.ToJsonString());
        }
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _author = await BotAuthor.SignIn(_hub);
    }

    public ValueTask DisposeAsync()
    {
        _author.Dispose();
        return _hub.DisposeAsync();
    }

    private Task<JsonNode> Turn(object turn) => Posted("/api/v1/topics/test", turn);

    private Task<JsonNode> Evaluate(object formula) => Posted("/api/v1/topics/formula", formula);

    private static string State(JsonNode turn) => (string)turn["state"]!;

    private static string[] Words(JsonNode turn) => [.. turn["says"]!.AsArray().Select(say => (string)say!["text"]!)];

    private async Task Refuses(string path, object body, string code)
    {
        using var answer = await _author.Post(path, body);
        ((int)answer.StatusCode).ShouldBeOneOf(413, 422);
        (await answer.Code()).ShouldBe(code, path);
    }

    private async Task<JsonNode> Posted(string path, object body)
    {
        using var answer = await _author.Post(path, body);
        return await Json(answer);
    }

    private static async Task<JsonNode> Json(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonNode.Parse(body)!;
    }
}
