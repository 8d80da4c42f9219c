namespace Baton.Topics.Fx;

/// <summary>What makes, asks for and handles errors.</summary>
internal static class ErrorFunctions
{
    public static readonly FxFunction[] All =
    [
        new() { Name = "IsError", Min = 1, Max = 1, Gives = (_, _) => FxType.Boolean, Body = (c, f) => FxValue.Of(c.Run(0, f) is FxError) },
        new()
        {
            Name = "IsBlankOrError", Min = 1, Max = 1, Gives = (_, _) => FxType.Boolean,
            Body = (c, f) => FxValue.Of(c.Run(0, f) is FxError or FxBlank or FxText { Value: "" } or FxUntyped { Inner: FxBlank }),
        },
        new()
        {
            Name = "IfError", Min = 1, Max = FxFunction.Many, InRow = (i, n) => i > 0 && (i % 2 == 1),
            Gives = (t, _) => t.Length % 2 == 1 ? FxType.Either(t[^1], t.Length > 1 ? t[1] : t[0]) : FxType.Either(t[0], t[1]),
                Body = IfError,
        },
        new() { Name = "Error", Min = 1, Max = 1, Gives = (_, _) => FxType.Error, Body = Error },
    ];

    // IfError(try, fallback, try, fallback, ..., default): a fallback sees the error as FirstError and AllErrors.
    private static FxValue IfError(FxCall call, FxFrame frame)
    {
        FxValue value = FxBlank.Value;
        for (var i = 0; i < call.Count; i += 2)
        {
            value = call.Run(i, frame);
            if (value is not FxError error || i + 1 >= call.Count) continue;
            var row = call.Enter(frame);
            var details = error.Details.Select(d => (FxValue)Describe(d)).ToList();
            row.Record = new FxRecord(("FirstError", details[0]), ("AllErrors", new FxTable(details)));
            var instead = call.Run(i + 1, frame);
            FxCall.Leave(frame, row);
            return instead;
        }
        return value;
    }

    private static FxRecord Describe(FxErrorDetail detail) => new(
        ("Kind", FxEnums.ErrorKind(detail.Kind)), ("Message", new FxText(detail.Message)), ("Source", FxBlank.Value),
            ("Observed", FxBlank.Value));

    private static FxValue Error(FxCall call, FxFrame frame)
    {
        var value = call.Run(0, frame);
        switch (value)
        {
            case FxError: return value;
            case FxText text: return new FxError(FxErrorKind.Custom, text.Value);
            case FxRecord record: return new FxError([Detail(record)]);
            case FxTable { Rows.Count: > 0 } table: return new FxError([.. table.Rows.OfType<FxRecord>().Select(Detail)]);
            default: return FxConvert.Mistaken(value, "a record with Kind and Message");
        }
    }

    private static FxErrorDetail Detail(FxRecord record)
    {
        var kind = record.Find("Kind") is { } given && FxConvert.Number(given) is FxNumber number ? (int)number.AsDouble
            : (int)FxErrorKind.Custom;
        return new FxErrorDetail(kind, record.Find("Message") is FxText message ? message.Value : "The formula raised an error.");
    }
}
