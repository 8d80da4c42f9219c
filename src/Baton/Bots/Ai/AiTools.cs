using System.Text.Json.Nodes;
using Baton.Tools;
using OpenAI.Chat;

namespace Baton.Bots.Ai;

/// <summary>The tools that a model is offered: its program's, those that verify a visitor, and those that are no tools of the CRM. What is not here can't be run, whatever a model asks for.</summary>
internal sealed class AiTools
{
    public const string Escalate = "escalate";
    public const string Search = "knowledge_search";

    private static readonly string[] Verifying = ["send_verification_code", "check_verification_code"];

    private readonly Dictionary<string, Tool> _tools = new(StringComparer.Ordinal);

    public AiTools(AiProgram program, ToolBox box, bool searches, bool assists = false)
    {
        foreach (var name in program.Tools)
            if (box.Find(name) is { } tool) _tools.TryAdd(name, tool);
        if (_tools.Count > 0 && !assists)
            foreach (var name in Verifying)
                if (box.Find(name) is { } tool && !_tools.ContainsValue(tool)) _tools.TryAdd(name, tool);
        Offered =
        [
            .. _tools.Select(pair => ChatTool.CreateFunctionTool(pair.Key, pair.Value.Description, BinaryData.FromString(pair.Value.Input.ToJson().ToJsonString()))),
            .. Own(searches, !assists),
        ];
    }

    public IReadOnlyList<ChatTool> Offered { get; }

    public Tool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>The arguments as an object, or null when they are none.</summary>
    public static JsonObject? Arguments(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (Exception nonsense) when (nonsense is System.Text.Json.JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A member's text; models send anything.</summary>
    public static string? Text(JsonObject arguments, string name) =>
        arguments.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static IEnumerable<ChatTool> Own(bool searches, bool escalates)
    {
        if (escalates)
            yield return ChatTool.CreateFunctionTool(Escalate, "Gives the conversation to a person. Use it when the visitor wants one, when you can't help, or when the matter needs one.",
                BinaryData.FromString("""
                    {"type": "object", "properties": {
                      "reason": {"type": "string", "description": "Why, in one sentence, for the colleague."},
                      "kind": {"type": "string", "enum": ["wish_for_person", "anger", "dispute", "out_of_scope", "urgent", "cannot_help"]},
                      "summary": {"type": "string", "description": "What the visitor wants and what you have found out, in a few sentences, for the colleague."}},
                     "required": ["reason", "kind"], "additionalProperties": false}
                    """));
        if (searches)
            yield return ChatTool.CreateFunctionTool(Search, "Looks into the company's articles. Use it before you answer a question about the company, its products or how something is done.",
                BinaryData.FromString("""
                    {"type": "object", "properties": {"query": {"type": "string", "description": "What to look for, in a few words."}}, "required": ["query"], "additionalProperties": false}
                    """));
    }
}
