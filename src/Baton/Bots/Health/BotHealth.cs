using Baton.Bots.Connector;

namespace Baton.Bots.Health;

/// <summary>
/// How bots' turns go. They are noted here as they happen and written down together by <see cref="HealthWriting"/>, within a second; so a turn waits for nothing.
/// </summary>
internal sealed class BotHealth(TimeProvider clock)
{
    /// <summary>More than this are not kept while the store is away.</summary>
    private const int NotedMax = 50_000;
    private const int ReasonLengthMax = 200;
    private const int WhyLengthMax = 500;

    private readonly Lock _lock = new();
    private List<Noted> _noted = [];

    /// <summary>One turn. Reason: what went wrong, in the words that many failures share; why: this one in its own words, without any of the visitor's.</summary>
    public sealed record Noted(Guid BotId, Guid ConversationId, DateTimeOffset At, bool IsOk, TimeSpan Took, string? Reason, string? Why);

    public void Note(Turn turn, bool isOk, TimeSpan took, string? reason = null, string? why = null)
    {
        var (shared, own) = isOk ? (null, null) : (Cut(reason ?? "The bot failed", ReasonLengthMax), Cut(why ?? reason ?? "The bot failed", WhyLengthMax));
        var noted = new Noted(turn.HandlerId!.Value, turn.Id, clock.GetUtcNow(), isOk, took, shared, own);
        lock (_lock)
            if (_noted.Count < NotedMax) _noted.Add(noted);
    }

    /// <summary>A turn of a bot elsewhere. Of one that is late nothing is known yet.</summary>
    public void Note(Turn turn, Heard heard, TimeSpan took)
    {
        if (heard.Failure is { } failure) Note(turn, false, took, failure.Reason, failure.Summary);
        else if (!heard.IsLate) Note(turn, true, took);
    }

    /// <summary>All that was noted since the last time.</summary>
    public IReadOnlyList<Noted> Take()
    {
        lock (_lock)
        {
            var taken = _noted;
            _noted = [];
            return taken;
        }
    }

    /// <summary>They could not be written down; they come first the next time.</summary>
    public void GiveBack(IReadOnlyList<Noted> notes)
    {
        lock (_lock) _noted = [.. notes.Concat(_noted).Take(NotedMax)];
    }

    private static string Cut(string text, int most)
    {
        var plain = text.Replace("\0", "", StringComparison.Ordinal);
        return plain.Length > most ? plain[..most] : plain;
    }
}
