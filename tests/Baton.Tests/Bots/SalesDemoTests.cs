using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Channels;
using Baton.People;
using Baton.Tests.House;

namespace Baton.Tests.Bots;

/// <summary>The demo's sales: an AI bot with its articles at a door of its own, that needs no model.</summary>
public sealed class SalesDemoTests(TestPostgres postgres)
{
    private static readonly IReadOnlyDictionary<string, string?> Whole = new Dictionary<string, string?> { ["BATON_DEMO"] = "true" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sales_assistant_answers_from_its_articles_and_leaves_the_rest_to_people()
    {
        await using var hub = await Hub.Start(postgres, settings: Whole);
        var page = await hub.Http.GetStringAsync(new Uri("/?sales", UriKind.Relative), Ct);
        page.ShouldContain($"data-channel=\"{DemoChannel.Sales}\"");
        (await hub.Http.GetStringAsync(new Uri("/", UriKind.Relative), Ct)).ShouldContain("data-channel=\"default\"");

        using var admin = await hub.SignIn("admin");
        var channel = (await admin.GetFromJsonAsync<JsonNode>($"/api/v1/channels/{DemoChannel.Sales}", Ct))!;
        var visitor = await Visitor.Begin(hub, secret: (string)channel["secret"]!);
        await visitor.HeardThat("I'm Contoso Coffee's sales assistant");
        foreach (var (question, part, title) in new[]
        {
            ("How long is the warranty?", "two years", "Warranty and service contracts"), ("What does a barista training cost?", "690", "Barista training"),
            ("How many cups a day does the Café Petit make?", "25 cups a day", "Our coffee machines"), ("Which machine is right for 30 people?", "two cups for each", "Our coffee machines"),
            ("How often do I have to descale?", "every two months", "Cleaning, descaling and water filters"), ("Do you have a subscription for beans?", "10 % below", "Beans and monthly deliveries"),
            ("How long does delivery take?", "next working day", "Delivery and installation"), ("Can I lease a machine?", "36 months", "Prices, offers and payment"),
        })
        {
            await visitor.Say(question);
            (await visitor.HeardThat(part)).ShouldEndWith($"({title})", Case.Sensitive, question);
        }
        await visitor.Say("I want a refund");
        await visitor.HeardThat("I'm bringing in a colleague");
    }

    [Fact]
    public async Task It_is_published_with_articles_and_may_be_changed_like_any_other()
    {
        await using var hub = await Hub.Start(postgres, settings: Whole);
        using var admin = await hub.SignIn("admin");
        var now = (await admin.GetFromJsonAsync<JsonNode>($"/api/v1/bots/{DemoPeople.SalesBot}/ai", Ct))!;
        ((int)now["liveVersion"]!, (string?)now["live"]!["template"], (bool)now["isChanged"]!).ShouldBe((1, "salesAssistant", false));
        var articles = (await admin.GetFromJsonAsync<JsonArray>($"/api/v1/bots/{DemoPeople.SalesBot}/articles", Ct))!;
        articles.Count.ShouldBe(8);
        articles.ShouldAllBe(article => article!["changedBy"] == null && (string?)article["source"] == "markdown");
    }
}
