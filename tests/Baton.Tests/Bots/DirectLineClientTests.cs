using System.Text.Json;
using Baton.BotProtocol;
using Baton.Tests.House;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests.Bots;

/// <summary>How the Direct Line client listens: what it asks, how long it waits, what it takes for the end.</summary>
public sealed class DirectLineClientTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly CallsUnderWay _calls = new();
    private readonly HttpMessageInvoker _http;
    private readonly Queue<(int Status, string Body, string? RetryAfter)> _answers = new();
    private Service _service = null!;

    public DirectLineClientTests() => _http = new HttpMessageInvoker(_calls);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_after_the_watermark_and_tells_each_thing_once()
    {
        Answers(200, Set("1", ("a|1", "One")));
        Answers(200, Set(null, ("a|1", "One")));
        Answers(200, Set("2", ("a|1", "One"), ("a|2", "Two")));
        using var listener = Listener();

        var first = await Next(listener);
        var second = await Next(listener);

        first.Activities.Select(activity => activity.Text).ShouldBe(["One"]);
        first.Watermark.ShouldBe("1");
        second.Activities.Select(activity => activity.Text).ShouldBe(["Two"]);
        second.Watermark.ShouldBe("2");
        Asked("GET").ShouldBe(["/v3/directline/conversations/a/activities", .. Enumerable.Repeat("/v3/directline/conversations/a/activities?watermark=1", 2)]);
    }

    [Fact]
    public async Task A_message_that_is_changed_is_told_again()
    {
        Answers(200, Set("1", ("a|1", "One")));
        Answers(200, Set("2", ("a|1", "One, or rather two")));
        using var listener = Listener();

        await Next(listener);

        (await Next(listener)).Activities.Single().Text.ShouldBe("One, or rather two");
    }

    [Fact]
    public async Task It_goes_on_where_another_ended()
    {
        Answers(200, Set("8", ("a|8", "Eight")));
        using var listener = Listener(watermark: "7");

        await Next(listener);

        Asked("GET").ShouldBe(["/v3/directline/conversations/a/activities?watermark=7"]);
    }

    [Fact]
    public async Task It_waits_as_long_as_it_is_told_to()
    {
        Answers(429, "{}", "30");
        Answers(200, Set("1", ("a|1", "One")));
        using var listener = Listener();
        var since = _clock.GetUtcNow();

        await Next(listener);

        (_clock.GetUtcNow() - since).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task It_changes_its_token_at_half_of_its_life()
    {
        Answers(200, Set("1", ("a|1", "One")));
        using var listener = Listener(tokenSeconds: 100);
        await Next(listener);
        var begun = _clock.GetUtcNow();
        for (var i = 0; i < 200; i++) Answers(200, Set("1"));

        DirectLineNews news;
        do news = await Next(listener);
        while (news.Token is null);

        news.Token.Value.ShouldBe("fresh");
        (_clock.GetUtcNow() - begun).ShouldBeInRange(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
        _service.Asked.Single(asking => asking.What.Contains("refresh", StringComparison.Ordinal)).Headers["Authorization"].ShouldBe("Bearer first");
    }

    [Theory]
    [InlineData(403, DirectLineTrouble.Refused)]
    [InlineData(404, DirectLineTrouble.Gone)]
    [InlineData(400, DirectLineTrouble.Rejected)]
    public async Task It_ends_when_there_is_nothing_more_to_hear(int status, DirectLineTrouble trouble)
    {
        Answers(status, """{"error":{"code":"TokenExpired","message":"secret words"}}""");
        using var listener = Listener();

        var ended = await Should.ThrowAsync<DirectLineProblem>(() => Next(listener));

        ended.Trouble.ShouldBe(trouble);
        ended.Status.ShouldBe(status);
        ended.Message.ShouldNotContain("secret words");
    }

    [Fact]
    public async Task A_secret_opens_it_again_when_its_token_has_ended()
    {
        Answers(403, "{}");
        Answers(200, """{"conversationId":"a","token":"second","expires_in":1800}""");
        Answers(200, Set("1", ("a|1", "One")));
        using var listener = Listener(secret: "the-secret");

        (await Next(listener)).Token!.Value.ShouldBe("second");
        (await Next(listener)).Activities.Single().Text.ShouldBe("One");

        _service.Asked.Select(asking => asking.Headers["Authorization"]).ShouldBe(["Bearer first", "Bearer the-secret", "Bearer second"]);
    }

    [Fact]
    public async Task It_waits_for_a_service_that_is_away_but_not_for_ever()
    {
        for (var i = 0; i < 500; i++) Answers(503, "");
        using var listener = Listener();
        var since = _clock.GetUtcNow();

        var ended = await Should.ThrowAsync<DirectLineProblem>(() => Next(listener, TimeSpan.FromSeconds(1)));

        ended.IsPassing.ShouldBeTrue();
        (_clock.GetUtcNow() - since).ShouldBeInRange(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
        _service.Asked.Count.ShouldBeInRange(40, 100, "it asks less often the longer it lasts");
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"activities":5}""")]
    [InlineData("""{"activities":[{"timestamp":"yesterday"}]}""")]
    public async Task Nonsense_is_the_end(string nonsense)
    {
        Answers(200, nonsense);
        using var listener = Listener();

        (await Should.ThrowAsync<DirectLineProblem>(() => Next(listener))).Trouble.ShouldBe(DirectLineTrouble.Nonsense);
    }

    [Fact]
    public async Task What_is_too_big_is_not_read()
    {
        Answers(200, Set("1", ("a|1", new string('x', 1_100_000))));
        using var listener = Listener();

        (await Should.ThrowAsync<DirectLineProblem>(() => Next(listener))).Message.ShouldContain("more than 1 MB");
    }

    public async ValueTask InitializeAsync() => _service = await Service.Start(async http =>
    {
        if (http.Request.Path.Value!.EndsWith("/refresh", StringComparison.Ordinal))
        {
            await http.Response.WriteAsync("""{"conversationId":"a","token":"fresh","expires_in":1800}""");
            return;
        }
        (int Status, string Body, string? RetryAfter) answer;
        lock (_answers) answer = _answers.Count > 0 ? _answers.Dequeue() : (200, """{"activities":[]}""", null);
        http.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null) http.Response.Headers.RetryAfter = answer.RetryAfter;
        await http.Response.WriteAsync(answer.Body);
    });

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _http.Dispose();
    }

    private static string Set(string? watermark, params (string Id, string Text)[] says) =>
        JsonSerializer.Serialize(new { activities = says.Select(said => new { type = "message", id = said.Id, text = said.Text }), watermark });

    private void Answers(int status, string body, string? retryAfter = null)
    {
        lock (_answers) _answers.Enqueue((status, body, retryAfter));
    }

    private DirectLineListener Listener(string? watermark = null, string? secret = null, int tokenSeconds = 1_800) => new(
        new DirectLineClient(_http, _http, _clock),
        new DirectLineStart
        {
            Domain = _service.Address, ConversationId = "a", Watermark = watermark, Secret = secret,
            Token = new DirectLineToken("first", _clock.GetUtcNow().AddSeconds(tokenSeconds)),
        },
        new SocketRoom(0), _clock, new Random(7));

    /// <summary>The next news, while time passes; but for when somebody outside is asked, who goes by their own time.</summary>
    private async Task<DirectLineNews> Next(DirectLineListener listener, TimeSpan? step = null)
    {
        var next = listener.Next(Ct);
        while (!next.IsCompleted)
        {
            await Task.WhenAny(next, Task.Delay(5, Ct));
            if (!next.IsCompleted && _calls.Count == 0) _clock.Advance(step ?? TimeSpan.FromMilliseconds(250));
        }
        return await next;
    }

    private IEnumerable<string> Asked(string method) => _service.Asked.Select(asking => asking.What.Split(' ', 2)).Where(parts => parts[0] == method).Select(parts => parts[1]);

    /// <summary>Counts the calls that have not been answered to the end.</summary>
    private sealed class CallsUnderWay() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                return answer;
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
