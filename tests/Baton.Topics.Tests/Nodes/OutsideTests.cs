namespace Baton.Topics.Tests;

public sealed class OutsideTests
{
    private const string Tool = """
        - kind: InvokeConnectorAction
          id: t
          connectionReference: c
          operationId: find_it
          input:
            binding:
              name: =Upper("ann")
              deep: "={a: [1,2]}"
          MORE
        - kind: SendActivity
          id: s
          activity: "got {Topic.R}"
        """;

    private static Chat Called(string more) => One.Go(Tool.Replace("MORE", more, StringComparison.Ordinal));

    [Fact]
    public void A_tool_is_asked_for_and_its_result_is_bound()
    {
        var chat = Called("output:\n    binding:\n      result: Topic.R");
        var needs = chat.Outcome<NeedsTool>();
        (needs.Name, needs.InputJson, needs.NodeKind).ShouldBe(("find_it", """{"name":"ANN","deep":{"a":[1,2]}}""", "InvokeConnectorAction"));
        chat.Tool("""{"result":"x"}""").ShouldBe("got x");
    }

    [Fact]
    public void A_tool_that_fails_raises_an_error_unless_the_topic_handles_it()
    {
        Called("output:\n    binding:\n      result: Topic.R").Do(ToolDone.Failed("gone", "Not there.")).Outcome
            .ShouldBe(new Failed("gone", "find_it failed: Not there."));
        Called("output:\n    binding:\n      error: Topic.R").Tool("""{"error":"no"}""").ShouldBe("got no");
        Called("errorHandling:\n    kind: ContinueOnErrorBehavior\n    errorResponseBody: Topic.R").Do(ToolDone.Failed("gone", "Not there."))
            .Says[0].Text.ShouldBe("got Not there.");
    }

    [Fact]
    public void What_the_visitor_writes_while_a_tool_runs_starts_anew()
    {
        var chat = Called("output:\n    binding:\n      result: Topic.R");
        chat.Say("go");
        chat.Outcome<NeedsTool>();
        chat.Tool("""{"result":"late"}""").ShouldBe("got late");
        chat.Tool("""{"result":"later"}""").ShouldBe("");
        chat.Outcome<Waiting>();
    }

    private const string Http = """
        - kind: HttpRequestAction
          id: h
          method: Post
          url: https://contoso.example/orders/{System.Conversation.Id}
          headers:
            X-Key: ="k" & 1
          body:
            kind: JsonRequestContent
            content: "={n: 5}"
          requestTimeoutInMilliseconds: 5000
          MORE
          response: Topic.R
          responseSchema:
            kind: Record
            properties:
              ok: Boolean
        - kind: SendActivity
          id: s
          activity: "{Topic.R.ok} {Topic.Status} {Topic.Body.why}"
        """;

    [Fact]
    public void A_request_is_asked_for_and_answered()
    {
        var chat = One.Go(Http.Replace("MORE", "displayName: x", StringComparison.Ordinal));
        var needs = chat.Outcome<NeedsHttp>();
        (needs.Method, needs.Url, needs.Body, needs.ContentType, needs.TimeoutMilliseconds)
            .ShouldBe(("POST", "https://contoso.example/orders/c1", """{"n":5}""", "application/json", 5000));
        needs.Headers["x-key"].ShouldBe("k1");
        chat.Do(new HttpDone(200, """{"ok":"true"}""", new Dictionary<string, string>())).Says[0].Text.ShouldBe("true  ");
    }

    [Fact]
    public void A_refused_request_raises_or_goes_on_as_the_author_wants()
    {
        var none = new Dictionary<string, string>();
        One.Go(Http.Replace("MORE", "displayName: x", StringComparison.Ordinal)).Do(new HttpDone(404, "", none)).Outcome.ShouldBeOfType<Failed>();
        const string Continue = "errorHandling:\n    kind: ContinueOnErrorBehavior\n    statusCode: Topic.Status\n    errorResponseBody: Topic.Body";
        One.Go(Http.Replace("MORE", Continue, StringComparison.Ordinal)).Do(new HttpDone(409, """{"why":"taken"}""", none))
            .Says[0].Text.ShouldBe(" 409 taken");
    }

