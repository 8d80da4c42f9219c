namespace Baton.Topics.Fx;

/// <summary>The names of types as authors know them from Copilot Studio.</summary>
internal static class FxTypeName
{
    public static string Of(FxValue value) => value switch
    {
        FxBlank => "Blank",
        FxBoolean => "Boolean",
        FxDecimal => "Number",
        FxFloat => "Float",
        FxText => "String",
        FxDate => "Date",
        FxDateTime => "DateTime",
        FxTime => "Time",
        FxGuid => "Guid",
        FxColor => "Color",
        FxOption => "Choice",
        FxRecord => "Record",
        FxTable => "Table",
        FxError => "Error",
        _ => "Any",
    };
}
