using System.Collections.Concurrent;

namespace Baton.Plumbing;

/// <summary>
/// A bucket of permissions for each caller, which fills again as time passes. A full bucket is forgotten: who has been quiet costs no memory.
/// </summary>
internal sealed class Buckets<TKey>(int perSecond, int atOnce, TimeProvider clock) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Bucket> _buckets = new();

    /// <summary>Takes one, or refuses.</summary>
    public void Take(TKey key)
    {
        if (Wait(key) is { } seconds) throw Refusal.TooMany("This is faster than anybody writes. Wait a moment and go on.", seconds);
    }

    /// <summary>Takes one and answers null, or answers how many seconds to wait.</summary>
    public int? Wait(TKey key)
    {
        if (perSecond == 0) return null;

        var bucket = _buckets.GetOrAdd(key, static (_, all) => new Bucket { Left = all.AtOnce, At = all.Now }, (AtOnce: atOnce, Now: clock.GetTimestamp()));
        lock (bucket)
        {
            Fill(bucket);
            if (bucket.Left < 1) return (int)Math.Ceiling((1 - bucket.Left) / perSecond);
            bucket.Left--;
            return null;
        }
    }

    /// <summary>Forgets those who have been quiet for long enough to start afresh.</summary>
    public void Sweep()
    {
        foreach (var pair in _buckets)
            lock (pair.Value)
            {
                Fill(pair.Value);
                if (pair.Value.Left >= atOnce) _buckets.TryRemove(pair);
            }
    }

    private void Fill(Bucket bucket)
    {
        var now = clock.GetTimestamp();
        bucket.Left = Math.Min(atOnce, bucket.Left + clock.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond);
        bucket.At = now;
    }

    private sealed class Bucket
    {
        public double Left { get; set; }
        public long At { get; set; }
    }
}
