using System.Text.Json;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Ai.Making;

/// <summary>
/// Golden chats: conversations that went well, kept as scripts and said again to a draft, to see what it would do now. One is run at a time, so that whoever runs
/// many sees how far they are and can stop.
/// </summary>
internal static class GoldenChats
{
    private const int ChatsMax = 200;
    private const int TurnsMax = 20;
    private const int NameLengthMax = 200;
    private const int TextLengthMax = 8_000;
    private const int FewMax = 20;

    private static readonly string[] Outcomes = ["waiting", "handedOver", "ended"];

    /// <summary>A chat that is kept.</summary>
    public sealed record Shown(Guid Id, string Name, GoldenScript Script, Guid? ConversationId, DateTimeOffset CreatedAt);

    /// <summary>Either a closed conversation to record, or a script.</summary>
    public sealed record Given(string? Name, Guid? ConversationId, GivenScript? Script);

    /// <summary>A script as given.</summary>
    public sealed record GivenScript(IReadOnlyList<GivenTurn?>? Turns, string? Outcome);

    /// <summary>A turn as given.</summary>
    public sealed record GivenTurn(string? Say, IReadOnlyList<string?>? Tools, IReadOnlyList<string?>? Facts);

    /// <summary>Which chat is run, against the draft, or what is sent.</summary>
    public sealed record GivenRun(Guid? Id, AiProgram? Program);

    /// <summary>What came of a run.</summary>
    public sealed record Run
    {
        public required Guid Id { get; init; }

        /// <summary>Nothing differs.</summary>
        public required bool IsSame { get; init; }
        public required IReadOnlyList<GoldenDiff> Turns { get; init; }
        public required string Expected { get; init; }
        public required string Outcome { get; init; }
        public int Tokens { get; init; }

        /// <summary>model or topics.</summary>
        public required string RanOn { get; init; }
    }

