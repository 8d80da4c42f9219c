using System.Globalization;
using System.Net;
using System.Text;

namespace Baton.Topics.Fx;

/// <summary>What turns values into text and text into other text.</summary>
internal static class TextFunctions
{
    public static readonly FxFunction[] All =
    [
        new()
        {
            Name = "Text", Min = 1, Max = 3, Takes = "st", Gives = (_, _) => FxType.Text, Check = FxFormats.Check,
            Body = (c, f) => Define.Arguments(c, f, out var args) is { } error ? error : FxFormats.Text(args, f),
        },
        Define.Mapped("Lower", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], s => s.ToLowerInvariant())),
        Define.Mapped("Upper", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], s => s.ToUpperInvariant())),
        Define.Mapped("Proper", 1, 1, "t", FxType.Text, (a, _) =>
            Each(a[0], s => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(s.ToLowerInvariant()))),
        Define.Mapped("Trim", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], Trim)),
        Define.Mapped("TrimEnds", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], s => s.Trim())),
        Define.Mapped("Len", 1, 1, "t", FxType.Decimal, (a, _) =>
            FxConvert.Text(a[0]) is FxText t ? FxValue.Of(t.Value.Length) : FxConvert.Text(a[0])),
        Define.Mapped("Concatenate", 1, FxFunction.Many, "t", FxType.Text, Concatenate),
        new() { Name = "Concat", Min = 2, Max = 3, Takes = "Tt", InRow = (i, _) => i == 1, Gives = (_, _) => FxType.Text, Body = Concat },
        Define.Mapped("Char", 1, 1, "n", FxType.Text, (a, _) => Char(a[0], 255)),
        Define.Mapped("UniChar", 1, 1, "n", FxType.Text, (a, _) => Char(a[0], 0x10FFFF)),
        Define.Eager("EncodeUrl", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], Uri.EscapeDataString)),
        Define.Eager("EncodeHTML", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], WebUtility.HtmlEncode)),
        Define.Eager("PlainText", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], FxHtml.Plain)),
        Define.Eager("StartsWith", 2, 2, "t", FxType.Boolean, (a, _) =>
            Two(a, (s, p) => s.StartsWith(p, StringComparison.OrdinalIgnoreCase))),
        Define.Eager("EndsWith", 2, 2, "t", FxType.Boolean, (a, _) => Two(a, (s, p) => s.EndsWith(p, StringComparison.OrdinalIgnoreCase))),
        Define.Eager("Value", 1, 2, "nt", FxType.Decimal, (a, _) => Value(a, FxConvert.Decimal)),
        Define.Eager("Decimal", 1, 2, "nt", FxType.Decimal, (a, _) => Value(a, FxConvert.Decimal)),
        Define.Eager("Float", 1, 2, "nt", FxType.Float, (a, _) => Value(a, FxConvert.Float)),
        Define.Mapped("Boolean", 1, 1, "b", FxType.Boolean, (a, _) => FxConvert.Boolean(a[0])),
        Define.Eager("GUID", 0, 1, "t", FxType.Guid, MakeGuid),
    ];

    private static FxValue Each(FxValue value, Func<string, string> change) =>
        FxConvert.Text(value) is FxText text ? new FxText(change(text.Value)) : FxConvert.Text(value);

    private static FxValue Two(FxValue[] args, Func<string, string, bool> ask)
    {
        var (one, two) = (FxConvert.Text(args[0]), FxConvert.Text(args[1]));
        return one is not FxText a ? one : two is not FxText b ? two : FxValue.Of(ask(a.Value, b.Value));
    }

    // Runs of spaces become one; line breaks and spaces that must not break stay.
    private static string Trim(string text)
    {
        var made = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var space = char.IsWhiteSpace(c) && c is not ('\u00A0' or '\n' or '\v' or '\f' or '\r');
            if (!space) made.Append(c);
            else if (made.Length == 0 || made[^1] != ' ') made.Append(' ');
        }
        return made.ToString().Trim();
    }

    private static FxValue Concatenate(FxValue[] args, FxFrame frame)
    {
        var texts = args.Select(FxConvert.Text).ToArray();
        if (FxError.Among(texts) is { } error) return error;
        var made = new StringBuilder();
        foreach (var text in texts) Append(made, ((FxText)text).Value, frame);
        return new FxText(made.ToString());
    }

    public static void Append(StringBuilder to, string text, FxFrame frame)
    {
        if (to.Length + text.Length > FxFrame.TextLengthMax) throw new FxLimitReached("The text is too long.");
        frame.Spend(text.Length / 100);
        to.Append(text);
    }

    private static FxValue Concat(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        var given = call.Count > 2 ? call.Run(2, frame) : FxText.Empty;
        if (given is FxBlank || FxConvert.Text(given) is not FxText separator) return given is FxBlank ? given : FxConvert.Text(given);
        var made = new StringBuilder();
        FxValue? failed = null;
        TableFunctions.Rows(call, frame, table, (_, i) =>
        {
            var part = FxConvert.Text(call.Run(1, frame));
            if (part is not FxText text) { failed = part; return false; }
            if (i > 0) Append(made, separator.Value, frame);
            Append(made, text.Value, frame);
            return true;
        });
        return failed ?? new FxText(made.ToString());
    }

    private static FxValue Char(FxValue value, int max)
    {
        var code = Define.Whole(value);
        if (code is null) return FxConvert.NumberOrZero(value) is FxError e ? e : FxConvert.Wrong("There is no such character.");
        if (code < 1 || code > max) return FxConvert.Wrong($"There is no character {code}.");
        if (code is >= 0xD800 and <= 0xDFFF) return new FxError(FxErrorKind.NotApplicable, $"{code} is half a character.");
        return new FxText(char.ConvertFromUtf32(code.Value));
    }

    private static FxValue Value(FxValue[] args, Func<FxValue, FxValue> read)
    {
        var given = args[0] is FxUntyped untyped ? untyped.Inner : args[0];
        if (given is FxRecord or FxTable) return FxConvert.Mistaken(args[0], "a number or a text");
        if (given is FxBlank || args is [_, FxBlank]) return FxBlank.Value;
        if (args.Length < 2) return Plain(read(given), given);
        if (FxLanguage.Of(FxConvert.Shown(args[1])) is not { } language) return FxLanguage.Unknown(FxConvert.Shown(args[1]));
        return given is FxText text ? Plain(read(FxConvert.TextToNumber(text.Value, language.Numbers)), given) : Plain(read(given), given);
    }

    // To a function a number that is too large is an argument that cannot be read.
    private static FxValue Plain(FxValue number, FxValue given) =>
        number is FxError { Code: (int)FxErrorKind.Numeric }
            ? FxConvert.Wrong($"'{FxConvert.Shown(given)}' is not a number that can be held.") : number;

    private static FxValue MakeGuid(FxValue[] args, FxFrame frame)
    {
        if (args.Length == 0)
        {
            Span<byte> bytes = stackalloc byte[16];
            frame.Chance.NextBytes(bytes);
            bytes[7] = (byte)(bytes[7] & 0x0F | 0x40);
            bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
            return new FxGuid(new Guid(bytes));
        }
        if (args[0] is FxGuid or FxBlank) return args[0];
        if (FxConvert.Text(args[0]) is not FxText text) return FxConvert.Text(args[0]);
        return Guid.TryParse(text.Value, out var guid) ? new FxGuid(guid) : FxConvert.Wrong($"'{text.Value}' is not a GUID.");
    }
}
