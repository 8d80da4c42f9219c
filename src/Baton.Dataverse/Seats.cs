namespace Baton.Dataverse;

/// <summary>
/// Who may be inside at once. Some seats are kept for people who wait (agents at their desks); bots and background work share the rest, and a
/// person always goes before them. After a refusal for load the rest becomes narrow and widens again with every call that succeeds.
/// </summary>
internal sealed class Seats(int most, int keptForPeople)
{
    private readonly Lock _door = new();
    private readonly LinkedList<TaskCompletionSource> _people = new();
    private readonly LinkedList<TaskCompletionSource> _others = new();
    private readonly int _othersMost = Math.Max(1, most - keptForPeople);
    private int _taken;
    private int _takenByOthers;
    private int _othersNow = Math.Max(1, most - keptForPeople);

    /// <summary>Waits for a seat. It must be given back, unless the wait was cancelled.</summary>
    public async Task Take(bool isPerson, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        TaskCompletionSource turn;
        LinkedListNode<TaskCompletionSource> place;
        var line = isPerson ? _people : _others;
        lock (_door)
        {
            if (line.Count == 0 && HasRoom(isPerson))
            {
                Count(isPerson, +1);
                return;
            }
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            place = line.AddLast(turn);
        }
        await using var giveUp = ct.Register(() =>
        {
            lock (_door)
                if (place.List is not null) line.Remove(place);
            turn.TrySetCanceled(ct);
        });
        await turn.Task;
    }

    public void Give(bool isPerson)
    {
        lock (_door)
        {
            Count(isPerson, -1);
            Seat();
        }
    }

    /// <summary>The environment has had enough: as many at once as it recommends, or half.</summary>
    public void Narrow(int? hint)
    {
        lock (_door) _othersNow = Math.Clamp(hint ?? _othersNow / 2, 1, _othersMost);
    }

    public void Widen()
    {
        lock (_door)
        {
            if (_othersNow >= _othersMost) return;
            _othersNow++;
            Seat();
        }
    }

    // People first; then the others, as far as their share goes.
    private void Seat()
    {
        while (true)
        {
            var isPerson = _people.Count > 0 && HasRoom(isPerson: true);
            if (!isPerson && (_others.Count == 0 || !HasRoom(isPerson: false))) return;
            var line = isPerson ? _people : _others;
            var turn = line.First!.Value;
            line.RemoveFirst();
            Count(isPerson, +1);
            if (!turn.TrySetResult()) Count(isPerson, -1);   // it has just given up
        }
    }

    private bool HasRoom(bool isPerson) => _taken < most && (isPerson || (_takenByOthers < _othersNow && _people.Count == 0));

    private void Count(bool isPerson, int change)
    {
        _taken += change;
        if (!isPerson) _takenByOthers += change;
    }
}
