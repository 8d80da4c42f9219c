using Baton.Topics.Fx;

namespace Baton.Topics;

internal sealed partial class StepBuilder
{
    private Value Condition(YamlNode node)
    {
        if (node.IsPlain && node.Text is "true" or "false") return Value.Of(FxValue.Of(node.Text == "true"));
        return new Value(reader.Formula(node), FxBlank.Value);
    }

    /// <summary>The first branch whose condition holds runs, else elseActions. A branch without actions just leaves the group.</summary>
    private void Conditions(YamlNode node)
    {
        Add(node, new MarkStep());
        var ends = new List<JumpStep>();
        foreach (var item in node.List("conditions"))
        {
            if (item["condition"] is not { } condition) { reader.Error(item, "The branch has no 'condition'."); continue; }
            var branch = Lead(item, new BranchStep(Condition(condition)));
            if (item.Words("id") is { } id) nodes.TryAdd(id, steps.Count - 1);
            Actions(item, "actions");
            ends.Add(Lead(item, new JumpStep()));
            branch.Otherwise = steps.Count;
        }
        Actions(node, "elseActions");
        foreach (var end in ends) end.To = steps.Count;
    }

    private void If(YamlNode node)
    {
        Add(node, new MarkStep());
        if (node["condition"] is not { } condition) { reader.Error(node, "IfCondition has no 'condition'."); return; }
        var branch = Lead(node, new BranchStep(Condition(condition)));
        Actions(node, "actions");
        var end = Lead(node, new JumpStep());
        branch.Otherwise = steps.Count;
        Actions(node, "elseActions");
        end.To = steps.Count;
    }

    private void Foreach(YamlNode node) => WithVariable(node, "value", value => Required(node, "items", items =>
    {
        Add(node, new MarkStep());
        var head = steps.Count;
        var turn = Lead(node, new ForeachStep(head, reader.Value(items), value, reader.Variable(node, "index", required: false)));
        loops.Push((head, []));
        Actions(node, "actions");
        Lead(node, new JumpStep()).To = head;
        turn.After = steps.Count;
        foreach (var leave in loops.Pop().Breaks) leave.After = steps.Count;
    }));

    private void Break(YamlNode node)
    {
        if (loops.Count == 0) { reader.Error(node, "BreakLoop stands in no loop."); return; }
        loops.Peek().Breaks.Add(Add(node, new BreakStep(loops.Peek().Head)));
    }

    private void Continue(YamlNode node)
    {
        if (loops.Count == 0) { reader.Error(node, "ContinueLoop stands in no loop."); return; }
        Add(node, new JumpStep()).To = loops.Peek().Head;
    }

    private Bindings Inputs(YamlNode node)
    {
        if (node["input"] is not { } input) return Bindings.None;
        if (input["value"] is { } whole && input["binding"] is null) return new Bindings([], reader.Value(whole));
        return Map(input["binding"] ?? (input.Shape == YamlShape.Map && input["kind"] is null ? input : null));
    }

    private Bindings Map(YamlNode? map) =>
        map is { Shape: YamlShape.Map } ? new Bindings([.. map.Entries.Select(e => (e.Key.Text, reader.Value(e.Value)))]) : Bindings.None;

    private Outputs Outputs(YamlNode node)
    {
        if (node["output"] is not { } output) return Topics.Outputs.None;
        if (output["variable"] is not null) return new Outputs([], reader.Variable(output, "variable", required: false));
        var map = output["binding"] ?? (output.Shape == YamlShape.Map && output["kind"] is null ? output : null);
        if (map is not { Shape: YamlShape.Map }) return Topics.Outputs.None;
        var bound = new List<(string, VariablePath)>();
        foreach (var (key, value) in map.Entries)
        {
            if (VariablePath.Read(value.Text) is { } path) bound.Add((key.Text, path));
            else reader.Error(value, $"'{value.Text}' is no variable; write Topic.Name or Global.Name.");
        }
        return new Outputs(bound);
    }

    private void Transfer(YamlNode node, YamlNode? type)
    {
        if (type is null) { Add(node, new TransferStep(null, new AutomaticContext(true, true), null)); return; }
        var message = type["messageToAgent"] is { } words ? new MessageReader(reader).Read(words) : null;
        var phone = type["phoneNumber"] ?? type["telephoneNumber"];
        Add(node, new TransferStep(message, Context(type["context"]), phone is null ? null : Words(phone)));
    }

    private HandoverContext Context(YamlNode? context)
    {
        switch (context?.Words("kind"))
        {
            case null or "AutomaticTransferContext":
                var which = context?.Words("variables") ?? "All";
                return new AutomaticContext(which is "All" or "Topic", which is "All" or "Global");
            case "ExpressionTransferContext": return new FormulaContext(Optional(context, "value"));
            case "ManualTransferContext": return new ManualContext(Map(context["contextVariables"] ?? context["variables"]));
            default:
                reader.Error(context, $"'{context.Words("kind")}' is no kind of context for a transfer.");
                return new AutomaticContext(true, true);
        }
    }

    /// <summary>A value that is words: a formula after '=', else words with formulas in braces.</summary>
    internal Value Words(YamlNode node)
    {
        if (node.Text.AsSpan().TrimStart().StartsWith("=")) return reader.Value(node);
        return node.Text.Contains('{', StringComparison.Ordinal)
            ? new Value(FxFormula.Read(MessageReader.AsInterpolation(node.Text), reader.Names), FxBlank.Value)
                : Value.Of(new FxText(node.Text));
    }
}
