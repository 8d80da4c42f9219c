using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.BotProtocol;

/// <summary>
/// How the protocol is written: camelCase, nothing that is null. Names are read in any case, because samples and documentation disagree on it.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(ActivitySet))]
[JsonSerializable(typeof(TokenParameters))]
[JsonSerializable(typeof(DirectLineConversation))]
[JsonSerializable(typeof(ResourceResponse))]
[JsonSerializable(typeof(SessionId))]
[JsonSerializable(typeof(ErrorResponse))]
public sealed partial class BotJson : JsonSerializerContext
{
    /// <summary>For everything on the wire: letters of all languages are written as themselves.</summary>
    public static BotJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new UtcTime() },
    });
}
