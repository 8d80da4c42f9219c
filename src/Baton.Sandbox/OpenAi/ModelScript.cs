using System.Text.Json;

namespace Baton.Sandbox.OpenAi;

/// <summary>A tool that the model asks for; its arguments as text, which need not be JSON: models get that wrong too.</summary>
internal sealed record ScriptedCall(string Name, string Arguments);

/// <summary>One turn of a script: when it is taken, and what the model then does. The first that fits is taken.</summary>
internal sealed record ScriptedTurn
{
    /// <summary>What the last message must contain, whoever it is from; null for anything.</summary>
    public string? WhenContains { get; init; }

    /// <summary>What the last message is: visitor, tool, or the result of the tool of that name; null for anything.</summary>
    public string? After { get; init; }

    /// <summary>How often it is taken; 0 for always.</summary>
    public int Times { get; init; }
    public string? Behaves { get; init; }
    public string? Says { get; init; }

    /// <summary>How often it says it, in one answer.</summary>
    public int Repeat { get; init; } = 1;
    public IReadOnlyList<ScriptedCall> Calls { get; init; } = [];
    public int? SlowMilliseconds { get; init; }

    public bool Fits(LastMessage last) =>
        (WhenContains is null || last.Text.Contains(WhenContains, StringComparison.OrdinalIgnoreCase))
        && (After is null || (After == "visitor" ? last.Tool is null : After == "tool" ? last.Tool is not null : Plain(last.Tool) == Plain(After)));

    /// <summary>The same tool, whichever of its two names it goes by.</summary>
    internal static string? Plain(string? tool) => tool?.StartsWith("dynamics365_", StringComparison.Ordinal) == true ? tool["dynamics365_".Length..] : tool;

    public static ScriptedTurn Read(JsonElement json)
    {
        var turn = new ScriptedTurn();
        foreach (var property in json.EnumerateObject())
        {
            turn = property.Name switch
            {
                "whenContains" => turn with { WhenContains = property.Value.GetString() },
                "after" => turn with { After = property.Value.GetString() },
                "times" => turn with { Times = property.Value.GetInt32() },
                "behaves" => turn with { Behaves = property.Value.GetString() },
                "says" => turn with { Says = property.Value.GetString() },
                "repeat" => turn with { Repeat = property.Value.GetInt32() },
                "slowMilliseconds" => turn with { SlowMilliseconds = property.Value.GetInt32() },
                "calls" => turn with { Calls = [.. property.Value.EnumerateArray().Select(Call)] },
                _ => throw new FormatException($"A turn of a model's script has no '{property.Name}'."),
            };
        }
        return turn;
    }

    private static ScriptedCall Call(JsonElement json)
    {
        var arguments = json.TryGetProperty("arguments", out var given) ? given : default;
        return new ScriptedCall(json.GetProperty("name").GetString() ?? "", arguments.ValueKind switch
        {
            JsonValueKind.Undefined => "{}",
            JsonValueKind.String => arguments.GetString()!,
            _ => arguments.GetRawText(),
        });
    }
}

/// <summary>The message that a model answers to: its words, and which tool's result it is, if it is one.</summary>
internal sealed record LastMessage(string Text, string? Tool)
{
    public static LastMessage Of(JsonElement question)
    {
        var messages = question.GetProperty("messages");
        var last = messages[messages.GetArrayLength() - 1];
        var isTool = Member(last, "role") == "tool";
        return new LastMessage(TextOf(last), isTool ? ToolOf(messages, Member(last, "tool_call_id")) ?? "?" : null);
    }

    /// <summary>A message's words, which clients send as a text or as parts.</summary>
    public static string TextOf(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content)) return "";
        if (content.ValueKind == JsonValueKind.String) return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array) return "";
        return string.Concat(content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object ? Member(part, "text") : null));
    }

    public static string? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? ToolOf(JsonElement messages, string? callId) =>
        (from message in messages.EnumerateArray()
         where message.ValueKind == JsonValueKind.Object && message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array
         from call in message.GetProperty("tool_calls").EnumerateArray()
         where Member(call, "id") == callId && call.TryGetProperty("function", out _)
         select Member(call.GetProperty("function"), "name")).LastOrDefault();
}

