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

    [Theory]
    [InlineData("throttled", 429, "rate_limit_exceeded"), InlineData("error", 500, null)]
    public async Task It_fails_as_models_do(string behaves, int status, string? code)
    {
        await Script(new { behaves });
        ((string?)JsonNode.Parse(await Ask(status))!["error"]!["code"]).ShouldBe(code);
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
