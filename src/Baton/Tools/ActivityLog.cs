using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;

namespace Baton.Tools;

/// <summary>A run on its way into the log.</summary>
public sealed record RunEntry
{
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Tool { get; init; }
    public required ToolCall Call { get; init; }
    public required JsonObject Input { get; init; }
    public required byte[] InputHash { get; init; }
}

/// <summary>A run that was found under its key.</summary>
public sealed record EarlierRun(Guid Id, byte[] InputHash, JsonObject? Result);

/// <summary>
/// The record of everything that was done elsewhere. It is written apart from whatever the caller is about to commit: a run happened even when
/// its caller's work did not.
/// </summary>
public sealed class ActivityLog(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly Histogram<double> Took = Meters.Baton.CreateHistogram<double>(
        "baton.tool.run.duration", "s", "Runs of tools and how long they took, by tool, who ran it and outcome: ok, or the error's code.");

    private const int OutsideCallsMax = 50;
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(15);

    public async Task<EarlierRun?> FindRun(Runner who, string tool, string key, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var row = await Database(scope).Find<KeyedRow>("""
            select id, input_hash, result::text as result from tool_runs
            where who_kind = @Kind and who_id is not distinct from @Id and tool = @tool and idempotency_key = @key
            """,
            new { who.Kind, who.Id, tool = Cutting.Text(tool, 100), key }, ct);
        return row is null ? null : new EarlierRun(row.Id, row.InputHash, row.Result is null ? null : (JsonObject)JsonNode.Parse(row.Result)!);
    }

    /// <summary>Writes that a run begins. Answers its id: the earlier one's, when a run with the same key failed or was cut off.</summary>
    public async Task<Guid> Began(RunEntry entry, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Database(scope).WriteAlone<Guid>("""
            insert into tool_runs (id, at, tool, who_kind, who_id, who_name, conversation_id, idempotency_key, input_hash, input, outcome)
            values (@Id, @At, @Tool, @Kind, @WhoId, @Name, @ConversationId, @IdempotencyKey, @InputHash, @Shown::json, 'running')
            on conflict (who_kind, who_id, tool, idempotency_key) where idempotency_key is not null
            do update set outcome = 'running', error = null, result = null
            returning id
            """, With(entry), ct);
    }

    /// <summary>Writes what a run came to. Not cancelled with the caller: it did happen.</summary>
    public async Task Ended(RunEntry entry, ToolResult result, IReadOnlyList<OutsideCall> outside, TimeSpan took)
    {
        Took.Record(took.TotalSeconds, new("tool", result.Error?.Code == "unknown_tool" ? "unknown" : entry.Tool), new("who", entry.Call.Who.Kind), new("outcome", result.Error?.Code ?? "ok"));
        using var limit = new CancellationTokenSource(WriteLimit, clock);
        await using var scope = scopes.CreateAsyncScope();
        // The whole result where a repeat may ask for it, else as much as is worth looking at.
        var kept = entry.Call.IdempotencyKey is not null ? result.Json : (JsonObject?)Cutting.Json(result.Json);
        await Database(scope).WriteAlone<Guid>("""
            insert into tool_runs (id, at, tool, who_kind, who_id, who_name, conversation_id, idempotency_key, input_hash, input,
                                   outcome, result, error, took_ms, outside)
            values (@Id, @At, @Tool, @Kind, @WhoId, @Name, @ConversationId, @IdempotencyKey, @InputHash, @Shown::json,
                    @outcome, @result::json, @error::json, @took, @outside::json)
            on conflict (id) do update set outcome = @outcome, result = @result::json, error = @error::json, took_ms = @took, outside = @outside::json
            returning id
            """,
            With(entry, new
            {
                outcome = result.IsOk ? "ok" : "error", result = kept?.ToJsonString(),
                error = result.Error is null ? null : JsonSerializer.Serialize(result.Error with { Confirmation = null }, Json), took = (int)took.TotalMilliseconds,
                outside = JsonSerializer.Serialize(outside.Take(OutsideCallsMax), Json),
            }), limit.Token);
    }

    /// <summary>Notes something of a bot's tool that is no run of it, once however often it is noted under this key.</summary>
    public async Task NoteOnce(Guid botId, string tool, string key, ToolError error, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await Database(scope).WriteAlone<Guid>("""
            insert into tool_runs (id, at, tool, who_kind, who_id, who_name, idempotency_key, input_hash, input, outcome, error)
            select @id, @at, @tool, 'bot', u.id, u.name, @key, '', '{}', 'error', @error::json from users u where u.id = @botId
            on conflict (who_kind, who_id, tool, idempotency_key) where idempotency_key is not null do nothing
            returning id
            """, new { id = Guid.CreateVersion7(), at = clock.GetUtcNow(), tool, key, botId, error = JsonSerializer.Serialize(error, Json) }, ct);
    }

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static Dapper.DynamicParameters With(RunEntry entry, object? more = null)
    {
        var parameters = new Dapper.DynamicParameters(more);
        parameters.AddDynamicParams(new
        {
            entry.Id, entry.At, entry.Tool, entry.Call.Who.Kind, WhoId = entry.Call.Who.Id, entry.Call.Who.Name, entry.Call.ConversationId,
            entry.Call.IdempotencyKey, entry.InputHash, Shown = Cutting.Json(entry.Input)!.ToJsonString(),
        });
        return parameters;
    }

    private static Database Database(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<Database>();

    private sealed record KeyedRow
    {
        public required Guid Id { get; init; }
        public required byte[] InputHash { get; init; }
        public string? Result { get; init; }
    }
}
