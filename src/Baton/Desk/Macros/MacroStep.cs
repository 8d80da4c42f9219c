using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Desk.Macros;

/// <summary>One step of a macro: what it does, with what. Its texts, and those of a tool's input, may hold placeholders.</summary>
public sealed partial record MacroStep
{
    public static readonly string[] Kinds = ["say", "note", "tool", "set", "open", "reply", "transfer", "end"];

    private const int TextLengthMax = 8_000;
    private const int InputLengthMax = 16_000;
    private const int RecordLengthMax = 200;

    /// <summary>say, note, tool, set (a context variable), open (a record), reply (put into the reply box), transfer or end.</summary>
    public string? Kind { get; init; }

    /// <summary>For say, note and reply: the words.</summary>
    public string? Text { get; init; }

    /// <summary>For tool: its name and its input.</summary>
    public string? Tool { get; init; }
    public JsonObject? Input { get; init; }

    /// <summary>For set: the context variable and its value.</summary>
    public string? Name { get; init; }
    public string? Value { get; init; }

    /// <summary>For open: the record's table in Dynamics, such as contact or incident, and its id.</summary>
    public string? Table { get; init; }
    public string? Record { get; init; }

    /// <summary>For transfer: where it goes, and why.</summary>
    public Guid? QueueId { get; init; }
    public string? Reason { get; init; }

    /// <summary>The step with what its kind has and nothing else; refuses what could never be done.</summary>
    internal MacroStep Checked(int number, bool isLast, ToolBox tools)
    {
        if (Kind is "transfer" or "end" && !isLast) throw Wrong(number, "The conversation is no longer theirs after it: it can only be the last step.");
        return Kind switch
        {
            "say" or "note" or "reply" => new() { Kind = Kind, Text = Needed(number, Text, TextLengthMax, "its words") },
            "tool" => new() { Kind = Kind, Tool = tools.Find(Tool ?? "")?.Name ?? throw Wrong(number, "There is no tool of that name."), Input = Checked(number, Input) },
            "set" => new()
            {
                Kind = Kind, Name = Needed(number, Name, Limits.VariableNameLengthMax, "the context variable's name"),
                Value = Needed(number, Value, Limits.VariableValueLengthMax, "a value"),
            },
            "open" => new()
            {
                Kind = Kind, Record = Needed(number, Record, RecordLengthMax, "which record"),
                Table = Table is { } table && TableName().IsMatch(table) ? table : throw Wrong(number, "A table is named as Dynamics names it, such as contact or incident."),
            },
            "transfer" => new()
            {
                Kind = Kind, QueueId = QueueId ?? throw Wrong(number, "It needs a queue."),
                Reason = string.IsNullOrWhiteSpace(Reason) ? null : Needed(number, Reason, Limits.ReasonLengthMax, "a reason"),
            },
            "end" => new() { Kind = Kind },
            _ => throw Wrong(number, $"kind is one of {string.Join(", ", Kinds)}."),
        };
    }

    /// <summary>Every text that may hold placeholders.</summary>
    internal IEnumerable<string> Texts() =>
        new[] { Text, Value, Record, Reason }.OfType<string>().Concat(Input is null ? [] : Placeholders.TextsOf(Input));

    /// <summary>The step with the values put in.</summary>
    internal MacroStep Filled(Func<string, JsonNode?> find) => this with
    {
        Text = Fill(Text, find), Value = Fill(Value, find), Record = Fill(Record, find), Reason = Fill(Reason, find),
        Input = Input is null ? null : (JsonObject)Placeholders.Filled(Input, find)!,
    };

    private static string? Fill(string? text, Func<string, JsonNode?> find) => text is null ? null : Placeholders.Filled(text, find);

    private static JsonObject Checked(int number, JsonObject? input)
    {
        SoundJson.MustBeSound(input);
        var json = input?.ToJsonString() ?? "{}";
        if (json.Length > InputLengthMax) throw Wrong(number, $"A tool's input has at most {InputLengthMax:N0} characters.");
        if (json.Contains("\\u0000", StringComparison.Ordinal)) throw Wrong(number, "A tool's input can't hold the character U+0000.");
        return (JsonObject)JsonNode.Parse(json)!;
    }

    private static string Needed(int number, string? text, int lengthMax, string what) =>
        text is not null && !string.IsNullOrWhiteSpace(text) && text.Length <= lengthMax && !text.Contains('\0', StringComparison.Ordinal) ? text.Trim()
            : throw Wrong(number, $"It needs {what}, of at most {lengthMax:N0} characters.");

    private static Refusal Wrong(int number, string why) => Refusal.Invalid("invalid_step", $"Step {number}: {why}");

    [GeneratedRegex("^[a-z][a-z0-9_]{0,99}$")]
    private static partial Regex TableName();

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
