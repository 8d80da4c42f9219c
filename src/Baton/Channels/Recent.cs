using System.Collections.Concurrent;

namespace Baton.Channels;

/// <summary>Remembers what was used lately, at most so much. What nobody asks for between two turns is forgotten.</summary>
internal sealed class Recent<TKey, TValue>(int max) where TKey : notnull
{
    private ConcurrentDictionary<TKey, TValue> _now = new();
    private ConcurrentDictionary<TKey, TValue> _before = new();

    public bool Find(TKey key, out TValue value)
    {
        if (_now.TryGetValue(key, out value!)) return true;
        if (!_before.TryGetValue(key, out value!)) return false;
        Keep(key, value);
        return true;
    }

    public void Keep(TKey key, TValue value)
    {
        var now = _now;
        if (now.Count >= max / 2) Turn();
        _now[key] = value;
    }

    /// <summary>Time has passed, or there is too much of it.</summary>
    public void Turn() => (_before, _now) = (_now, new());
}
