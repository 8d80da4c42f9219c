using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Bots;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>Flows and connectors that topics were exported with: an administrator says what they are here, and the topics need not change.</summary>
public sealed class BotActionTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Secret = "a secret of both sides";

    private static readonly object[] Files =
    [
        new { path = "Start.mcs.yml", text = BotAuthor.Topic("OnConversationStart", "Hello") },
        new { path = "Anything.mcs.yml", text = """
            kind: AdaptiveDialog
            beginDialog:
              kind: OnUnknownIntent
              id: main
              actions:
                - kind: InvokeFlowAction
                  id: flow
                  flowId: 4f1c4d2a-refund
                  input:
                    binding:
                      order: =System.Activity.Text
                  output:
                    kind: SingleVariableOutputBinding
                    variable: Topic.Done
                - kind: SendActivity
                  id: tell
                  activity: "{If(IsBlank(Topic.Done.error), "Refund " & Topic.Done.number, "No: " & Topic.Done.error.code)}"
            """ },
    ];

    private Hub _hub = null!;
    private HttpClient _admin = null!;
    private Service _service = null!;
    private RequestDelegate _answer = http => http.Response.WriteAsJsonAsync(new { number = "R-7" });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private static string Actions => $"/api/v1/bots/{DemoPeople.Bot}/actions";

    [Fact]
    public async Task A_flow_is_a_service_that_is_called_signed_and_once()
    {
        await Set(new { name = "4f1c4d2a-refund", url = $"{_service.Address}refund", secret = Secret });

        await (await Meets()).HeardThat("Refund R-7");

        var asked = _service.Asked.ShouldHaveSingleItem();
        asked.What.ShouldBe("POST /refund");
        var body = JsonNode.Parse(asked.Body)!;
        ((string)body["action"]!, (string)body["input"]!["order"]!, (string)body["bot"]!).ShouldBe(("4f1c4d2a-refund", "SO-7", "Contoso assistant"));
        asked.Headers.Keys.ShouldContain("Idempotency-Key");
        var signature = asked.Headers["Baton-Signature"];
        var second = DateTimeOffset.FromUnixTimeSeconds(long.Parse(signature.Split(',')[0][2..], System.Globalization.CultureInfo.InvariantCulture));
        signature.ShouldBe(CallAction.Signature(Secret, second, Encoding.UTF8.GetBytes(asked.Body)));
        (await _hub.Read<string>("select tool || ' ' || outcome from tool_runs")).ShouldBe(["call_action ok"], "it is in the activity log");
    }

    [Fact]
    public async Task A_service_that_fails_answers_nonsense_or_is_inside_is_an_error_that_the_topic_handles()
    {
        await Set(new { name = "4f1c4d2a-refund", url = $"{_service.Address}refund" });
        _answer = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await (await Meets()).HeardThat("No: action_failed");
        _answer = http => http.Response.WriteAsync("<html>", Ct);
        await (await Meets()).HeardThat("No: action_failed");

        await Set(new { name = "4f1c4d2a-refund", url = $"https://localhost:{_service.Address.Port}/refund" });
        await (await Meets()).HeardThat("No: action_unreachable");
        await Set();
        await (await Meets()).HeardThat("No: unknown_tool");
        _service.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_flow_may_be_one_of_our_tools()
    {
        await Set(new { name = "4f1c4d2a-refund", tool = "get_case" });

        await (await Meets()).HeardThat("No: invalid_input");   // order is no field of that tool

        (await _hub.Read<string>("select tool from tool_runs")).ShouldBe(["get_case"]);
    }

    [Fact]
    public async Task Secrets_are_kept_and_shown_to_nobody_and_only_administrators_change()
    {
        await Set(new { name = "refund", url = "https://flows.contoso.example/refund", secret = Secret }, new { name = "b", tool = "get_contact" });
        await Set(new { name = "refund", url = "https://flows.contoso.example/other" }, new { name = "b", tool = "get_case" });

        var shown = await _admin.GetStringAsync(Actions, Ct);
        shown.ShouldBe("""[{"name":"b","tool":"get_case","hasSecret":false},{"name":"refund","url":"https://flows.contoso.example/other","hasSecret":true}]""");
        (await _hub.Read<string>("select secret_sealed from bot_actions where secret_sealed is not null")).ShouldHaveSingleItem().ShouldNotContain(Secret);
        (await _hub.Read<string>("select detail::text from audit where deed = 'bot actions changed'")).ShouldAllBe(detail => !detail.Contains(Secret));
        using var sam = await _hub.SignIn("sam");
        (await sam.GetAsync(Actions, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sam.PutAsJsonAsync(Actions, new { actions = Array.Empty<object>() }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{"actions":[{"name":"a"}]}""", "invalid_actions")]
    [InlineData("""{"actions":[{"name":"a","tool":"get_case","url":"https://x.example"}]}""", "invalid_actions")]
    [InlineData("""{"actions":[{"name":"a","tool":"get_case"},{"name":"a ","tool":"get_case"}]}""", "invalid_actions")]
    [InlineData("""{"actions":[{"name":"a","tool":"fly"}]}""", "invalid_tool")]
    [InlineData("""{"actions":[{"name":"a","url":"file:///etc/passwd"}]}""", "invalid_url")]
    [InlineData("""{"actions":[{"name":"a","url":"https://x.example","secret":"short"}]}""", "invalid_secret")]
    [InlineData("""{"actions":[null]}""", "invalid_actions")]
    public async Task What_is_no_action_is_refused(string body, string code)
    {
        using var answer = await _admin.PutAsync(Actions, new StringContent(body, Encoding.UTF8, "application/json"), Ct);
        (answer.StatusCode, await answer.Code()).ShouldBe((HttpStatusCode.UnprocessableEntity, code));
    }

    public async ValueTask InitializeAsync()
    {
        _service = await Service.Start(http => _answer(http));
        _hub = await Hub.Start(postgres, change: services => services.AddSingleton(new OutsideSettings { Hosts = [(_service.Address.Host, _service.Address.Port)] }));
        _admin = await _hub.SignIn("admin");
        using var author = await BotAuthor.SignIn(_hub);
        await author.Publish(Files);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _hub.DisposeAsync();
        await _service.DisposeAsync();
    }

    private async Task Set(params object[] actions) => (await _admin.PutAsJsonAsync(Actions, new { actions }, Ct)).EnsureSuccessStatusCode();

    private async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Hello");
        await visitor.Say("SO-7");
        return visitor;
    }
}
