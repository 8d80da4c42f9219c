using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Sets a variable.</summary>
internal sealed class SetVariableStep(VariablePath variable, Value value) : Step
{
    public override void Run(Turn turn, Dialog dialog) => turn.Set(variable, value.Get(turn));
}

/// <summary>Sets a variable to words with formulas in braces.</summary>
internal sealed class SetTextStep(VariablePath variable, Template words) : Step
{
    public override void Run(Turn turn, Dialog dialog) => turn.Set(variable, new FxText(words.Fill(turn.Frame)));
}

/// <summary>Forgets the value of a variable.</summary>
internal sealed class ResetVariableStep(VariablePath variable) : Step
{
    public override void Run(Turn turn, Dialog dialog) => turn.Set(variable, FxBlank.Value);
}

/// <summary>Forgets variables by the dozen.</summary>
internal sealed class ClearVariablesStep(Value which) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        switch (FxConvert.Shown(which.Get(turn)))
        {
            case "UserScopedVariables": turn.State.User.Clear(); break;
            case "AllGlobalVariables": Globals(turn); turn.State.User.Clear(); break;
            case "ConversationHistory": turn.State.Phrases.Clear(); turn.State.Topics.Clear(); break;
            default:
                Globals(turn);
                foreach (var open in turn.State.Stack) open.Variables.Clear();
                break;
        }
    }

    private static void Globals(Turn turn)
    {
        foreach (var name in turn.State.Globals.Keys) turn.Variables.Changed[name] = FxBlank.Value;
        turn.State.Globals.Clear();
    }
}

/// <summary>What to do with a list.</summary>
internal enum ListChange { Add, Remove, TakeFirst, TakeLast, Clear }

/// <summary>Adds to a list, or takes from it.</summary>
internal sealed class EditTableStep(VariablePath list, ListChange change, Value value, VariablePath? result) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        var had = list.Get(turn.Variables);
        var rows = had switch
        {
            FxTable table => table.Rows.ToList(),
            FxUntyped { Inner: FxTable table } => table.Rows.ToList(),
            FxBlank => [],
            _ => throw new TopicError("NotAList", $"{list} is not a list."),
        };
        FxValue taken = FxBlank.Value;
        switch (change)
        {
            case ListChange.Add: Add(turn, rows); break;
            case ListChange.Remove: Remove(turn, rows); break;
            case ListChange.Clear: rows.Clear(); break;
            case ListChange.TakeFirst or ListChange.TakeLast:
                if (rows.Count == 0) break;
                var at = change == ListChange.TakeFirst ? 0 : rows.Count - 1;
                taken = rows[at] is FxRecord { Count: 1 } single && single.Names[0] == "Value" ? single.Values[0] : rows[at];
                rows.RemoveAt(at);
                break;
        }
        turn.Set(list, FxShapes.Unified(new FxTable(rows)));
        if (result is not null) turn.Set(result, change is ListChange.TakeFirst or ListChange.TakeLast ? taken : new FxTable(rows));
    }

    private void Add(Turn turn, List<FxValue> rows)
    {
        var added = value.Get(turn);
        if (added is FxError error) throw new TopicError("InputError", error.Message);
        if (added is FxTable many) rows.AddRange(many.Rows);
        else rows.Add(FxTable.Row(added));
        if (rows.Count > FxFrame.TableRowsMax) throw new TopicError("ListTooLong", $"{list} has more than {FxFrame.TableRowsMax} rows.");
    }

    private void Remove(Turn turn, List<FxValue> rows)
    {
        var gone = value.Get(turn);
        var all = gone is FxTable many ? many.Rows : [FxTable.Row(gone)];
        foreach (var row in all)
        {
            var at = rows.FindIndex(r => FxCompare.Same(r, row));
            if (at >= 0) rows.RemoveAt(at);
        }
    }
}

/// <summary>Reads JSON or an untyped value into a type.</summary>
internal sealed class ParseValueStep(VariablePath variable, TypeShape shape, Value value, bool throws) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        var given = value.Get(turn);
        if (given is FxText text && shape.Kind != "String") given = FxJson.Read(text.Value) ?? given;
        var fitted = given is FxError ? given : shape.Fit(given);
        if (fitted is FxError error)
        {
            if (throws) throw new TopicError("ParseError", error.Message);
            fitted = FxBlank.Value;
        }
        turn.Set(variable, fitted);
    }
}