    public static void Map(RouteGroupBuilder ai)
    {
        ai.MapGet("chats", async (Guid id, Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustBeAi(id, ct);
            var page = Page.From(after, limit);
            var found = await database.List<Row>("""
                select id, name, script::text as script, conversation_id, created_at from golden_chats where bot_id = @id and (@After::uuid is null or id > @After) order by id limit @Limit
                """, new { id, page.After, page.Limit }, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found.Select(row => row.Shown));
        });
        ai.MapPost("chats", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustBeAi(id, ct);
            var script = given.ConversationId is { } conversation ? await Recorded(database, id, conversation, ct) : Checked(given.Script);
            var made = await Keep(database, id, Named(given.Name), script, given.ConversationId, caller, ct);
            return TypedResults.Created($"/api/v1/bots/{id}/ai/chats/{made.Id}", made);
        });
        ai.MapDelete("chats/{chatId:guid}", async (Guid id, Guid chatId, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            if (await work.Run("delete from golden_chats where id = @chatId and bot_id = @id", new { id, chatId }) == 0) throw Refusal.NotFound("chat");
            await work.WriteAudit(caller.UserId, "golden chat removed", chatId.ToString(), new { botId = id });
            await work.Commit();
            return TypedResults.NoContent();
        });
        ai.MapPost("chats/run", async (Guid id, GivenRun given, Caller caller, Database database, SideChat chat, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var bot = await database.BotAccount(id, ct);
            await database.MustBeAi(id, ct);
            var row = await database.Find<Row>("select id, name, script::text as script, conversation_id, created_at from golden_chats where id = @chatId and bot_id = @id",
                new { id, chatId = given.Id ?? Guid.Empty }, ct) ?? throw Refusal.NotFound("chat");
            var program = given.Program is { } typed ? Sound.Draft(typed) : await AiDrafts.Standing(database, id, ct);
            return TypedResults.Ok(await Replay(chat, bot, program, row.Shown, caller, ct));
        });
    }

    /// <summary>Says the visitor's words again, one after the other, until they are through or the bot has given up or ended.</summary>
    private static async Task<Run> Replay(SideChat chat, BotAccount bot, AiProgram program, Shown golden, Caller caller, CancellationToken ct)
    {
        var talk = new List<AiChat.Line>();
        var diffs = new List<GoldenDiff>();
        var came = await chat.Take(bot, program, [], null, caller, ct);
        var tokens = 0;
        foreach (var turn in golden.Script.Turns)
        {
            if (came.Outcome != "waiting")
            {
                diffs.Add(new GoldenDiff { Say = turn.Say, Said = "", ToolsMissing = turn.Tools, ToolsBeyond = [], FactsMissing = turn.Facts });
                continue;
            }
            talk.AddRange(came.Says.Select(say => new AiChat.Line("bot", say.Text)));
            talk.Add(new AiChat.Line("visitor", turn.Say));
            came = await chat.Take(bot, program, talk, came.State, caller, ct);
            tokens += came.Tokens ?? 0;
            diffs.Add(GoldenDiff.Of(turn, came));
        }
        return new Run
        {
            Id = golden.Id, Turns = diffs, Expected = golden.Script.Outcome, Outcome = came.Outcome, Tokens = tokens, RanOn = came.RanOn,
            IsSame = came.Outcome == golden.Script.Outcome && diffs.All(diff => diff.IsSame),
        };
    }

    /// <summary>What was said in a closed conversation while the bot had it, with the tools that it ran.</summary>
    private static async Task<GoldenScript> Recorded(Database database, Guid botId, Guid conversation, CancellationToken ct)
    {
        var state = await database.Find<string>("select state from conversations where id = @conversation", new { conversation }, ct) ?? throw Refusal.NotFound("conversation");
        if (state != "Closed") throw Refusal.Conflict("not_closed", "Only a closed conversation can be recorded.");
        var lines = await database.List<LineRow>("""
            select m.from_kind, m.text, m.at, coalesce(m.from_id = @botId, false) as is_bots from messages m
            where m.conversation_id = @conversation and m.kind = 'message' and m.text <> ''
              and m.n < coalesce((select min(n) from messages where conversation_id = @conversation and from_kind = 'agent' and kind = 'message'), 2147483647)
            order by m.n limit 200
            """, new { conversation, botId }, ct);
        if (lines.All(line => !line.IsBots)) throw Refusal.Conflict("not_its_own", "The bot said nothing in that conversation.");
        var runs = await database.List<RunRow>("select tool, at from tool_runs where conversation_id = @conversation and who_id = @botId order by id limit 200", new { conversation, botId }, ct);
        var escalated = await database.Find<bool>("select escalation_reason is not null from conversations where id = @conversation", new { conversation }, ct);

        var asked = Enumerable.Range(0, lines.Count).Where(n => lines[n].FromKind == "visitor").Take(TurnsMax).ToArray();
        var turns = asked.Select((at, turn) =>
        {
            var end = turn + 1 < asked.Length ? asked[turn + 1] : lines.Count;
            var until = turn + 1 < asked.Length ? lines[asked[turn + 1]].At : DateTimeOffset.MaxValue;
            return new GoldenTurn
            {
                Say = lines[at].Text, Tools = [.. runs.Where(run => run.At >= lines[at].At && run.At < until).Select(run => run.Tool).Distinct()],
                Facts = GoldenScript.FactsOf(string.Join(' ', lines.Take(end).Skip(at + 1).Where(line => line.IsBots).Select(line => line.Text))),
            };
        });
        return new GoldenScript { Turns = [.. turns], Outcome = escalated ? "handedOver" : "waiting" };
    }

    private static async Task<Shown> Keep(Database database, Guid id, string name, GoldenScript script, Guid? conversation, Caller caller, CancellationToken ct)
    {
        var chatId = Guid.CreateVersion7();
        await using var work = await database.Begin(ct);
        await work.Find<Guid>("select user_id from bots where user_id = @id for update", new { id });
        if (await work.Find<int>("select count(*)::int from golden_chats where bot_id = @id", new { id }) >= ChatsMax)
            throw Refusal.Conflict("too_many_chats", $"A bot has at most {ChatsMax} golden chats.");
        await work.Run("""
            insert into golden_chats (id, bot_id, name, script, conversation_id, created_at, created_by) values (@chatId, @id, @name, @script::jsonb, @conversation, @Now, @UserId)
            """, new { chatId, id, name, script = JsonSerializer.Serialize(script, JsonSerializerOptions.Web), conversation, work.Now, caller.UserId });
        await work.WriteAudit(caller.UserId, "golden chat kept", chatId.ToString(), new { botId = id, name });
        await work.Commit();
        return new Shown(chatId, name, script, conversation, work.Now);
    }

    private static string Named(string? given) => given?.Trim() is { Length: > 0 and <= NameLengthMax } name && !name.Contains('\0', StringComparison.Ordinal)
        ? name : throw Refusal.Invalid("invalid_name", $"A name has 1 to {NameLengthMax} characters.");

    private static GoldenScript Checked(GivenScript? given)
    {
        if (given?.Turns is not { Count: > 0 and <= TurnsMax } turns) throw Refusal.Invalid("invalid_script", $"A script has 1 to {TurnsMax} turns.");
        var outcome = Outcomes.FirstOrDefault(known => known == (given.Outcome ?? "waiting")) ?? throw Refusal.Invalid("invalid_outcome", $"An outcome is one of {string.Join(", ", Outcomes)}.");
        return new GoldenScript { Outcome = outcome, Turns = [.. turns.Select(turn => new GoldenTurn { Say = Text(turn?.Say), Tools = Few(turn!.Tools), Facts = Few(turn.Facts) })] };
    }

    private static string[] Few(IReadOnlyList<string?>? given) => given is null ? []
        : given.Count <= FewMax ? [.. given.Select(Text)] : throw Refusal.Invalid("invalid_script", $"A turn has at most {FewMax} tools and {FewMax} facts.");

    private static string Text(string? given) => given is { Length: > 0 and <= TextLengthMax } && !given.Contains('\0', StringComparison.Ordinal)
        ? given : throw Refusal.Invalid("invalid_script", $"Each text of a script has 1 to {TextLengthMax:N0} characters.");

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string Script { get; init; }
        public Guid? ConversationId { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }

        public Shown Shown => new(Id, Name, JsonSerializer.Deserialize<GoldenScript>(Script, JsonSerializerOptions.Web)!, ConversationId, CreatedAt);
    }

    private sealed record LineRow
    {
        public required string FromKind { get; init; }
        public required string Text { get; init; }
        public required DateTimeOffset At { get; init; }
        public required bool IsBots { get; init; }
    }

    private sealed record RunRow
    {
        public required string Tool { get; init; }
        public required DateTimeOffset At { get; init; }
    }
}