/// <summary>How the sandbox's model behaves, until it is told otherwise.</summary>
internal sealed record ModelScript
{
    public const string Usual = "I am the sandbox's model, and say what I am told to say.";
    public const int SayLengthMax = 20_000;
    public const int RepeatMax = 1_000;
    public const int TurnsMax = 100;
    public const int SlowMillisecondsMax = 600_000;

    /// <summary>answers, refuses, empty, nonsense, error, throttled, silent, breaks (in the middle of a streamed answer), or waits (and answers when it is told to go on).</summary>
    public static readonly string[] Behaviours = ["answers", "refuses", "empty", "nonsense", "error", "throttled", "silent", "breaks", "waits"];

    public string Behaves { get; init; } = "answers";

    /// <summary>What it says to everything that no turn fits; null when nobody has told it, and it acts by rules of its own where it has tools.</summary>
    public string? Says { get; init; }
    public int SlowMilliseconds { get; init; }

    /// <summary>How long it takes over each word of a streamed answer.</summary>
    public int WordMilliseconds { get; init; }
    public IReadOnlyList<ScriptedTurn> Turns { get; init; } = [];

    /// <summary>How the embedding model behaves: answers, nonsense, error, throttled, silent, missing (there is none at this endpoint), or refuses (what holds the word forbidden).</summary>
    public string Embeds { get; init; } = "answers";
    public int EmbedsSlowMilliseconds { get; init; }

    /// <summary>What the embedding model refuses that refuses something.</summary>
    public const string Forbidden = "forbidden";

    private static readonly string[] EmbeddingBehaviours = ["answers", "nonsense", "error", "throttled", "silent", "missing", "refuses"];

    /// <summary>Reads a script as programs send it. What isn't named is as usual.</summary>
    public static ModelScript Read(JsonElement json)
    {
        var script = new ModelScript();
        foreach (var property in json.EnumerateObject())
        {
            script = property.Name switch
            {
                "behaves" => script with { Behaves = property.Value.GetString() ?? "" },
                "says" => script with { Says = property.Value.GetString() ?? "" },
                "slowMilliseconds" => script with { SlowMilliseconds = property.Value.GetInt32() },
                "wordMilliseconds" => script with { WordMilliseconds = property.Value.GetInt32() },
                "embeds" => script with { Embeds = property.Value.GetString() ?? "" },
                "embedsSlowMilliseconds" => script with { EmbedsSlowMilliseconds = property.Value.GetInt32() },
                "turns" => script with { Turns = [.. property.Value.EnumerateArray().Select(ScriptedTurn.Read)] },
                _ => throw new FormatException($"A model's script has no '{property.Name}'."),
            };
        }
        return script.Checked();
    }

    public ModelScript Checked()
    {
        var behaviours = Turns.Select(turn => turn.Behaves).Append(Behaves);
        if (behaviours.Any(behaves => behaves is not null && !Behaviours.Contains(behaves))) throw new FormatException($"A model behaves as one of these: {string.Join(", ", Behaviours)}.");
        if (!EmbeddingBehaviours.Contains(Embeds)) throw new FormatException($"An embedding model behaves as one of these: {string.Join(", ", EmbeddingBehaviours)}.");
        if (Turns.Count > TurnsMax) throw new FormatException($"A model's script has at most {TurnsMax} turns.");
        if (Turns.Select(turn => turn.Says).Append(Says).Any(says => says?.Length > SayLengthMax)) throw new FormatException($"A model says at most {SayLengthMax:N0} characters.");
        if (Turns.Any(turn => turn.Repeat is < 1 or > RepeatMax || turn.Times < 0)) throw new FormatException($"A model says the same at most {RepeatMax:N0} times.");
        var waits = Turns.Select(turn => turn.SlowMilliseconds ?? 0).Append(SlowMilliseconds).Append(WordMilliseconds).Append(EmbedsSlowMilliseconds);
        return waits.All(wait => wait is >= 0 and <= SlowMillisecondsMax) ? this : throw new FormatException($"A model is slow by at most {SlowMillisecondsMax:N0} milliseconds.");
    }
}

