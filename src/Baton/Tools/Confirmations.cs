using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;

namespace Baton.Tools;

/// <summary>An agent said yes or no to what a bot asked for.</summary>
public sealed record ConfirmationDecided(Guid ConversationId, Guid ConfirmationId, bool Approved) : Fact(ConversationId);

/// <summary>A run that waits for somebody's yes: good for one run, of one tool, by one holder, with exactly this input, for ten minutes.</summary>
public sealed record Confirmation
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public required Guid Id { get; init; }
    public required string WhoKind { get; init; }
    public Guid? WhoId { get; init; }
    public required string WhoName { get; init; }
    public Guid? ConversationId { get; init; }
    public required string Tool { get; init; }
    public required byte[] InputHash { get; init; }
    public required string Input { get; init; }
    public required string Preview { get; init; }

    /// <summary>caller, visitor or agent.</summary>
    public required string Asks { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>approved, declined, expired, or null while nobody has decided.</summary>
    public string? Decision { get; init; }
    public string? DecidedName { get; init; }
    public string? UsedFor { get; init; }

    public Preview Foreseen => JsonSerializer.Deserialize<Preview>(Preview, JsonSerializerOptions.Web)!;
    public JsonObject GivenInput => (JsonObject)JsonNode.Parse(Input)!;

    /// <summary>Why this may not be used for that call, or null when it may.</summary>
    /// <param name="run">What the call goes by: a repeat of the very same run may use it again.</param>
    public ToolError? Against(string tool, byte[] inputHash, ToolCall call, string run, DateTimeOffset now)
    {
        if (WhoKind != call.Who.Kind || WhoId != call.Who.Id || Tool != tool || ConversationId != call.ConversationId) return Unknown;
        if (!inputHash.AsSpan().SequenceEqual(InputHash))
            return new("confirmation_mismatch", "The input is not the one that was confirmed.", "Send exactly the same input, or run the tool again without a confirmation.");
        if (UsedFor is not null && UsedFor != run) return Used;
        if (Decision == "declined") return new("declined", "The answer was no.", "Don't do it; ask what is wanted instead.");
        if (Decision == "expired" || (Decision is null && UsedFor is null && ExpiresAt <= now)) return Expired;
        return Asks == "caller" || Decision == "approved" ? null
            : new("confirmation_required", "Nobody has said yes to this yet.", $"The {Asks} has to agree first.") { Preview = Foreseen, Confirmation = Id.ToString("N"), Asks = Asks };
    }

    internal static ToolError Unknown { get; } =
        new("confirmation_unknown", "There is no such confirmation for this tool and caller.", "Run the tool again without a confirmation to get a fresh one.");

    internal static ToolError Used { get; } =
        new("confirmation_used", "This confirmation has been used.", "Run the tool again without a confirmation to get a fresh one.");

    internal static ToolError Expired { get; } =
        new("confirmation_expired", $"This confirmation was good for {Life.TotalMinutes:0} minutes, which are over.", "Run the tool again without a confirmation to get a fresh one.");
}

