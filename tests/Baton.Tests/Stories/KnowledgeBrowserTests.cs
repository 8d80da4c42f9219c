using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.Bots;
using Baton.Tests.Crm;
using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>An administrator names an embedding model in a real browser, sees an article found by what it means, and tests a bot with a model of its own.</summary>
public sealed class KnowledgeBrowserTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Articles_are_found_by_what_they_mean_and_a_bot_is_tested_on_a_model_of_its_own()
    {
        await using var cast = await ModelCast.Meet(postgres, sandbox);
        using var made = await cast.Admin.PostAsJsonAsync("/api/v1/bots", new { name = "Kettles", kind = "ai" }, Ct);
        var bot = (await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"];
        (await cast.Admin.PostAsJsonAsync($"/api/v1/bots/{bot}/articles", new { title = "Heating", text = "If your heating is defective, switch it off and on again." }, Ct)).EnsureSuccessStatusCode();

        var saw = await BrowserTests.Tell("knowledge.cjs", cast.Hub, ("BATON_MODEL", cast.BaseUrl));

        saw.GetProperty("wrong").EnumerateArray().Select(line => line.GetString()).ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("refused").GetString().ShouldBe("true");
        var sent = saw.GetProperty("sent").GetString()!;
        sent.ShouldContain("sandbox-spare");
        sent.ShouldNotContain(ModelCast.Key);
    }
}
