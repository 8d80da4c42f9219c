using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Encodings.Web;

namespace Baton.Topics.Fx;

/// <summary>JSON in and out, and values whose type is asked for or asserted.</summary>
internal static class UntypedFunctions
{
    public static readonly FxFunction[] All =
    [
        new() { Name = "ParseJSON", Min = 1, Max = 2, Takes = "t*", TypeAt = 1, Gives = TypeGiven, Body = ParseJson },
        Define.Eager("JSON", 1, 2, "*", FxType.Text, Json) with { Check = CheckJson },
        new() { Name = "IsType", Min = 2, Max = 2, TypeAt = 1, Gives = (_, _) => FxType.Boolean, Body = IsType },
        new() { Name = "AsType", Min = 2, Max = 2, TypeAt = 1, Gives = TypeGiven, Body = AsType },
        Define.Eager("Column", 2, 2, "Ut", FxType.Untyped, Column),
        Define.Eager("ColumnNames", 1, 1, "U", FxType.Column(FxType.Text), ColumnNames),
    ];

    private static FxType TypeGiven(FxType[] types, FxCall call) =>
        types.Length < 2 ? FxType.Untyped : call.Args[1] is TypeCode type ? TypedJson.TypeOf(type.Shape) : FxType.Unknown;

    private static FxValue ParseJson(FxCall call, FxFrame frame)
    {
        var given = call.Run(0, frame);
        if (given is FxError or FxBlank) return given;
        if (FxConvert.Text(given) is not FxText text) return FxConvert.Text(given);
        if (text.Value.Length == 0) return FxBlank.Value;
        frame.Spend(text.Value.Length / 50);
        var value = FxJson.ReadUntyped(text.Value);
        if (value is null) return new FxError(FxErrorKind.InvalidJson, "The text is not JSON.");
        return call.Count > 1 ? TypedJson.Read(((TypeCode)call.Args[1]).Shape, value, frame) : value;
    }

    private static FxValue IsType(FxCall call, FxFrame frame)
    {
        var value = call.Run(0, frame);
        if (value is FxError) return value;
        if (value is not FxUntyped) return FxValue.Of(value is not FxBlank && ((TypeCode)call.Args[1]).Shape.Matches(value));
        return FxValue.Of(TypedJson.Read(((TypeCode)call.Args[1]).Shape, value, frame) is not (FxError or FxBlank));
    }

    private static FxValue AsType(FxCall call, FxFrame frame)
    {
        var value = call.Run(0, frame);
        return value is FxUntyped ? TypedJson.Read(((TypeCode)call.Args[1]).Shape, value, frame)
            : value is FxError ? value : ((TypeCode)call.Args[1]).Shape.Fit(value);
    }

    private static FxValue Column(FxValue[] args, FxFrame frame)
    {
        if (args[0] is FxBlank || args[1] is FxBlank) return FxBlank.Value;
        var record = args[0] as FxRecord ?? (args[0] as FxUntyped)?.Inner as FxRecord;
        if (record is null) return FxConvert.Mistaken(args[0], "a record");
        return record.Find(FxConvert.Shown(args[1])) ?? FxBlank.Value;
    }

    private static FxValue ColumnNames(FxValue[] args, FxFrame frame)
    {
        if (args[0] is FxBlank) return args[0];
        var record = args[0] as FxRecord ?? (args[0] as FxUntyped)?.Inner as FxRecord;
        return record is null ? FxConvert.Mistaken(args[0], "a record") : FxTable.OfValues(record.Names.Select(n => new FxText(n)));
    }

    private static string? CheckJson(FxCall call)
    {
        if (call.Count < 2) return null;
        if (call.Args[1].Type is not { Kind: FxKind.Text or FxKind.Unknown or FxKind.Error or FxKind.Option, Set: null or "JSONFormat" })
            return "JSON needs a format such as JSONFormat.IndentFour.";
        var format = (call.Args[1] as ConstantCode)?.Value is { } value ? FxConvert.Shown(value) : "";
        if (format.Contains('B', StringComparison.Ordinal) && format.Contains('G', StringComparison.Ordinal))
            return "JSON cannot both include and ignore binary data.";
        return format.All(c => "4BGI_".Contains(c, StringComparison.Ordinal)) ? null : $"JSON does not know the format '{format}'.";
    }

    private static FxValue Json(FxValue[] args, FxFrame frame)
    {
        var format = args.Length > 1 ? FxConvert.Shown(args[1]) : "";
        var indent = format.Contains('4', StringComparison.Ordinal);
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indent, IndentSize = 4, NewLine = "\n", MaxDepth = 300,
        };
        using (var writer = new Utf8JsonWriter(stream, options))
            if (Write(writer, args[0], format.Contains('_', StringComparison.Ordinal), frame, 0) is { } error) return error;
        return new FxText(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static FxError? Write(Utf8JsonWriter to, FxValue value, bool flatten, FxFrame frame, int depth)
    {
        frame.Spend();
        if (depth > 60) return new FxError(FxErrorKind.NotSupported, "The value is nested too deeply for JSON.");
        switch (value)
        {
            case FxError error: return error;
            case FxUntyped untyped: return Write(to, untyped.Inner, flatten: true, frame, depth);
            case FxDateTime d:
                to.WriteStringValue(FxDates.Utc(d.Value, frame.Zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                    CultureInfo.InvariantCulture));
                return null;
            case FxOption { Backing: { } backing }: return Write(to, backing, flatten, frame, depth);
            case FxColor color: to.WriteStringValue(FxConvert.Shown(color)); return null;
            case FxRecord record:
                to.WriteStartObject();
                foreach (var i in Enumerable.Range(0, record.Count).OrderBy(i => record.Names[i], StringComparer.Ordinal))
                {
                    to.WritePropertyName(record.Names[i]);
                    if (Write(to, record.Values[i], flatten, frame, depth + 1) is { } error) return error;
                }
                to.WriteEndObject();
                return null;
            case FxTable table:
                to.WriteStartArray();
                foreach (var row in table.Rows)
                {
                    var item = flatten && row is FxRecord { Count: 1 } single && single.Names[0] == "Value" ? single.Values[0] : row;
                    if (Write(to, item, flatten, frame, depth + 1) is { } error) return error;
                }
                to.WriteEndArray();
                return null;
            default: FxJson.Write(to, value); return null;
        }
    }
}
