using System.Diagnostics;
using System.Text.Json;
using Baton.Tests.House;

namespace Baton.Tests.Tools;

/// <summary>./baton mcp when things are not as they should be: its output holds messages and nothing else.</summary>
public sealed class McpBridgeTests(TestPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_key_or_with_a_wrong_address_it_says_so_and_ends()
    {
        var (code, said, complained) = await Run("http://127.0.0.1:1", null);
        (code, said).ShouldBe((1, ""));
        complained.ShouldContain("BATON_KEY is not set");

        (code, said, complained) = await Run("not an address", "baton_x");
        (code, said).ShouldBe((1, ""));
        complained.ShouldContain("BATON_URL is 'not an address'");
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_answer_to_each_question_and_to_no_notification()
    {
        var (code, said, complained) = await Run($"http://127.0.0.1:{ServerProcess.FreePort()}", "baton_x",
            """{"jsonrpc":"2.0","id":"a","method":"ping"}""", """{"jsonrpc":"2.0","method":"notifications/initialized"}""", "nonsense");
        (code, complained).ShouldBe((0, ""));
        var answers = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        answers.Length.ShouldBe(2);
        answers.Single(answer => answer.GetProperty("id").ValueKind == JsonValueKind.String).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("does not answer");
        answers.Single(answer => answer.GetProperty("id").ValueKind == JsonValueKind.Null).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32700);
    }

    [Fact]
    public async Task What_is_called_off_is_not_answered_and_the_rest_is_before_it_ends()
    {
        await using var cast = await McpCast.Start(postgres);
        var (code, said, complained) = await Run(cast.Hub.Address.ToString(), (await cast.MakeKey("a program")).Key,
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wait_a_while","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"wait_a_while","arguments":{}}}""",
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""");
        (code, complained).ShouldBe((0, ""));
        JsonDocument.Parse(said.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()).RootElement.GetProperty("id").GetInt32().ShouldBe(2);
    }

    private static async Task<(int Code, string Said, string Complained)> Run(string url, string? key, params string[] lines)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Server).Assembly.Location, "mcp"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BATON_URL"] = url;
        if (key is null) start.Environment.Remove("BATON_KEY");
        else start.Environment["BATON_KEY"] = key;
        using var bridge = Process.Start(start)!;
        var (said, complained) = (bridge.StandardOutput.ReadToEndAsync(Ct), bridge.StandardError.ReadToEndAsync(Ct));
        if (key is not null)
            foreach (var line in lines) await bridge.StandardInput.WriteLineAsync(line);
        bridge.StandardInput.Close();
        await bridge.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);
        return (bridge.ExitCode, await said, await complained);
    }
}
