using Baton.People;
using Baton.Tests.Bots;
using Baton.Tests.Channels;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Reports;

/// <summary>What AI bots use, as supervisors read it.</summary>
public sealed class InsightTokenTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>
{
    [Fact]
    public async Task Tokens_are_told_by_day_and_model_beside_the_budgets_and_by_conversation()
    {
        await using var cast = await AiCast.Meet(postgres, sandbox, AiCast.Service with { TokensPerConversationMax = 40_000, TokensPerDayMax = 500_000 });
        await cast.Turns(new { says = "Tell me more." });
        var visitor = await cast.Meets();
        await visitor.Say("My machine leaks");
        await visitor.HeardThat("Tell me more.");
        await cast.Connect(new { model = "sandbox-spare" });
        await cast.Turns(new { says = "I see." });
        await visitor.Say("Since Monday");
        await visitor.HeardThat("I see.");
        await (await cast.Meets()).Heard(1);
        using var sam = await cast.Hub.SignIn("sam");

        var tokens = (await sam.Json($"/api/v1/bots/{DemoPeople.Bot}/insights")).GetProperty("tokens");

        var used = await cast.Hub.Ask<int>("select tokens::int from ai_usage where conversation_id = @ConversationId", new { visitor.ConversationId });
        used.ShouldBeGreaterThan(200);
        tokens.GetProperty("tokens").GetInt32().ShouldBe(used);
        tokens.GetProperty("conversationAverage").GetDouble().ShouldBe(used, "of those that used any");
        (tokens.GetProperty("conversationMax").GetInt32(), tokens.GetProperty("dayMax").GetInt32()).ShouldBe((40_000, 500_000));
        tokens.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()).Order().ShouldBe(["sandbox-small", "sandbox-spare"]);
        var days = tokens.GetProperty("days").EnumerateArray().ToArray();
        (days.Length, days.Sum(day => day.GetProperty("tokens").GetInt32()), days.Sum(day => day.GetProperty("calls").GetInt32())).ShouldBe((8, used, 2));
        var rows = (await sam.Json($"/api/v1/bots/{DemoPeople.Bot}/insights/conversations")).EnumerateArray().ToArray();
        rows.Single(row => row.GetProperty("conversationId").GetGuid() == visitor.ConversationId).GetProperty("tokens").GetInt32().ShouldBe(used);
        rows.Count(row => row.TryGetProperty("tokens", out var none) && none.ValueKind == System.Text.Json.JsonValueKind.Number).ShouldBe(1);
    }
}