/// <summary>Keeping, deciding and using confirmations. Like the activity log, apart from whatever the caller is about to commit.</summary>
public sealed class Confirmations(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const string Columns = """
        id, who_kind, who_id, who_name, conversation_id, tool, input_hash, input::text as input, preview::text as preview, asks, expires_at, decision,
        decided_name, used_for
        """;

    /// <summary>Keeps a question for somebody's yes. Asked again under the same key, while it is open, it is the same question.</summary>
    public async Task<Confirmation> Ask(Tool tool, JsonObject input, byte[] inputHash, Preview preview, ToolCall call, string asks, CancellationToken ct)
    {
        var id = call.IdempotencyKey is { } key
            ? Deterministic.Id($"confirmation:{call.Who.Kind}:{call.Who.Id}:{tool.Name}:{Convert.ToHexString(inputHash)}:{key}") : Guid.CreateVersion7();
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await Database(scope).Begin(ct);
        await work.Run("delete from confirmations where expires_at < @before", new { before = work.Now.AddDays(-7) });
        await work.Run("""
            insert into confirmations (id, who_kind, who_id, who_name, conversation_id, tool, input_hash, input, preview, asks, created_at, expires_at)
            values (@id, @Kind, @WhoId, @Name, @ConversationId, @tool, @inputHash, @input::json, @preview::json, @asks, @Now, @expires)
            on conflict (id) do update set expires_at = @expires where confirmations.decision is null and confirmations.used_for is null
            """,
            new
            {
                id, call.Who.Kind, WhoId = call.Who.Id, call.Who.Name, call.ConversationId, tool = tool.Name, inputHash, input = input.ToJsonString(),
                preview = JsonSerializer.Serialize(preview, JsonSerializerOptions.Web), asks, work.Now, expires = work.Now + Confirmation.Life,
            });
        var kept = await work.Find<Confirmation>($"select {Columns} from confirmations where id = @id", new { id });
        await work.Commit();
        return kept!;
    }

    /// <summary>Uses it for a run, once. Answers why not, or null.</summary>
    public async Task<ToolError?> Use(string text, string tool, byte[] inputHash, ToolCall call, Guid runId, CancellationToken ct)
    {
        if (!Guid.TryParse(text, out var id)) return Confirmation.Unknown;
        var run = call.IdempotencyKey ?? runId.ToString();
        await using var scope = scopes.CreateAsyncScope();
        var database = Database(scope);
        if (await Find(database, id, ct) is not { } confirmation) return Confirmation.Unknown;
        if (confirmation.Against(tool, inputHash, call, run, clock.GetUtcNow()) is { } against) return against;

        await using var work = await database.Begin(ct);
        var mine = await work.Run("update confirmations set used_for = @run where id = @id and (used_for is null or used_for = @run)", new { id, run });
        await work.Commit();
        return mine == 1 ? null : Confirmation.Used;
    }

    public static Task<Confirmation?> Find(Database database, Guid id, CancellationToken ct) =>
        database.Find<Confirmation>($"select {Columns} from confirmations where id = @id", new { id }, ct);

    /// <summary>What agents are asked for in a conversation.</summary>
    public static Task<IReadOnlyList<Confirmation>> OpenFor(Database database, Guid conversationId, DateTimeOffset now, CancellationToken ct) =>
        database.List<Confirmation>($"""
            select {Columns} from confirmations
            where conversation_id = @conversationId and decision is null and asks = 'agent' and expires_at > @now
              and exists (select from conversations c where c.id = conversation_id and c.state = 'WithBot' and c.handler_id = who_id)
            order by created_at
            """, new { conversationId, now }, ct);

    /// <summary>Decides, if nobody has. Answers whether it was this one that decided.</summary>
    public static async Task<bool> Decide(Work work, Guid id, string decision, Guid? by, string? name) =>
        await work.Run("""
            update confirmations set decision = @decision, decided_by = @by, decided_name = @name, decided_at = @Now
            where id = @id and decision is null and (@decision = 'expired' or expires_at > @Now)
            """, new { id, decision, by, name, work.Now }) == 1;

    /// <summary>The visitor has answered. Answers what stands now: what was decided first stays.</summary>
    public async Task<string> DecideForVisitor(Guid id, string decision, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await Database(scope).Begin(ct);
        await Decide(work, id, decision, null, "the visitor");
        var stands = await work.Find<string?>("select decision from confirmations where id = @id", new { id });
        await work.Commit();
        return stands ?? "expired";   // too late for a decision: ten minutes are over
    }

    /// <summary>Its time is over. Answers whether nobody had decided by then.</summary>
    public async Task<bool> Lapse(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await Database(scope).Begin(ct);
        await Decide(work, id, "expired", null, null);
        var stands = await work.Find<string?>("select decision from confirmations where id = @id", new { id });
        await work.Commit();
        return stands == "expired";
    }

    private static Database Database(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<Database>();
}
