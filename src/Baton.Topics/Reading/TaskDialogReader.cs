namespace Baton.Topics;

/// <summary>Reads an action file (kind: TaskDialog): a tool that other topics begin like a topic.</summary>
internal static class TaskDialogReader
{
    public static Topic? Read(TopicReader reader, YamlNode root)
    {
        var action = root["action"];
        var tool = action?.Words("operationId") ?? action?.Words("flowId") ?? action?.Words("toolName") ?? action?.Words("aIModelId")
                   ?? action?.Words("name");
        if (action is null || tool is null)
        {
            reader.Warn(root, "The action names no operation that can be run here.");
            return null;
        }
        var inputs = reader.Inputs();
        var bound = inputs.Select(i => (i.Name, new Value(Fx.FxFormula.Read($"Topic.'{i.Name}'", reader.Names),
            Fx.FxBlank.Value))).ToList();
        var outputs = root.List("outputs").Select(o => o.Words("propertyName")).OfType<string>()
            .Select(name => (name, VariablePath.Read("Topic." + name)!)).ToList();
        var step = new ToolStep(tool, new Bindings(bound), new Outputs(outputs), OnFailure.Raise)
        {
            Node = "action", Kind = action.Words("kind") ?? "TaskDialog", Line = action.Line,
        };
        return new Topic
        {
            Name = reader.File.Stem, Path = reader.File.Path, Schema = reader.File.Schema,
            DisplayName = root.Words("modelDisplayName") ?? reader.File.Stem, Trigger = "OnRedirect", Inputs = inputs,
            Steps = [step], Nodes = new Dictionary<string, int> { ["action"] = 0 },
        };
    }
}
