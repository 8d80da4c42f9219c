using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Plumbing;

namespace Baton.Tools;

/// <summary>
/// Runs tools, whoever calls: checks the input, enforces the policy, keeps the time limit, and writes every run into the activity log. A repeat with
/// the same key is answered from the log, so a bot's turn may be done again after a crash.
/// </summary>
public sealed class ToolBox
{
    /// <summary>The names that the tools go by in prompts written for other products.</summary>
    private const string Prefix = "dynamics365_";

    private readonly SortedDictionary<string, Tool> _tools = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ToolResult>>> _running = new();
    private readonly ActivityLog _log;
    private readonly PolicyBook _policies;
    private readonly Confirmations _confirmations;
    private readonly TimeProvider _clock;

    public ToolBox(IEnumerable<Tool> tools, ActivityLog log, PolicyBook policies, Confirmations confirmations, TimeProvider clock)
    {
        foreach (var tool in tools) _tools.Add(tool.Name, tool);
        Tools = [.. _tools.Values.Where(tool => !tool.OnlyInConversation)];
        (_log, _policies, _confirmations, _clock) = (log, policies, confirmations, clock);
    }

    /// <summary>What anybody may be offered; those that only make sense in a conversation are left out.</summary>
    public IReadOnlyCollection<Tool> Tools { get; }

    /// <summary>What a bot has in a conversation: those too that only make sense there.</summary>
    public IReadOnlyCollection<Tool> InConversation => _tools.Values;

    public Tool? Find(string name) =>
        _tools.GetValueOrDefault(name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name);

    /// <summary>Runs a tool. What goes wrong outside or with the input is in the result; only our own mistakes are thrown.</summary>
    public Task<ToolResult> Run(string name, JsonObject? input, ToolCall call, CancellationToken ct)
    {
        if (call.IdempotencyKey is not { } key) return RunLogged(name, input ?? [], call, ct);

        if (key.Length is 0 or > ToolCall.KeyLengthMax)
            throw Refusal.Invalid("invalid_idempotency_key", $"An idempotency key has 1 to {ToolCall.KeyLengthMax} characters.");
        // Two at once with the same key: the second waits for what the first comes to.
        var place = $"{call.Who.Kind}/{call.Who.Id}/{name}/{key}";
        var mine = new Lazy<Task<ToolResult>>(() => RunOnce(name, input ?? [], call, key, ct));
        var running = _running.GetOrAdd(place, mine);
        return ReferenceEquals(running, mine) ? Leaving(place, mine.Value) : Repeated(running.Value, ct);
    }

    private async Task<ToolResult> Leaving(string place, Task<ToolResult> running)
    {
        try
        {
            return await running;
        }
        finally
        {
            _running.TryRemove(place, out _);
        }
    }

    private static async Task<ToolResult> Repeated(Task<ToolResult> running, CancellationToken ct) => await running.WaitAsync(ct) with { IsRepeat = true };

    private async Task<ToolResult> RunOnce(string name, JsonObject input, ToolCall call, string key, CancellationToken ct)
    {
        if (await _log.FindRun(call.Who, Find(name)?.Name ?? name, key, ct) is { } earlier)
        {
            if (!earlier.InputHash.AsSpan().SequenceEqual(Hash(input)))
                return new ToolResult(earlier.Id, null, new ToolError("key_reused", "This idempotency key belongs to a run with another input.", "Use a fresh key."));
            if (earlier.Result is { } json) return new ToolResult(earlier.Id, json, null) { IsRepeat = true };
        }
        // It failed, or was cut off by a crash. What a tool creates under a key has an id that follows from the key, so doing it again makes no second.
        return await RunLogged(name, input, call, ct);
    }

    private async Task<ToolResult> RunLogged(string name, JsonObject input, ToolCall call, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var began = _clock.GetTimestamp();
        var tool = Find(name);
        var run = new ToolRun(id, input, call);
        var entry = new RunEntry
        {
            Id = id, At = _clock.GetUtcNow(), Tool = Cutting.Text(tool?.Name ?? name, 100), Call = call, Input = input, InputHash = Hash(input),
        };
        // A run that changes something is in the log before it does.
        if (tool is { IsReadOnly: false } || call.IdempotencyKey is not null) id = await _log.Began(entry, ct);

        ToolResult? result = null;
        try
        {
            result = tool is null
                ? new ToolResult(id, null, new ToolError("unknown_tool", $"There is no tool '{Cutting.Text(name, 60)}'.", "GET /api/v1/tools lists the tools there are."))
                : await Within(tool, id, async limited =>
                {
                    run = new ToolRun(id, tool.Input.Checked(input), call);
                    await MustBeAllowed(tool, run, limited);
                    return await tool.Run(run, limited);
                }, ct);
            return result;
        }
        finally
        {
            var known = result ?? new ToolResult(id, null, new ToolError("failed", "Something went wrong here; it has been logged.", null));
            await _log.Ended(entry with { Id = id }, known, run.Outside, _clock.GetElapsedTime(began));
        }
    }

    /// <summary>Throws what the caller is told when the policy does not let the tool run, or not yet.</summary>
    private async Task MustBeAllowed(Tool tool, ToolRun run, CancellationToken ct)
    {
        var (call, input) = (run.Call, run.Input);
        if (tool.OnlyInConversation && call.ConversationId is null)
            throw new ToolRefused("needs_conversation", "This tool is about a conversation.", "Run it in one.");
        var permission = Policy.Of(tool, call, await _policies.Find(call.Who.Id, tool.Name));
        if (permission == Permission.Run) return;
        if (permission == Permission.Refused)
            throw new ToolRefused("not_allowed", $"{call.Who.Name} is not allowed to use {tool.Name}.", "An administrator decides it in Setup, Policies.");

        var hash = Hash(input);
        if (call.Confirmation is { } shown)
        {
            if (await _confirmations.Use(shown, tool.Name, hash, call, run.Id, ct) is { } against) throw new ToolRefused(against);
            return;
        }
        var preview = tool.Foresee is { } foresee ? await foresee(run, ct) : Preview.Of($"{tool.Title}.", input);
        var (asks, hint) = permission switch
        {
            Permission.VisitorConfirms => ("visitor", "The visitor is asked."),
            Permission.AgentConfirms => ("agent", "An agent is asked."),
            _ => ("caller", "Show the preview; if it is wanted, run the tool again with the same input and this confirmation."),
        };
        var kept = await _confirmations.Ask(tool, input, hash, preview, call, asks, ct);
        throw new ToolRefused(new ToolError("confirmation_required", $"{tool.Title} is done when it has been confirmed.", hint)
        {
            Preview = preview, Confirmation = kept.Id.ToString("N"), Asks = asks,
        });
    }

    private async Task<ToolResult> Within(Tool tool, Guid id, Func<CancellationToken, Task<JsonObject>> deed, CancellationToken ct)
    {
        using var limit = new TimeLimit(tool.TimeLimit, _clock, ct);
        try
        {
            return new ToolResult(id, await deed(limit.Token), null);
        }
        catch (ToolRefused refused)
        {
            return new ToolResult(id, null, refused.Error);
        }
        catch (Refusal refusal)
        {
            return new ToolResult(id, null, new ToolError(refusal.Code, refusal.Message, null));
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            return new ToolResult(id, null, new ToolError(
                "time_limit", $"The tool was not done within {tool.TimeLimit.TotalSeconds:0} s.", "Try again in a moment, or go on without it."));
        }
    }

    private static byte[] Hash(JsonObject input) => SHA256.HashData(Encoding.UTF8.GetBytes(input.ToJsonString()));
}
