using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Desk.Macros;

/// <summary>What a macro's placeholders stand for in one conversation.</summary>
internal static class MacroValues
{
    private const int ParametersMax = 50;

    /// <summary>What is known of a conversation without anybody having named it.</summary>
    public static readonly string[] Fields =
        ["visitor.name", "visitor.email", "agent.name", "contact.id", "contact.name", "contact.company", "account.id", "queue.name", "conversation.id"];

    /// <summary>What was given with a run: texts, numbers and booleans by name.</summary>
    public static Dictionary<string, JsonNode> Parameters(JsonObject? given)
    {
        SoundJson.MustBeSound(given);
        if (given?.Count > ParametersMax) throw Refusal.Invalid("invalid_parameters", $"A run has at most {ParametersMax} parameters.");
        var parameters = new Dictionary<string, JsonNode>();
        foreach (var (name, value) in given ?? [])
        {
            if (value is null) continue;
            var known = Variable.Of(name, value is JsonValue ? value.GetValue<System.Text.Json.JsonElement>() : value, "agent");
            if (known.Value.Length > 0) parameters[name] = value.DeepClone();
        }
        return parameters;
    }

    /// <summary>Every name that has a value: the conversation's fields, then parameters, then context variables that agents are shown.</summary>
    public static async Task<Dictionary<string, JsonNode>> Of(Database database, Conversation conversation, Caller caller, Dictionary<string, JsonNode> parameters, CancellationToken ct)
    {
        var queue = await database.Find<string>("select name from queues where id = @QueueId", new { conversation.QueueId }, ct);
        var values = new Dictionary<string, JsonNode>();
        foreach (var variable in (await database.VariablesOf(conversation.Id, ct)).Where(variable => !variable.Hidden && variable.Value.Length > 0))
            values[variable.Name] = Of(variable.Typed);
        foreach (var (name, value) in parameters) values[name] = value;
        string?[] fields =
        [
            conversation.ContactName ?? conversation.VisitorName, conversation.VerifiedEmail ?? conversation.VisitorEmail, caller.Name, conversation.ContactId, conversation.ContactName,
            conversation.ContactCompany, conversation.VerifiedAccountId?.ToString("D"), queue, conversation.Id.ToString("D"),
        ];
        foreach (var (name, value) in Fields.Zip(fields))
        {
            if (string.IsNullOrWhiteSpace(value)) values.Remove(name);
            else values[name] = value;
        }
        return values;
    }

    /// <summary>A context variable's value: a text, a number or a boolean.</summary>
    public static JsonNode Of(object typed) => typed switch
    {
        decimal number => JsonValue.Create(number),
        bool yes => JsonValue.Create(yes),
        var text => JsonValue.Create((string)text),
    };

    /// <summary>The names that have to have a value before a run begins and have none; what a tool is still to find is not among them.</summary>
    public static string[] Missing(IReadOnlyList<MacroStep> steps, IReadOnlyDictionary<string, JsonNode> values)
    {
        var set = new HashSet<string>(values.Keys);
        var missing = new List<string>();
        foreach (var step in steps)
        {
            missing.AddRange(step.Texts().SelectMany(Placeholders.Needed).Where(name => !name.StartsWith(Placeholders.Result, StringComparison.Ordinal) && !set.Contains(name)));
            if (step is { Kind: "set", Name: { } name }) set.Add(name);   // the steps after it have it
        }
        return [.. missing.Distinct()];
    }
}
