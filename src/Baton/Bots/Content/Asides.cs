using System.Text.Json.Nodes;
using Baton.Conversations;

namespace Baton.Bots.Content;

/// <summary>What a bot sends in its channel data beyond what is read here: shown to agents as text, so that nothing is passed over in silence.</summary>
internal static class Asides
{
    /// <summary>What is read, or only says how a message travelled.</summary>
    private static readonly string[] Known =
    [
        "tags", "deliveryMode", "command", "streamType", "streamId", "streamSequence", "clientActivityID", "clientTimestamp", "attachmentSizes", "postBack", "messageBack",
        "isDisplayable", "feedbackLoop", "feedbackLoopEnabled", "DialogTraceDetail", "DialogErrorDetail", "CurrentMessageDetail", "VariableDetail", "cci_bot_id", "cci_tenant_id",
        "cci_trace_id", "cci_environment_id", "cci_user_id", "pva:gpt-feedback", "traceHistory", "baton",
    ];

    public static string? Of(JsonObject? channelData)
    {
        if (channelData is null) return null;
        var unknown = new JsonObject(channelData.Where(pair => !Known.Contains(pair.Key) && !pair.Key.StartsWith("webchat:", StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        return Submitted.Words(unknown) is { Length: > 0 } words ? words : null;
    }
}
