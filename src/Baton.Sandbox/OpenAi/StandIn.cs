using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Sandbox.OpenAi;

/// <summary>
/// What the sandbox's model does when nobody has given it a script and it is offered tools: a customer service assistant made of a few rules, so that a bot can be tried
/// without a language model. It says what it is.
/// </summary>
internal static partial class StandIn
{
    private const int CasesMax = 5;

    private const string Introduction = "I am the sandbox's stand-in for a language model and follow a few rules. Tell me your e-mail address and I'll look up your cases, "
        + "or begin with \"new case\" and tell me what is wrong.";

    public static bool CanAct(JsonElement question) =>
        question.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0;

    public static ModelAnswer Answer(JsonElement question, ModelAnswer usual)
    {
        var (last, offered) = (LastMessage.Of(question), Offered(question));
        var (says, call) = last.Tool is null ? ToVisitor(last.Text, question, offered) : ToResult(ScriptedTurn.Plain(last.Tool)!, last.Text, question, offered);
        return usual with { Says = says ?? "", Calls = call is null ? [] : [call] };
    }

    private static (string?, ScriptedCall?) ToVisitor(string text, JsonElement question, IReadOnlyList<string> offered)
    {
        if (Code().Match(text) is { Success: true } code && Call(offered, "check_verification_code", ("code", code.Value)) is { } check) return (null, check);
        if (text.StartsWith("new case", StringComparison.OrdinalIgnoreCase))
        {
            var (email, title) = (EmailIn(question), text["new case".Length..].Trim(' ', ':', '.', '-'));
            if (title.Length == 0) return ("What is wrong? Begin with \"new case\" and tell me in one line.", null);
            if (email is null) return ("What is your e-mail address? Then say it once more.", null);
            if (Call(offered, "create_case", ("title", title), ("description", title), ("email", email)) is { } create) return (null, create);
        }
        if (Email().Match(text) is { Success: true } address && Call(offered, "get_contact_by_email", ("email", address.Value)) is { } look) return (null, look);
        if (text.Contains('?', StringComparison.Ordinal) && Call(offered, "knowledge_search", ("query", text)) is { } search) return (null, search);
        return (Introduction, null);
    }

    private static (string?, ScriptedCall?) ToResult(string tool, string text, JsonElement question, IReadOnlyList<string> offered)
    {
        var result = Json(text);
        if (result?["error"] is { } error) return ($"That did not work: {error["message"]}", null);
        var (known, isMatch, found) = ((string?)result?["contact_id"], (bool?)result?["match"] ?? false, result?["matches"] as JsonArray ?? []);
        switch (tool)
        {
            case "get_contact_by_email" when isMatch:
                return EmailIn(question) is { } email && Call(offered, "send_verification_code", ("email", email)) is { } send ? (null, send) : ("I know that address.", null);
            case "get_contact_by_email" when found.Count > 0:
                return Call(offered, "get_contact_cases", ("contact_id", (string?)found[0]!["contact_id"] ?? "")) is { } list ? (null, list) : ("I've found you.", null);
            case "get_contact_by_email":
                return ("I don't find that address. Begin with \"new case\" and tell me what is wrong.", null);
            case "send_verification_code":
                return ("I've sent a code of six digits to that address, if it is on record. What is it?", null);
            case "check_verification_code":
                return known is not null && Call(offered, "get_contact_cases", ("contact_id", known)) is { } cases ? (null, cases) : ("Thank you, that is right.", null);
            case "get_contact_cases":
                return (Told(result?["cases"] as JsonArray ?? []), null);
            case "create_case":
                return (result?["ticket_number"] is { } number ? $"I've opened case {number}." : "There is a case about this already.", null);
            case "knowledge_search":
                return (result?["articles"] is JsonArray { Count: > 0 } articles ? $"{articles[0]!["text"]} ({articles[0]!["title"]})" : "I don't know that.", null);
            default:
                return ("Done.", null);
        }
    }

    private static string Told(JsonArray cases) => cases.Count == 0 ? "You have no cases. Begin with \"new case\" and tell me what is wrong."
        : $"These are your cases:\n{string.Join("\n", cases.Take(CasesMax).Select(one => $"- {one!["ticket_number"]}: {one["title"]} ({one["status"]})"))}";

    private static ScriptedCall? Call(IReadOnlyList<string> offered, string tool, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        if (offered.FirstOrDefault(name => ScriptedTurn.Plain(name) == tool) is not { } name) return null;
        var json = new JsonObject();
        foreach (var (member, value) in arguments) json[member] = value;
        return new ScriptedCall(name, json.ToJsonString());
    }

    private static List<string> Offered(JsonElement question) =>
        [.. from tool in question.GetProperty("tools").EnumerateArray()
            where tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out _)
            let name = LastMessage.Member(tool.GetProperty("function"), "name")
            where name is not null
            select name];

    /// <summary>The last address that the visitor has named.</summary>
    private static string? EmailIn(JsonElement question) =>
        (from message in question.GetProperty("messages").EnumerateArray()
         where LastMessage.Member(message, "role") == "user"
         let found = Email().Match(LastMessage.TextOf(message))
         where found.Success
         select found.Value).LastOrDefault();

    // Results may stand between marks that say that they are data.
    private static JsonNode? Json(string text)
    {
        var (from, to) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (from < 0 || to < from) return null;
        try
        {
            return JsonNode.Parse(text[from..(to + 1)]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Email();

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex Code();
}
