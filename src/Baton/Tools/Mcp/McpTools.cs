using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Plumbing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Baton.Tools.Mcp;

/// <summary>What an MCP client meets: the tools with their schemas and hints, and running them in the name of a key.</summary>
public sealed class McpTools(ToolBox box, TimeProvider clock, ILogger<McpTools> log)
{
    private const string ConfirmationField = "confirmation";
    private const string IdempotencyMeta = "baton/idempotencyKey";
    private const string ConversationMeta = "baton/conversationId";
    private const string RunMeta = "baton/run";
    private const int ConfirmationLengthMax = 500;

    private const string Instructions = """
        Tools for the CRM (Dynamics 365) of this contact centre. Look before you create: search first, and use the id that you found. Where several
        records match, the error lists candidates: ask which one is meant. An error with the code confirmation_required has a preview of the change:
        show it to a person, and once they agree, call again with the same input and the confirmation of that error.
        """;

    /// <summary>Letters as they are: models read this text, and nobody renders it.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A run that takes longer says every so often that it is still under way.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Lazy<ListToolsResult> _list = new(() => new ListToolsResult { Tools = [.. box.Tools.Where(IsOffered).Select(Described)] });

    /// <summary>The server for one request of one client. It remembers nothing: what must last is in the store.</summary>
    internal McpServerOptions For(KeyHolder holder) => new()
    {
        ServerInfo = new Implementation { Name = "baton", Title = "Baton", Version = typeof(McpTools).Assembly.GetName().Version?.ToString(3) ?? "0" },
        ServerInstructions = Instructions.ReplaceLineEndings(" ").Trim(),
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        ScopeRequests = false,
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (request, _) => request.Params?.Cursor is null
                ? ValueTask.FromResult(_list.Value)
                : throw new McpProtocolException("This server gives all tools at once and no cursor.", McpErrorCode.InvalidParams),
            CallToolHandler = (request, ct) => Call(holder, request, ct),
        },
    };

    private static bool IsOffered(Tool tool) => !tool.OnlyInConversation;

    private static ModelContextProtocol.Protocol.Tool Described(Tool tool) => new()
    {
        Name = tool.Name,
        Title = tool.Title,
        Description = tool.Description,
        InputSchema = JsonSerializer.SerializeToElement(InputOf(tool)),
        Annotations = new ToolAnnotations
        {
            Title = tool.Title,
            ReadOnlyHint = tool.IsReadOnly,
            DestructiveHint = tool.IsDestructive,
            IdempotentHint = tool.IsIdempotent || tool.IsReadOnly,
            OpenWorldHint = false,   // one organisation's CRM, and nothing beyond it
        },
    };

    private static JsonObject InputOf(Tool tool)
    {
        var schema = tool.Input.ToJson();
        if (!tool.IsReadOnly)
            schema["properties"]![ConfirmationField] = new JsonObject
            {
                ["type"] = "string",
                ["maxLength"] = ConfirmationLengthMax,
                ["description"] = "Leave it out at first. When the answer is confirmation_required and a person has agreed to its preview, "
                    + "call again with the same input and the confirmation of that answer.",
            };
        return schema;
    }

    private async ValueTask<CallToolResult> Call(KeyHolder holder, RequestContext<CallToolRequestParams> request, CancellationToken ct)
    {
        var given = request.Params ?? throw new McpProtocolException("tools/call needs the name of a tool.", McpErrorCode.InvalidParams);
        if (box.Find(given.Name) is not { } tool || !IsOffered(tool))
            throw new McpProtocolException($"There is no tool '{Cutting.Text(given.Name, 60)}'. tools/list has those there are.", McpErrorCode.InvalidParams);

        var input = new JsonObject((given.Arguments ?? new Dictionary<string, JsonElement>()).Select(pair => KeyValuePair.Create(pair.Key, Node(pair.Value))));
        if (TakeConfirmation(tool, input, out var confirmation) is { } wrong) return Answer(null, null, wrong);

        try
        {
            var call = new ToolCall
            {
                Who = Runner.Key(holder.Id, holder.Name), Confirmation = confirmation, IdempotencyKey = Meta(given, IdempotencyMeta), ConversationId = Conversation(given),
            };
            // Whoever hangs up while something is being changed would not know whether it was: that is finished, within its time limit.
            var run = box.Run(tool.Name, input, call, tool.IsReadOnly ? ct : CancellationToken.None);
            var result = given.ProgressToken is { } token ? await Told(run, tool, request.Server, token, ct) : await run;
            return Answer(result.RunId, result.Json, result.Error);
        }
        catch (Refusal refusal)
        {
            return Answer(null, null, new ToolError(refusal.Code, refusal.Message, null));
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            ToolsLog.RunBroke(log, bug, tool.Name);
            return Answer(null, null, new ToolError("failed", "Something went wrong here; it has been logged.", "Try again in a moment, or go on without it."));
        }
    }

    /// <summary>Takes the confirmation out of what the tool itself is given. Answers what is wrong with it, if anything.</summary>
    private static ToolError? TakeConfirmation(Tool tool, JsonObject input, out string? confirmation)
    {
        confirmation = null;
        if (tool.IsReadOnly || !input.Remove(ConfirmationField, out var node) || node is null) return null;
        confirmation = node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= ConfirmationLengthMax ? text : null;
        if (confirmation is null) return new ToolError("invalid_input", "confirmation must be the text that an earlier answer gave.", "Leave it out to get one.");
        if (confirmation.Length == 0) confirmation = null;   // models send empty texts for what they don't have
        return null;
    }

    /// <summary>The conversation that a run is about: its visitor then bounds what is reached.</summary>
    private static Guid? Conversation(CallToolRequestParams given) => Meta(given, ConversationMeta) is not { } text ? null
        : Guid.TryParse(text, out var id) ? id : throw Refusal.Invalid("invalid_conversation", $"_meta/{ConversationMeta} is not an id.");

    private static string? Meta(CallToolRequestParams given, string name) =>
        given.Meta?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private async Task<ToolResult> Told(Task<ToolResult> run, Tool tool, McpServer client, ProgressToken token, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        for (var beats = 1; ; beats++)
        {
            var beat = timer.WaitForNextTickAsync(ct).AsTask();
            if (await Task.WhenAny(run, beat) == run || ct.IsCancellationRequested) return await run;
            var soFar = Beat * beats;
            await client.NotifyProgressAsync(token, new ProgressNotificationValue
            {
                Progress = (float)soFar.TotalSeconds, Message = $"{tool.Title}: {soFar.TotalSeconds:0} s so far, at most {tool.TimeLimit.TotalSeconds:0}.",
            }, cancellationToken: ct);
        }
    }

    /// <summary>The same thing twice, as the protocol asks: for programs, and as text for models that see nothing else.</summary>
    private static CallToolResult Answer(Guid? runId, JsonObject? json, ToolError? error)
    {
        var content = error is null ? JsonSerializer.SerializeToElement(json) : JsonSerializer.SerializeToElement(error, ActivityLog.Json);
        return new CallToolResult
        {
            IsError = error is not null,
            StructuredContent = content,
            Content = [new TextContentBlock { Text = JsonSerializer.Serialize(content, Readable) }],
            Meta = runId is null ? null : new JsonObject { [RunMeta] = runId.ToString() },
        };
    }

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => JsonValue.Create(value),
    };
}
