namespace Baton.Topics.Fx;

/// <summary>A type written in a formula: <c>Number</c>, <c>{a: Text}</c>, <c>[Number]</c>, <c>Type(...)</c>.</summary>
internal static class TypeLiteral
{
    public static TypeShape? Read(FxSyntax syntax) => syntax switch
    {
        NameSyntax name => Named(name.Name),
        CallSyntax { Name: "Type" or "RecordOf", Args.Count: 1 } call => Read(call.Args[0]),
        RecordSyntax record => Record(record),
        ListSyntax { Items.Count: 1 } list => Table(list.Items[0]),
        _ => null,
    };

    private static TypeShape? Named(string name) => name switch
    {
        "Text" => new TypeShape("String", []),
        "Number" or "Decimal" or "Float" or "Boolean" or "Date" or "DateTime" or "DateTimeTZInd" or "Time" or "Hyperlink" or "Color" =>
            new TypeShape(name == "DateTimeTZInd" ? "DateTime" : name, []),
        "GUID" => new TypeShape("Guid", []),
        "UntypedObject" or "Dynamic" => TypeShape.Any,
        _ => null,
    };

    private static TypeShape? Record(RecordSyntax record)
    {
        var fields = record.Fields.Select(f => (f.Name, Shape: Read(f.Value))).ToList();
        return fields.Exists(f => f.Shape is null) ? null : new TypeShape("Record", [.. fields.Select(f => (f.Name, f.Shape!))]);
    }

    private static TypeShape? Table(FxSyntax item) => Read(item) switch
    {
        null => null,
        { Kind: "Record" } record => new TypeShape("Table", record.Properties),
        var single => new TypeShape("Table", [("Value", single)]),
    };
}

/// <summary>An argument that is a type.</summary>
internal sealed class TypeCode(TypeShape shape) : FxCode
{
    public TypeShape Shape => shape;
    public override FxValue Run(FxFrame frame) => FxBlank.Value;
}
