using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>The head of a condition group or loop: a node to name in a trace, with no work of its own.</summary>
internal sealed class MarkStep : Step
{
    public override void Run(Turn turn, Dialog dialog) { }
}

/// <summary>Goes elsewhere unless a condition holds.</summary>
internal sealed class BranchStep(Value condition) : Step
{
    public int Otherwise { get; set; }

    public override void Run(Turn turn, Dialog dialog)
    {
        var value = FxConvert.Boolean(condition.Get(turn));
        if (value is FxError error) throw new TopicError("ConditionError", error.Message);
        if (value is not FxBoolean { Value: true }) dialog.At = Otherwise;
    }
}

/// <summary>Goes elsewhere.</summary>
internal sealed class JumpStep : Step
{
    public int To { get; set; }
    public override void Run(Turn turn, Dialog dialog) => dialog.At = To;
}

/// <summary>Goes to a node of the same topic.</summary>
internal sealed class GotoStep(string node) : Step
{
    public string Target => node;
    public int To { get; set; } = -1;
    public override void Run(Turn turn, Dialog dialog) => dialog.At = To;
}

/// <summary>The turn-table of a Foreach: takes the next row, or leaves the loop.</summary>
internal sealed class ForeachStep(int index, Value items, VariablePath value, VariablePath? counter) : Step
{
    public int After { get; set; }
    public int Index => index;

    public override void Run(Turn turn, Dialog dialog)
    {
        if (!dialog.Loops.TryGetValue(index, out var loop)) loop = (Rows(turn), 0);
        if (loop.Next >= loop.Rows.Rows.Count)
        {
            dialog.Loops.Remove(index);
            dialog.At = After;
            return;
        }
        var row = loop.Rows.Rows[loop.Next];
        turn.Set(value, row is FxRecord { Count: 1 } single && single.Names[0] == "Value" ? single.Values[0] : row);
        if (counter is not null) turn.Set(counter, FxValue.Of(loop.Next));
        dialog.Loops[index] = (loop.Rows, loop.Next + 1);
    }

    private FxTable Rows(Turn turn) => items.Get(turn) switch
    {
        FxTable table => table,
        FxUntyped { Inner: FxTable table } => table,
        FxBlank => FxTable.Empty,
        FxError error => throw new TopicError("ForeachError", error.Message),
        var single => FxTable.OfValues([single]),
    };
}

/// <summary>Leaves a loop for good.</summary>
internal sealed class BreakStep(int loop) : Step
{
    public int After { get; set; }

    public override void Run(Turn turn, Dialog dialog)
    {
        dialog.Loops.Remove(loop);
        dialog.At = After;
    }
}
