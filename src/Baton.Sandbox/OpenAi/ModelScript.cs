using System.Text.Json;

namespace Baton.Sandbox.OpenAi;

/// <summary>How the sandbox's model behaves, until it is told otherwise.</summary>
internal sealed record ModelScript
{
    public const string Usual = "I am the sandbox's model, and say what I am told to say.";
    public const int SayLengthMax = 20_000;
    public const int SlowMillisecondsMax = 600_000;

    /// <summary>answers, refuses, empty, nonsense, error, throttled or silent.</summary>
    public static readonly string[] Behaviours = ["answers", "refuses", "empty", "nonsense", "error", "throttled", "silent"];

    public string Behaves { get; init; } = "answers";

    /// <summary>What it says to everything.</summary>
    public string Says { get; init; } = Usual;
    public int SlowMilliseconds { get; init; }

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
                _ => throw new FormatException($"A model's script has no '{property.Name}'."),
            };
        }
        return script.Checked();
    }

    public ModelScript Checked()
    {
        if (!Behaviours.Contains(Behaves)) throw new FormatException($"A model behaves as one of these: {string.Join(", ", Behaviours)}.");
        if (Says.Length > SayLengthMax) throw new FormatException($"A model says at most {SayLengthMax:N0} characters.");
        return SlowMilliseconds is >= 0 and <= SlowMillisecondsMax ? this : throw new FormatException($"A model is slow by at most {SlowMillisecondsMax:N0} milliseconds.");
    }
}

/// <summary>The sandbox's model: its script as it stands, and what it was asked last.</summary>
internal sealed class ScriptedModel
{
    public const string Name = "sandbox-small";
    public const string Key = "sandbox-model-key";
    private const int AskedMax = 20;

    private readonly Lock turning = new();
    private readonly Queue<JsonElement> asked = new();

    public ModelScript Script { get; private set; } = new();

    public IReadOnlyList<JsonElement> Asked
    {
        get
        {
            lock (turning) return [.. asked];
        }
    }

    public void Set(ModelScript script)
    {
        lock (turning)
        {
            Script = script;
            asked.Clear();
        }
    }

    public void Note(JsonElement question)
    {
        lock (turning)
        {
            if (asked.Count == AskedMax) asked.Dequeue();
            asked.Enqueue(question);
        }
    }
}
