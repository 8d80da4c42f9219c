using System.Net;
using System.Text;

namespace Baton.Topics.Fx;

/// <summary>What turns values into text and text into other text.</summary>
internal static class TextFunctions
{
    public static readonly FxFunction[] All =
    [
        Define.Mapped("Text", 1, 3, "*t", FxType.Text, (a, f) => FxFormats.Text(a, f)),
        Define.Mapped("Lower", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], s => s.ToLowerInvariant())),
        Define.Mapped("Upper", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], s => s.ToUpperInvariant())),
        Define.Mapped("Proper", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], Proper)),
        Define.Mapped("Trim", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], Trim)),
        Define.Mapped("TrimEnds", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], s => s.Trim(' '))),
        Define.Mapped("Len", 1, 1, "t", FxType.Decimal, (a, _) =>
            FxConvert.Text(a[0]) is FxText t ? FxValue.Of(t.Value.Length) : FxConvert.Text(a[0])),
        Define.Mapped("Concatenate", 1, FxFunction.Many, "t", FxType.Text, Concatenate),
        new() { Name = "Concat", Min = 2, Max = 3, Takes = "Tt", InRow = (i, _) => i == 1, Gives = (_, _) => FxType.Text, Body = Concat },
        Define.Mapped("Char", 1, 1, "n", FxType.Text, (a, _) => Char(a[0], 255)),
        Define.Mapped("UniChar", 1, 1, "n", FxType.Text, (a, _) => Char(a[0], 0x10FFFF)),
        Define.Mapped("EncodeUrl", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], Uri.EscapeDataString)),
        Define.Mapped("EncodeHTML", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], WebUtility.HtmlEncode)),
        Define.Mapped("PlainText", 1, 1, "t", FxType.Text, (a, _) => Each(a[0], FxFormats.Plain)),
        Define.Mapped("StartsWith", 2, 2, "t", FxType.Boolean, (a, _) =>
            Two(a, (s, p) => s.StartsWith(p, StringComparison.OrdinalIgnoreCase))),
        Define.Mapped("EndsWith", 2, 2, "t", FxType.Boolean, (a, _) => Two(a, (s, p) => s.EndsWith(p, StringComparison.OrdinalIgnoreCase))),
        Define.Mapped("Value", 1, 2, "*t", FxType.Decimal, Value),
        Define.Mapped("Decimal", 1, 2, "*t", FxType.Decimal, (a, f) => Value(a, f) is FxFloat v ? ToDecimal(v.Value) : Value(a, f)),
        Define.Mapped("Float", 1, 2, "*t", FxType.Float, (a, f) => Value(a, f) is FxNumber n ? new FxFloat(n.AsDouble) : Value(a, f)),
        Define.Mapped("Boolean", 1, 1, "*", FxType.Boolean, (a, _) => FxConvert.Boolean(a[0])),
        Define.Mapped("GUID", 0, 1, "t", FxType.Guid, MakeGuid),
    ];

    private static FxValue Each(FxValue value, Func<string, string> change) =>
        FxConvert.Text(value) is FxText text ? new FxText(change(text.Value)) : FxConvert.Text(value);

    private static FxValue Two(FxValue[] args, Func<string, string, bool> ask)
    {
        var (one, two) = (FxConvert.Text(args[0]), FxConvert.Text(args[1]));
        return one is not FxText a ? one : two is not FxText b ? two : FxValue.Of(ask(a.Value, b.Value));
    }

    private static string Proper(string text)
    {
        var made = new StringBuilder(text.Length);
        var start = true;
        foreach (var c in text)
        {
            made.Append(start ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            start = !char.IsLetterOrDigit(c) && c != '\'';
        }
        return made.ToString();
    }

    private static string Trim(string text)
    {
        var made = new StringBuilder(text.Length);
        foreach (var c in text.Trim(' '))
            if (c != ' ' || made[^1] != ' ') made.Append(c);
        return made.ToString();
    }

    private static FxValue Concatenate(FxValue[] args, FxFrame frame)
    {
        var made = new StringBuilder();
        foreach (var arg in args)
        {
            if (FxConvert.Text(arg) is not FxText text) return FxConvert.Text(arg);
            Append(made, text.Value, frame);
        }
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
        if (table is null) return instead is FxBlank ? FxText.Empty : instead!;
        var between = FxConvert.Text(call.Run(2, frame));
        if (between is not FxText separator) return between;
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
        if (code < 1 || code > max || code is >= 0xD800 and <= 0xDFFF) return FxConvert.Wrong($"There is no character {code}.");
        return new FxText(max == 255 ? FxFormats.Windows1252(code.Value) : char.ConvertFromUtf32(code.Value));
    }

    private static FxValue Value(FxValue[] args, FxFrame frame)
    {
        if (args[0] is FxRecord or FxTable or FxGuid or FxColor) return FxConvert.Mistaken(args[0], "a number or a text");
        return FxConvert.Number(args[0]);
    }

    private static FxValue ToDecimal(double value) => Math.Abs(value) < 7.9e28 ? new FxDecimal((decimal)value) : FxConvert.Overflow;

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
