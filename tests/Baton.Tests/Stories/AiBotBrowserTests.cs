using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>An administrator makes an AI bot in a real browser, without a model: step by step, tried, published, with an article and a golden chat.</summary>
public sealed class AiBotBrowserTests(TestPostgres postgres)
{
    [Fact]
    public async Task An_AI_bot_is_made_step_by_step_tried_and_published()
    {
        await using var hub = await Hub.Start(postgres);
        await using var tenant = await Tenant.Beside(hub, postgres);

        var saw = await BrowserTests.Tell("ai.cjs", hub);

        saw.GetProperty("wrong").EnumerateArray().Select(line => line.GetString()).ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("withoutCompany").GetBoolean().ShouldBeTrue("what is missing is said");
        saw.GetProperty("greeting").GetString().ShouldBe("Hello, I'm the assistant of Contoso Coffee's customer service. What can I help you with?");
        var prompt = saw.GetProperty("prompt").GetString()!;
        prompt.ShouldContain("dynamics365_create_case");
        prompt.ShouldNotContain("dynamics365_update_case", Case.Sensitive, "a tool that was left out takes its step with it");
        saw.GetProperty("wordsAreKept").GetString().ShouldBe("recall, injury", "going back loses nothing");
    }
}
