using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;

namespace Baton.Tools;

/// <summary>Reading the activity log: what was run, by whom, and what came of it.</summary>
public static class Activity
{
    /// <summary>One run, as the log shows it.</summary>
    public sealed record Shown
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string Tool { get; init; }
        public required Runner Who { get; init; }
        public Guid? ConversationId { get; init; }

        /// <summary>running, ok or error.</summary>
        public required string Outcome { get; init; }
        public ToolError? Error { get; init; }
        public int? TookMs { get; init; }
        public JsonNode? Input { get; init; }
        public JsonNode? Result { get; init; }

        /// <summary>The requests that it made outside, with the ids they have there.</summary>
        public IReadOnlyList<OutsideCall> Requests { get; init; } = [];
    }

    public static async Task<IReadOnlyList<Shown>> List(
        Database database, HttpContext http, string? tool, string? outcome, string? who, Guid? conversationId, Guid? after, int? limit, CancellationToken ct)
    {
        if (outcome is not (null or "running" or "ok" or "error"))
            throw Refusal.Invalid("invalid_outcome", "outcome takes running, ok or error.");
        var page = Page.From(after, limit);
        var rows = await database.List<Row>($"""
            select {Columns} from tool_runs
            where (@tool::text is null or tool = @tool) and (@outcome::text is null or outcome = @outcome)
              and (@who::text is null or position(lower(@who) in lower(who_name)) > 0)
              and (@conversationId::uuid is null or conversation_id = @conversationId) and (@After::uuid is null or id < @After)
            order by id desc limit @Limit
            """,
            new { tool, outcome, who, conversationId, page.After, page.Limit }, ct);
        Page.Announce(http, rows.Count, page.Limit, rows is [.., var last] ? last.Id.ToString() : null);
        return [.. rows.Select(row => row.ToShown())];
    }

    public static async Task<Shown> One(Database database, Guid id, CancellationToken ct) =>
        (await database.Find<Row>($"select {Columns} from tool_runs where id = @id", new { id }, ct) ?? throw Refusal.NotFound("run")).ToShown();

    private const string Columns = """
        id, at, tool, who_kind, who_id, who_name, conversation_id, outcome, took_ms, input::text as input, result::text as result,
        error::text as error, outside::text as outside
        """;

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string Tool { get; init; }
        public required string WhoKind { get; init; }
        public Guid? WhoId { get; init; }
        public required string WhoName { get; init; }
        public Guid? ConversationId { get; init; }
        public required string Outcome { get; init; }
        public int? TookMs { get; init; }
        public required string Input { get; init; }
        public string? Result { get; init; }
        public string? Error { get; init; }
        public required string Outside { get; init; }

        public Shown ToShown() => new()
        {
            Id = Id, At = At, Tool = Tool, Who = new Runner(WhoKind, WhoId, WhoName), ConversationId = ConversationId, Outcome = Outcome,
            TookMs = TookMs, Input = JsonNode.Parse(Input), Result = Result is null ? null : JsonNode.Parse(Result),
            Error = Error is null ? null : JsonSerializer.Deserialize<ToolError>(Error, ActivityLog.Json),
            Requests = JsonSerializer.Deserialize<OutsideCall[]>(Outside, ActivityLog.Json)!,
        };
    }
}
