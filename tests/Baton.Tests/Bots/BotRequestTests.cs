using Baton.Bots.Authoring;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>What topics ask of services elsewhere is asked, where it may be; a service that is away, slow or inside is the topic's own to handle.</summary>
public sealed class BotRequestTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private Service _service = null!;
    private RequestDelegate _answer = http => http.Response.WriteAsJsonAsync(new { state = "shipped" });

    [Fact]
    public async Task A_topic_asks_a_service_and_tells_what_it_answered()
    {
        await Publish($"{_service.Address}orders");
        var visitor = await Meets();

        await visitor.Say("SO-7\r\nX-Admin: yes");

        await visitor.HeardThat("It is shipped.");
        var asked = _service.Asked.ShouldHaveSingleItem();
        asked.What.ShouldBe("POST /orders");
        asked.Body.ShouldBe("""{"n":5}""");
        asked.Headers["Content-Type"].ShouldBe("application/json");
        asked.Headers["X-Shop"].ShouldBe("contoso");
        asked.Headers["Idempotency-Key"].ShouldEndWith(":0");
        asked.Headers.Keys.ShouldNotContain("X-Said", "it held a line end, from the visitor's words");
        asked.Headers.Keys.ShouldNotContain("X-Admin");
        asked.Headers["Host"].ShouldBe(_service.Address.Authority);
    }

    [Fact]
    public async Task A_status_that_is_no_success_reaches_the_topic_with_its_body()
    {
        _answer = http =>
        {
            http.Response.StatusCode = 404;
            return http.Response.WriteAsJsonAsync(new { why = "sold out" });
        };
        await Publish($"{_service.Address}orders");
        var visitor = await Meets();

        await visitor.Say("SO-7");

        await visitor.HeardThat("No luck: 404 sold out.");
    }

    [Fact]
    public async Task Inside_addresses_and_silent_services_are_status_zero_and_the_bot_goes_on()
    {
        using var stuck = new CancellationTokenSource();
        _answer = http => Task.Delay(Timeout.Infinite, stuck.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await Publish($"{_service.Address}orders", timeout: 50);
        var waits = await Meets();
        await waits.Say("SO-7");
        await waits.HeardThat("No luck: 0");
        await stuck.CancelAsync();

        foreach (var inside in new[] { $"http://localhost:{_service.Address.Port}/orders", "https://169.254.169.254/metadata", "nonsense" })
        {
            await Publish(inside);
            var visitor = await Meets();
            await visitor.Say("SO-7");
            await visitor.HeardThat("No luck: 0");
        }
        _service.Asked.Count.ShouldBeLessThanOrEqualTo(1, "only the silent one may have got so far");
    }

    public async ValueTask InitializeAsync()
    {
        _service = await Service.Start(http => _answer(http));
        _hub = await Hub.Start(postgres, change: services => services.AddSingleton(new OutsideSettings { Hosts = [(_service.Address.Host, _service.Address.Port)] }));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _service.DisposeAsync();
    }

    private Task<int> Publish(string url, int timeout = 30_000) => _hub.InWork(work => work.Publish(DemoPeople.Bot,
    [
        new TopicFile("Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "Which order?")),
        new TopicFile("Anything.mcs.yml", $$"""
            kind: AdaptiveDialog
            beginDialog:
              kind: OnUnknownIntent
              id: main
              actions:
                - kind: HttpRequestAction
                  id: ask
                  method: Post
                  url: {{url}}
                  headers:
                    X-Shop: contoso
                    X-Said: =System.Activity.Text
                    Host: elsewhere.example
                  body:
                    kind: JsonRequestContent
                    content: "={n: 5}"
                  requestTimeoutInMilliseconds: {{timeout}}
                  errorHandling:
                    kind: ContinueOnErrorBehavior
                    statusCode: Topic.Status
                    errorResponseBody: Topic.Wrong
                  response: Topic.Order
                - kind: ConditionGroup
                  id: how
                  conditions:
                    - id: well
                      condition: =IsBlank(Topic.Status)
                      actions:
                        - kind: SendActivity
                          id: tell
                          activity: It is {Topic.Order.state}.
                  elseActions:
                    - kind: SendActivity
                      id: sorry
                      activity: "No luck: {Topic.Status} {Text(Topic.Wrong.why)}."
            """),
    ]));

    private async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Which order?");
        return visitor;
    }
}
