using System.Globalization;

namespace Baton.Topics.Fx;

/// <summary>Text(value, format, language): numbers and dates as a pattern or a named format wants them.</summary>
internal static class FxFormats
{
    /// <summary>What is wrong with a call of Text as it was written, or null.</summary>
    public static string? Check(FxCall call)
    {
        if (call.Args[0].Type.Kind == FxKind.Color) return "A colour has no text.";
        if (call.Count < 2) return null;
        if (call.Args[0].Type.Kind is FxKind.Text or FxKind.Boolean or FxKind.Guid or FxKind.Option)
            return "Only numbers, dates and times have a format.";
        var pattern = (call.Args[1] as ConstantCode)?.Value as FxText;
        return pattern is not null && !FxPattern.Read(pattern.Value).IsSound ? $"'{pattern.Value}' is not a format." : null;
    }

    public static FxValue Text(FxValue[] args, FxFrame frame)
    {
        var value = args[0] is FxUntyped untyped ? untyped.Inner : args[0];
        if (value is FxRecord or FxTable) return FxConvert.Mistaken(args[0], "a number, a date or a text");
        if (args.Length == 1) return value is FxBlank ? value : FxConvert.Text(args[0]);
        if (args.Skip(1).Any(a => a is FxBlank)) return FxText.Empty;
        var tag = args.Length > 2 ? FxConvert.Shown(args[2]) : "en";
        if (FxLanguage.Of(tag) is not { } language) return FxLanguage.Unknown(tag);
        if (value is FxBlank) value = FxDecimal.Small(0);
        if (args[1] is FxOption { Set: "DateTimeFormat" } named) return Named(value, named.Id, frame);
        var pattern = FxPattern.Read(FxConvert.Shown(args[1]));
        if (!pattern.IsSound) return FxConvert.Wrong($"'{pattern.Source}' is not a format.");
        return Formatted(Typed(value, frame), pattern, language);
    }

    // Where the type was not known, a text that reads as a number or a date is one.
    private static FxValue Typed(FxValue value, FxFrame frame)
    {
        if (value is not FxText words) return value;
        if (FxConvert.TextToNumber(words.Value) is FxNumber number) return number;
        return FxDates.Parse(words.Value, frame.Zone) is { } date ? new FxDateTime(date) : value;
    }

    private static FxValue Formatted(FxValue value, FxPattern pattern, FxLanguage language)
    {
        if (pattern.Source.Length == 0) return FxText.Empty;
        if (value is FxText) return value;
        if (value is not (FxNumber or FxDate or FxDateTime or FxTime))
            return FxConvert.Wrong("Only numbers, dates and times have a format.");
        var dated = pattern.IsDate || value is not FxNumber && !pattern.IsNumber;
        if (!dated) return Number((FxNumber)FxConvert.Number(value), pattern, language);
        var moment = FxConvert.Moment(value);
        var sign = FxConvert.Number(value) is FxNumber days ? Math.Sign(days.AsDouble) : 0;
        return moment is FxDateTime m ? new FxText(FxDatePattern.Write(m.Value, pattern.Section(sign), language)) : moment;
    }

    private static FxValue Number(FxNumber number, FxPattern pattern, FxLanguage language)
    {
        try
        {
            return new FxText(number is FxDecimal exact ? exact.Value.ToString(pattern.ForNumbers, language.Numbers)
                : number.AsDouble.ToString(pattern.ForNumbers, language.Numbers));
        }
        catch (FormatException)
        {
            return FxConvert.Wrong($"'{pattern.Source}' is not a format.");
        }
    }

    private static FxValue Named(FxValue value, string name, FxFrame frame)
    {
        var moment = FxConvert.Moment(value);
        if (moment is not FxDateTime m) return moment;
        if (name == "UTC")
            return new FxText(FxDates.Utc(m.Value, frame.Zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        var pattern = name switch
        {
            "LongDate" => "dddd, MMMM d, yyyy",
            "LongDateTime" => "dddd, MMMM d, yyyy h:mm:ss tt",
            "LongDateTime24" => "dddd, MMMM d, yyyy H:mm:ss",
            "LongTime" => "h:mm:ss tt",
            "LongTime24" => "H:mm:ss",
            "ShortDateTime" => "M/d/yyyy h:mm tt",
            "ShortDateTime24" => "M/d/yyyy H:mm",
            "ShortTime" => "h:mm tt",
            "ShortTime24" => "H:mm",
            _ => "M/d/yyyy",
        };
        return new FxText(m.Value.ToString(pattern, CultureInfo.InvariantCulture));
    }
}
