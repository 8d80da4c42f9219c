using System.Diagnostics.CodeAnalysis;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Life;

/// <summary>
/// Sends a bot a real turn, as it is saved or as somebody has typed it, and shows what went over the wire. The conversation is one of its own, with nobody else in
/// it; nothing of it is kept.
/// </summary>
internal sealed class Testing(
    Database database, IEnumerable<IRemoteLine> lines, Turns turns, BotSpeech speech, TopicTest topics, AiTest ai, Keeping keeping, TestNews news, BatonSettings settings, TimeProvider clock)
{
    private const int TextLengthMax = 1_000;
    private const int AtOnceMax = 4;
    private const int SaysMax = 50;

    /// <summary>As long as a turn may take.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    /// <summary>A bot that has said something and then nothing for so long has said it all.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromMilliseconds(800);

    private static readonly SemaphoreSlim Seats = new(AtOnceMax);

    /// <summary>What is said to the bot; and the bot as it is typed, where that is not what is saved.</summary>
    public sealed record Given(string? Text, Registering.Given? Bot);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/bots/{id:guid}/test", async (Guid id, Given given, Caller caller, Testing testing, CancellationToken ct) =>
        {
            caller.MustAdminister();
            return TypedResults.Ok(await testing.Test(id, given, caller, ct));
        }).RequireCaller();

    private async Task<Tested> Test(Guid id, Given given, Caller caller, CancellationToken ct)
    {
        if (given.Text is null || given.Text.Trim().Length is 0 or > TextLengthMax || given.Text.Contains('\0', StringComparison.Ordinal))
            throw Refusal.Invalid("invalid_text", $"Say something to the bot, of at most {TextLengthMax:N0} characters.");
        var bot = await database.BotAccount(id, ct);
        await TakeSeat(ct);
        try
        {
            var kind = given.Bot?.Kind ?? bot.Kind;
            if (kind == "topics") return await topics.Test(id, given.Text, ct);
            if (kind == "ai") return await ai.Test(bot, given.Text.Trim(), caller, ct);
            if (lines.FirstOrDefault(one => one.Kind == kind) is not { } line) throw Refusal.Conflict("no_test", "A bot of this kind can't be tested.");
            return await Test(bot, line, given, ct);
        }
        finally
        {
            Seats.Release();
        }
    }

    private async Task TakeSeat(CancellationToken ct)
    {
        using var limit = new TimeLimit(AnswerMax, clock, ct);
        try
        {
            await Seats.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            throw new Refusal(429, "too_many_tests", "Others are testing bots just now. Try again in a moment.");
        }
    }

    private async Task<Tested> Test(BotAccount bot, IRemoteLine line, Given given, CancellationToken ct)
    {
        var conversation = TestConversations.NewId();
        var tried = given.Bot is null ? bot.Id : Guid.CreateVersion7();
        try
        {
            await Begin(conversation, bot, tried, given.Bot, ct);
            return await Take(conversation, tried, line, given, ct);
        }
        finally
        {
            await Forget(conversation, given.Bot is null ? null : tried);
        }
    }

    private async Task<Tested> Take(Guid conversation, Guid tried, IRemoteLine line, Given given, CancellationToken ct)
    {
        var turn = await turns.Find(conversation, tried, 1, ct) ?? throw Refusal.NotFound("bot");
        var (began, tap) = (clock.GetTimestamp(), WireTap.Listen());
        using var listener = news.Listen(conversation);
        var heard = await Ask(line, turn, [new ConversationStarted(), new VisitorMessage(given.Text!.Trim())], ct);
        var stands = await Settled(turn, heard, began, listener, ct);
        var calls = tap.Calls.Concat(await TestWire.Of(database, conversation, ct)).OrderBy(call => call.At).ToArray();
        var account = await database.Find<Address>("select application_id, endpoint, inline_replies from bots where user_id = @tried", new { tried }, ct);
        return Verdict.Of(heard, stands, calls, account!, settings.PublicUrl, (int)clock.GetElapsedTime(began).TotalMilliseconds);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever breaks here is what the test has found.")]
    private async Task<Heard> Ask(IRemoteLine line, Turn turn, IReadOnlyList<Incoming> incoming, CancellationToken ct)
    {
        using var limit = new TimeLimit(AnswerMax, clock, ct);
        try
        {
            var heard = await line.Ask(turn, incoming, step => $"test:{step}", limit.Token);
            if (heard.Says.Count > 0 || heard.Command is not null) await speech.Pass(turn, heard.Says, heard.Command, ct);
            return heard;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Heard { IsLate = true };
        }
        catch (Refusal refused)
        {
            return new Heard { Failure = HandOver.Because(turn, "The bot failed", refused.Message) };
        }
    }

    /// <summary>Waits until it has answered and says no more, has given up or ended, or its time is over.</summary>
    private async Task<Stands> Settled(Turn turn, Heard heard, long began, TestNews.Listener listener, CancellationToken ct)
    {
        var (count, since) = (-1, clock.GetTimestamp());
        while (true)
        {
            var says = await database.List<SaidRow>("""
                select text, extra::text as extra from messages where conversation_id = @Id and from_kind = 'bot' and kind = 'message' order by n limit @SaysMax
                """, new { turn.Id, SaysMax }, ct);
            var (state, summary) = await database.Find<StateRow>("select state, summary from conversations where id = @Id", new { turn.Id }, ct) ?? new StateRow("Closed", null);
            if (says.Count != count) (count, since) = (says.Count, clock.GetTimestamp());
            var left = AnswerMax - clock.GetElapsedTime(began);
            if (says.Count > 0 && Settles - clock.GetElapsedTime(since) is var quiet && quiet < left) left = quiet;
            if (heard.Failure is not null || state != "WithBot" || left <= TimeSpan.Zero) return new Stands(state, summary, [.. says.Select(row => row.Said)]);
            await listener.Wait(left, clock, ct);
        }
    }

    private async Task Begin(Guid conversation, BotAccount bot, Guid tried, Registering.Given? typed, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        if (typed is not null) await Copy(work, bot, tried, typed);
        await work.Run("""
            insert into conversations (id, channel_id, channel, workstream_id, state, handler_id, handler_kind, epoch, visitor_id, visitor_name, locale, created_at)
            select @conversation, @Empty, @Channel, coalesce((select id from workstreams order by id limit 1), @Empty), 'WithBot', @tried, 'bot', 1, 'tester', 'Test', 'en', @Now
            """, new { conversation, Guid.Empty, TestConversations.Channel, tried, work.Now });
        await work.Commit();
    }

    /// <summary>The bot as it is typed, under an id that nobody knows; its credentials are those that are saved, where they were not typed anew.</summary>
    private async Task Copy(Work work, BotAccount bot, Guid tried, Registering.Given typed)
    {
        var (name, kind, capacity) = typed.Checked();
        var saved = (await work.Find<KeptCredentials>(KeptCredentials.Row, new { id = bot.Id }))!;
        await work.Run("""
            insert into users (id, kind, name, capacity, disabled_at, created_at) values (@tried, 'bot', @name, @capacity, @Now, @Now);
            insert into bots (user_id, kind, published, test_of) values (@tried, @kind, false, @Id)
            """, new { tried, name, capacity, kind, bot.Id, work.Now });
        await keeping.Keep(work, tried, typed with { Published = false }, saved);
    }

    private async Task Forget(Guid conversation, Guid? copy)
    {
        await using var work = await database.Begin(CancellationToken.None);
        await work.Run("""
            delete from conversations where id = @conversation;
            delete from bot_test_calls where conversation_id = @conversation;
            delete from users where id = @copy and id in (select user_id from bots where test_of is not null)
            """, new { conversation, copy });
        await work.Commit();
    }

    /// <summary>Where the bot is.</summary>
    internal sealed record Address
    {
        public string? ApplicationId { get; init; }
        public string? Endpoint { get; init; }
        public bool InlineReplies { get; init; }
    }

    /// <summary>How the conversation stands when the bot has had its time.</summary>
    internal sealed record Stands(string State, string? Summary, IReadOnlyList<TestSaid> Says);

    private sealed record StateRow(string State, string? Summary);

    private sealed record SaidRow
    {
        public required string Text { get; init; }
        public string? Extra { get; init; }

        public TestSaid Said => new(Text, Extra is null ? null : System.Text.Json.JsonSerializer.Deserialize<Extra>(Extra, Conversations.Extra.Json)?.Suggested);
    }
}

/// <summary>What a bot said in a test.</summary>
public sealed record TestSaid(string Text, IReadOnlyList<Suggestion>? Suggested = null);

/// <summary>What came of a test.</summary>
public sealed record Tested
{
    public required bool Ok { get; init; }
    public required string Sentence { get; init; }

    /// <summary>What to do about it.</summary>
    public string? NextStep { get; init; }

    /// <summary>answered, handedOver, ended, silent or failed.</summary>
    public required string Outcome { get; init; }
    public required int TookMs { get; init; }
    public IReadOnlyList<TestSaid> Says { get; init; } = [];
    public IReadOnlyList<WireCall> Wire { get; init; } = [];
}
