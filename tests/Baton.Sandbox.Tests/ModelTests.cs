using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Baton.Sandbox.Tests;

/// <summary>The scripted model, as clients of OpenAI's endpoint meet it.</summary>
public sealed class ModelTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private readonly HttpClient _client = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_its_script_says_whole_or_streamed()
    {
        await Script(new { says = "Hello, you two" });
        var whole = JsonNode.Parse(await Ask(200))!;
        ((string?)whole["choices"]![0]!["message"]!["content"], (string?)whole["choices"]![0]!["finish_reason"]).ShouldBe(("Hello, you two", "stop"));

        var pieces = (await Ask(200, stream: true)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        pieces[^1].ShouldBe("data: [DONE]");
        string.Concat(pieces[..^1].Select(piece => (string?)JsonNode.Parse(piece["data: ".Length..])!["choices"]![0]!["delta"]!["content"])).ShouldBe("Hello, you two");

        var asked = (await _client.GetFromJsonAsync<JsonNode>($"{sandbox.Url}/sandbox/model", Ct))!["asked"]!.AsArray();
        asked.Select(question => (string?)question!["messages"]![0]!["content"]).ShouldBe(["Hello", "Hello"]);
    }

    [Fact]
    public async Task It_asks_for_tools_and_takes_the_turn_of_its_script_that_fits_what_was_said_last()
    {
        await Script(new
        {
            turns = new object[]
            {
                new { after = "get_case", says = "It is open." },
                new { whenContains = "case", times = 1, says = "Let me look.", calls = new object[] { new { name = "get_case", arguments = new { number = "CAS-1" } }, new { name = "other", arguments = "no json" } } },
                new { says = "Anything else?" },
            },
        });
        var message = JsonNode.Parse(await Talk(new { role = "user", content = "Where is my case?" }))!["choices"]![0]!;
        ((string?)message["finish_reason"], (string?)message["message"]!["content"]).ShouldBe(("tool_calls", "Let me look."));
        var calls = message["message"]!["tool_calls"]!.AsArray();
        calls.Select(call => (string?)call!["function"]!["arguments"]).ShouldBe(["""{"number":"CAS-1"}""", "no json"]);

        var asked = new { role = "assistant", tool_calls = calls };
        var (first, second) = (new { role = "tool", tool_call_id = (string?)calls[0]!["id"], content = "{}" }, new { role = "tool", tool_call_id = (string?)calls[1]!["id"], content = "{}" });
        (await Talk(new { role = "user", content = "case" }, asked, second, first)).ShouldContain("It is open.");
        (await Talk(new { role = "user", content = "Where is my case?" })).ShouldContain("Anything else?", Case.Sensitive, "a turn that is taken once is over");
        await Send(400, new { model = "sandbox-small", messages = (object[])[new { role = "user", content = "x" }, first] });
        await Send(400, new { model = "sandbox-small", messages = (object[])[new { role = "user", content = "x" }, asked, first] });
    }

    [Fact]
    public async Task It_streams_tools_in_pieces_and_counts_what_was_used()
    {
        await Script(new { turns = new[] { new { calls = new[] { new { name = "get_case", arguments = new { number = "CAS-01500-A1B2C3", because = "the visitor asked" } } } } } });
        var text = await Send(200, new { model = "sandbox-small", stream = true, stream_options = new { include_usage = true }, messages = (object[])[new { role = "user", content = "Hello" }] });
        var pieces = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1].Select(piece => JsonNode.Parse(piece["data: ".Length..])!).ToArray();
        var calls = pieces.SelectMany(piece => piece["choices"]!.AsArray()).SelectMany(choice => choice!["delta"]!["tool_calls"]?.AsArray() ?? []).ToArray();
        calls.Length.ShouldBeGreaterThan(2);
        JsonNode.Parse(string.Concat(calls.Select(call => (string?)call!["function"]!["arguments"])))!["number"]!.GetValue<string>().ShouldBe("CAS-01500-A1B2C3");
        ((int)pieces[^1]["usage"]!["total_tokens"]!).ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("Hi", "stand-in"), InlineData("I am pat@new.example", "get_contact_by_email"), InlineData("new case: it leaks", "What is your e-mail"), InlineData("It is 123456", "check_verification_code")]
    public async Task Without_a_script_and_with_tools_it_follows_rules_of_its_own(string says, string does)
    {
        var tools = new[] { "get_contact_by_email", "check_verification_code", "create_case" }.Select(name => new { type = "function", function = new { name } });
        (await Send(200, new { model = "sandbox-small", tools, messages = (object[])[new { role = "user", content = says }] })).ShouldContain(does);
    }

    [Theory]
    [InlineData("throttled", 429, "rate_limit_exceeded"), InlineData("error", 500, null)]
    public async Task It_fails_as_models_do(string behaves, int status, string? code)
    {
        await Script(new { behaves });
        ((string?)JsonNode.Parse(await Ask(status))!["error"]!["code"]).ShouldBe(code);
    }

    [Fact]
    public async Task One_that_waits_answers_when_it_is_told_to_go_on()
    {
        await Script(new { behaves = "waits", says = "At last." });
        var asking = Ask(200);
        asking.IsCompleted.ShouldBeFalse();

        using (var told = await _client.PostAsync($"{sandbox.Url}/sandbox/model/go", null, Ct)) ((int)told.StatusCode).ShouldBe(204);

        (await asking).ShouldContain("At last.");
    }

    [Fact]
    public async Task It_wants_its_key_its_name_and_a_question()
    {
        ((string?)JsonNode.Parse(await Ask(404, model: "gpt-x"))!["error"]!["code"]).ShouldBe("model_not_found");
        await Send(400, new { model = "sandbox-small" });
        await Send(400, "[]");
        _client.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        ((string?)JsonNode.Parse(await Ask(401))!["error"]!["code"]).ShouldBe("invalid_api_key");
        using var listed = await _client.GetAsync($"{sandbox.Url}/openai/v1/models", Ct);
        ((int)listed.StatusCode).ShouldBe(401);
    }

    [Theory]
    [InlineData("""{"behaves":"badly"}"""), InlineData("""{"says":5}"""), InlineData("""{"slowMilliseconds":-1}"""), InlineData("""{"mood":"good"}"""), InlineData("[]")]
    public async Task A_script_that_makes_no_sense_is_refused(string script)
    {
        using var answer = await sandbox.Send("POST", $"{sandbox.Url}/sandbox/model", script);
        ((int)answer.StatusCode).ShouldBe(400);
    }

    public ValueTask InitializeAsync()
    {
        _client.DefaultRequestHeaders.Authorization = new("Bearer", "sandbox-model-key");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Script(new { });
        _client.Dispose();
    }

    private async Task Script(object script) => (await _client.PostAsJsonAsync($"{sandbox.Url}/sandbox/model", script, Ct)).EnsureSuccessStatusCode();

    private Task<string> Talk(params object[] messages) => Send(200, new { model = "sandbox-small", messages });

    private Task<string> Ask(int status, string model = "sandbox-small", bool stream = false) =>
        Send(status, new { model, stream, messages = (object[])[new { role = "user", content = "Hello" }] });

    private async Task<string> Send(int status, object question)
    {
        using var answer = await _client.PostAsJsonAsync($"{sandbox.Url}/openai/v1/chat/completions", question, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        ((int)answer.StatusCode).ShouldBe(status, text);
        return text;
    }
}
