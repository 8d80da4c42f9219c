using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Bots.Ai;

/// <summary>A tool that the model asked for and what it was given: kept, so that it still knows at the next message.</summary>
internal sealed record Exchange
{
    /// <summary>The message of the conversation after which it was.</summary>
    public required int AfterN { get; init; }
    public required string Id { get; init; }
    public required string Tool { get; init; }

    /// <summary>As the model gave them, or {} where they were no JSON.</summary>
    public required string Arguments { get; init; }

    /// <summary>What the model said beside it.</summary>
    public string? Words { get; init; }

    /// <summary>JSON; null while it waits for somebody's yes.</summary>
    public string? Result { get; init; }

    /// <summary>ok, nothing, or an error's code.</summary>
    public string Outcome { get; init; } = "ok";
}

/// <summary>What an AI bot remembers of one conversation between turns, beyond its messages.</summary>
internal sealed record AiMemory
{
    private const int ExchangesMax = 12;

    /// <summary>What tells these bytes from a topic bot's, whose they are while its twin runs.</summary>
    private static ReadOnlySpan<byte> Mark => "AI1\n"u8;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Everything up to this message has been answered.</summary>
    public int HeardN { get; init; }

    /// <summary>How angry the visitor was; see <see cref="Moods"/>.</summary>
    public int Anger { get; init; }

    /// <summary>Whether code has looked for open cases of high priority.</summary>
    public bool HasLooked { get; init; }
    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];

    public static bool IsOne(byte[]? bytes) => bytes.AsSpan().StartsWith(Mark);

    public static AiMemory Of(Turn turn) => turn.MemoryEpoch == turn.Epoch && IsOne(turn.Memory)
        ? JsonSerializer.Deserialize<AiMemory>(turn.Memory.AsSpan(Mark.Length), Json)!
        : new AiMemory();

    /// <summary>What Save wrote and somebody else has kept meanwhile; null where it is no such thing.</summary>
    public static AiMemory? From(byte[] bytes)
    {
        if (!IsOne(bytes)) return null;
        try
        {
            return JsonSerializer.Deserialize<AiMemory>(bytes.AsSpan(Mark.Length), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] Save()
    {
        var kept = this with { Exchanges = [.. Exchanges.Skip(Math.Max(0, Exchanges.Count - ExchangesMax))] };
        return [.. Mark, .. JsonSerializer.SerializeToUtf8Bytes(kept, Json)];
    }
}
