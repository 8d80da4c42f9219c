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
            Name = "IfError", Min = 2, Max = FxFunction.Many, InRow = (i, n) => i > 0 && (i % 2 == 1),
            Results = Handled, Body = IfError,
        },
        new() { Name = "Error", Min = 1, Max = 1, Gives = (_, _) => FxType.Error, Check = CheckError, Body = Error },
    ];

    // The value that is given last decides on the type.
    private static int[] Handled(int count) =>
        [count % 2 == 0 ? count - 2 : count - 1, .. Enumerable.Range(0, count).Where(i => i % 2 == 1)];

    private static readonly string[] Fields = ["Kind", "Message", "Details", "Source", "Observed"];

    private static string? CheckError(FxCall call)
    {
        var type = call.Args[0].Type;
        if (type.Kind is FxKind.Unknown or FxKind.Error or FxKind.Text) return null;
        if (type.Kind is not (FxKind.Record or FxKind.Table)) return $"Error needs a record with Kind and Message, not {type.Word}.";
        if (type.Fields is null) return null;
        if (!type.Fields.ContainsKey("Kind")) return "Error needs a record with a Kind, such as ErrorKind.Custom.";
        var other = type.Fields.Keys.FirstOrDefault(f => !Fields.Contains(f));
        return other is null ? null : $"An error has no field '{other}'.";
    }

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
            case FxRecord record: return Raised([record]);
            case FxTable { Rows.Count: > 0 } table: return Raised(table.Rows.OfType<FxRecord>());
            case FxBlank: return FxConvert.Wrong("Error needs a record with Kind and Message.");
            default: return FxConvert.Mistaken(value, "a record with Kind and Message");
        }
    }

    private static FxError Raised(IEnumerable<FxRecord> records)
    {
        var details = new List<FxErrorDetail>();
        foreach (var record in records)
        {
            var kind = record.Find("Kind") is { } given ? FxConvert.Number(given) : FxBlank.Value;
            if (kind is not FxNumber number) return kind as FxError ?? FxConvert.Wrong("The Kind of an error must be one of ErrorKind.");
            details.Add(new FxErrorDetail((int)number.AsDouble, record.Find("Message") is FxText message ? message.Value
                : "The formula raised an error."));
        }
        return details.Count > 0 ? new FxError(details) : FxConvert.Wrong("Error needs a record with Kind and Message.");
    }
}