    [Fact]
    public void A_model_is_asked_and_its_words_are_sent_and_kept()
    {
        const string Search = """
            - kind: SearchAndSummarizeContent
              id: a
              variable: Topic.Answer
              userInput: =System.Activity.Text
            - kind: SendActivity
              id: s
              activity: "{IsBlank(Topic.Answer)}"
            """;
        var chat = One.Go(Search);
        chat.Outcome<NeedsAnswer>().Question.ShouldBe("go");
        chat.Do(new AnswerDone("42"));
        chat.Said.ShouldBe("42|false");
        One.Go(Search).Do(new AnswerDone(null)).Says.Single().Text.ShouldBe("true");
    }

    [Fact]
    public void Transfers_say_what_is_handed_over()
    {
        const string Start = "- kind: SetVariable\n  id: a\n  variable: Global.G\n  value: =1\n- kind: SetVariable\n  id: b\n  variable: Topic.T\n  value: =2\n";
        Transfer To(string context) => One.Go(Start + $"""
            - kind: TransferConversationV2
              id: t
              transferType:
                kind: TransferToAgent
                messageToAgent: See {"{Topic.T}"}
                context:
                  {context}
            """).Outcome<Transfer>();
        To("kind: AutomaticTransferContext").Context.Keys.ShouldBe(["G", "T"]);
        To("kind: AutomaticTransferContext\n      variables: Topic").Context.Keys.ShouldBe(["T"]);
        To("kind: ExpressionTransferContext\n      value: \"={x: Topic.T + 1}\"").Context["x"].Plain.ShouldBe(3m);
        To("kind: ManualTransferContext\n      contextVariables:\n        y: =Global.G").Context["y"].Plain.ShouldBe(1m);
        To("kind: AutomaticTransferContext").MessageToAgent.ShouldBe("See 2");
        One.Go("- kind: TransferConversationV2\n  id: t\n  transferType:\n    kind: TransferToPhoneNumber\n    phoneNumber: +4930123")
            .Outcome<Transfer>().PhoneNumber.ShouldBe("+4930123");
    }

    [Fact]
    public void Messages_come_in_all_shapes()
    {
        var chat = One.Go("""
            - kind: SendActivity
              id: a
              activity:
                text:
                  - Hello {System.User.FirstName}
                speak:
                  - Hi
                quickReplies:
                  - kind: OpenUrl
                    title: Site
                    url: https://contoso.example
                  - Yes
                attachmentLayout: Carousel
                attachments:
                  - kind: HeroCardTemplate
                    title: Card
                    image: https://contoso.example/a.png
                    buttons:
                      - kind: MessageBack
                        title: Buy
                        text: buy it
                  - kind: AdaptiveCardTemplate
                    cardContent: '{"type":"AdaptiveCard"}'
            - kind: SendActivity
              id: b
              activity:
                kind: EventActivity
                name: moved
                value: "={x: 1}"
            - kind: EmitEvent
              id: c
              eventName: seen
              eventValue: =5
            - kind: LogCustomTelemetryEvent
              id: d
              eventName: Log
              properties: "={a: 1}"
            """);
        var say = chat.Last.Says[0];
        (say.Text, say.Speak, say.AttachmentLayout).ShouldBe(("Hello Ann", "Hi", "carousel"));
        say.SuggestedActions.ShouldBe([new SuggestedAction("Site", "https://contoso.example", "openUrl"), new SuggestedAction("Yes", "Yes")]);
        say.Attachments[0].ContentJson.ShouldBe(
            """{"title":"Card","images":[{"url":"https://contoso.example/a.png"}],"buttons":[{"type":"messageBack","title":"Buy","value":"buy it"}]}""");
        say.Attachments[1].ContentJson.ShouldBe("""{"type":"AdaptiveCard"}""");
        chat.Last.Says[1].ShouldBe(new Say { Kind = SayKind.Event, Name = "moved", ValueJson = """{"x":1}""",
            SuggestedActions = chat.Last.Says[1].SuggestedActions, Attachments = chat.Last.Says[1].Attachments });
        (chat.Last.Says[2].Name, chat.Last.Says[2].ValueJson).ShouldBe(("seen", "5"));
        chat.Last.Telemetry.Single().ShouldBe(new Telemetry("Log", """{"a":1}"""));
    }
}
