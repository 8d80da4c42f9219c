using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>How fast bots may speak: a bot in all of its conversations, and in one of them.</summary>
internal sealed class BotRates(TimeProvider clock)
{
    private const int CallsPerSecond = 5_000;
    private const int CallsAtOnce = 10_000;
    private const int WordsPerSecond = 5;
    private const int WordsAtOnce = 20;
    private const int SweepEvery = 10_000;

    private readonly Buckets<Guid> _calls = new(CallsPerSecond, CallsAtOnce, clock);
    private readonly Buckets<Guid> _words = new(WordsPerSecond, WordsAtOnce, clock);
    private int _taken;

    /// <summary>Any call of a bot's; refuses for a moment when there are too many.</summary>
    public void TakeCall(Guid botId)
    {
        if (Interlocked.Increment(ref _taken) % SweepEvery == 0)
        {
            _calls.Sweep();
            _words.Sweep();
        }
        if (_calls.Wait(botId) is { } seconds) throw new Refusal(429, "TooManyRequests", "This bot calls faster than anybody could read. Wait a moment and go on.") { RetryAfterSeconds = seconds };
    }

    /// <summary>Something said in one conversation; false when it floods it.</summary>
    public bool TakeWords(Guid conversationId) => _words.Wait(conversationId) is null;
}