/// <summary>What a model does with one question.</summary>
internal sealed record ModelAnswer
{
    public string Behaves { get; init; } = "answers";
    public string Says { get; init; } = "";
    public IReadOnlyList<ScriptedCall> Calls { get; init; } = [];
    public int SlowMilliseconds { get; init; }
    public int WordMilliseconds { get; init; }
}

/// <summary>The sandbox's model: its script as it stands, and what it was asked last.</summary>
internal sealed class ScriptedModel : IDisposable
{
    public const string Name = "sandbox-small";

    /// <summary>The same model under another name, to fall back on; its script is its own.</summary>
    public const string SpareName = "sandbox-spare";
    public const string Key = "sandbox-model-key";
    private const int AskedMax = 100;

    private readonly Lock turning = new();
    private readonly Queue<JsonElement> asked = new();
    private readonly Queue<JsonElement> embedded = new();
    private int[] taken = [];
    private readonly SemaphoreSlim goes = new(0);

    public ModelScript Script { get; private set; } = new();

    public IReadOnlyList<JsonElement> Asked
    {
        get
        {
            lock (turning) return [.. asked];
        }
    }

    /// <summary>What the embedding model was asked last.</summary>
    public IReadOnlyList<JsonElement> Embedded
    {
        get
        {
            lock (turning) return [.. embedded];
        }
    }

    /// <summary>Notes a question to the embedding model, and answers how it behaves.</summary>
    public ModelScript Embed(JsonElement question)
    {
        lock (turning)
        {
            if (embedded.Count == AskedMax) embedded.Dequeue();
            embedded.Enqueue(question);
            return Script;
        }
    }

    public void Set(ModelScript script)
    {
        lock (turning)
        {
            Script = script;
            while (goes.Wait(0)) { }   // what was told before counts no more
            taken = new int[script.Turns.Count];
            asked.Clear();
            embedded.Clear();
        }
    }

    /// <summary>One answer that waits comes now, or as soon as it is asked for.</summary>
    public void Go() => goes.Release();

    /// <summary>Waits until it is told to go on.</summary>
    public Task IsToldToGoOn(CancellationToken ct) => goes.WaitAsync(ct);

    public void Dispose() => goes.Dispose();

    /// <summary>Notes the question and says what comes of it.</summary>
    public ModelAnswer Answer(JsonElement question)
    {
        var last = LastMessage.Of(question);
        lock (turning)
        {
            if (asked.Count == AskedMax) asked.Dequeue();
            asked.Enqueue(question);
            var script = Script;
            // The spare one is well when the first is not: it has none of the first one's troubles.
            var isSpare = LastMessage.Member(question, "model") == SpareName;
            var usual = new ModelAnswer
            {
                Behaves = isSpare ? "answers" : script.Behaves, SlowMilliseconds = isSpare ? 0 : script.SlowMilliseconds, WordMilliseconds = script.WordMilliseconds,
                Says = script.Says ?? ModelScript.Usual,
            };
            for (var i = 0; i < script.Turns.Count; i++)
            {
                var turn = script.Turns[i];
                if (!turn.Fits(last) || (turn.Times > 0 && taken[i] >= turn.Times)) continue;
                taken[i]++;
                return usual with
                {
                    Behaves = isSpare ? "answers" : turn.Behaves ?? "answers", Says = string.Concat(Enumerable.Repeat(turn.Says ?? "", turn.Repeat)), Calls = turn.Calls,
                    SlowMilliseconds = isSpare ? 0 : turn.SlowMilliseconds ?? script.SlowMilliseconds,
                };
            }
            return script.Says is null && usual.Behaves == "answers" && StandIn.CanAct(question) ? StandIn.Answer(question, usual) : usual;
        }
    }
}
