using System.Text.Json;

namespace Baton.Sandbox.CopilotStudio;

/// <summary>How the sandbox's Copilot Studio agent and the service in front of it behave, until they are told otherwise.</summary>
internal sealed record AgentScript
{
    public const int SlowMillisecondsMax = 600_000;
    private const int TimesMax = 1_000_000;

    /// <summary>
    /// answers; mute: the agent says nothing; error: what is sent to it is answered with 502; down: everything is answered with 503; throttled: with 429; expired: tokens
    /// are answered with 403; gone: conversations are answered with 404; drops: a stream ends with every word that it brings; repeats: everything is said twice; noStream:
    /// streams can't be opened; nonsense: what comes is no JSON.
    /// </summary>
    public static readonly string[] Behaviours = ["answers", "mute", "error", "down", "throttled", "expired", "gone", "drops", "repeats", "noStream", "nonsense"];

    public string Behaves { get; init; } = "answers";

    /// <summary>After so many times it behaves as usual again; null: until it is told otherwise.</summary>
    public int? Times { get; init; }
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>How long the agent thinks.</summary>
    public int SlowMilliseconds { get; init; }

    /// <summary>How long a token lives.</summary>
    public int TokenSeconds { get; init; } = 1_800;

    /// <summary>Reads a script as programs send it. What isn't named is as usual.</summary>
    public static AgentScript Read(JsonElement json)
    {
        var script = new AgentScript();
        foreach (var property in json.EnumerateObject())
        {
            script = property.Name switch
            {
                "behaves" => script with { Behaves = property.Value.GetString() ?? "" },
                "times" => script with { Times = property.Value.ValueKind == JsonValueKind.Null ? null : property.Value.GetInt32() },
                "retryAfterSeconds" => script with { RetryAfterSeconds = property.Value.GetInt32() },
                "slowMilliseconds" => script with { SlowMilliseconds = property.Value.GetInt32() },
                "tokenSeconds" => script with { TokenSeconds = property.Value.GetInt32() },
                _ => throw new FormatException($"An agent's script has no '{property.Name}'."),
            };
        }
        return script.Checked();
    }

    public AgentScript Checked()
    {
        if (!Behaviours.Contains(Behaves)) throw new FormatException($"An agent behaves as one of these: {string.Join(", ", Behaviours)}.");
        if (SlowMilliseconds is < 0 or > SlowMillisecondsMax) throw new FormatException($"An agent is slow by at most {SlowMillisecondsMax:N0} milliseconds.");
        if (Times is < 1 or > TimesMax || RetryAfterSeconds is < 0 or > 3_600 || TokenSeconds is < 1 or > 86_400) throw new FormatException("A number is out of its range.");
        return this;
    }
}

/// <summary>The script as it stands.</summary>
internal sealed class Agent
{
    public const string Schema = "contoso_helper";
    public const string Name = "Contoso helper";
    public const string Secret = "sandbox-directline-secret";
    public const string EnvironmentId = "ba700000-e0e0-4000-8000-0000000000a1";

    private readonly Lock turning = new();

    public AgentScript Script { get; private set; } = new();

    public void Set(AgentScript script)
    {
        lock (turning) Script = script;
    }

    /// <summary>Whether it behaves so now; counts it.</summary>
    public bool Does(string behaviour)
    {
        if (Script.Behaves != behaviour) return false;
        lock (turning)
        {
            if (Script.Behaves != behaviour) return false;
            if (Script.Times is { } times) Script = times > 1 ? Script with { Times = times - 1 } : Script with { Behaves = "answers", Times = null };
            return true;
        }
    }
}
