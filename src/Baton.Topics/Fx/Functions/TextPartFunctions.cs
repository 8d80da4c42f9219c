using System.Text;

namespace Baton.Topics.Fx;

/// <summary>What takes text apart: Left, Mid, Find, Split, Substitute and their kin.</summary>
internal static class TextPartFunctions
{
    public static readonly FxFunction[] All =
    [
        Define.Mapped("Left", 2, 2, "tn", FxType.Text, (a, _) => Part(a, (s, n) => s[..Math.Min(n, s.Length)])),
        Define.Mapped("Right", 2, 2, "tn", FxType.Text, (a, _) => Part(a, (s, n) => s[^Math.Min(n, s.Length)..])),
        Define.Mapped("Mid", 2, 3, "tn", FxType.Text, Mid),
        Define.Mapped("Find", 2, 3, "ttn", FxType.Decimal, Find),
        Define.Mapped("Replace", 4, 4, "tnnt", FxType.Text, Replace),
        Define.Mapped("Substitute", 3, 4, "tttn", FxType.Text, Substitute),
        Define.Eager("Split", 2, 2, "t", FxType.Column(FxType.Text), Split),
    ];

    private static FxValue Part(FxValue[] args, Func<string, int, string> cut)
    {
        var text = FxConvert.Text(args[0]);
        var count = Count(args[1], out var error);
        if (text is FxText whole && error is null) return new FxText(cut(whole.Value, count));
        return FxError.Among(text, error ?? (FxValue)FxBlank.Value)!;
    }

    private static int Count(FxValue value, out FxError? error)
    {
        error = FxConvert.NumberOrZero(value) as FxError;
        if (error is not null) return 0;
        var whole = FxConvert.NumberOrZero(value) is FxNumber { AsDouble: > int.MaxValue } ? int.MaxValue : Define.Whole(value) ?? -1;
        if (whole < 0) error = FxConvert.Wrong("A count of characters cannot be negative.");
        return whole;
    }

    private static FxValue Mid(FxValue[] args, FxFrame frame)
    {
        if (FxConvert.Text(args[0]) is not FxText text) return FxConvert.Text(args[0]);
        var start = Count(args[1], out var error);
        if (error is null && start < 1) error = FxConvert.Wrong("The first character has the position 1.");
        FxError? tooFew = null;
        var length = args.Length > 2 ? Count(args[2], out tooFew) : int.MaxValue;
        if (error is not null || tooFew is not null) return FxError.Among(error ?? (FxValue)text, tooFew ?? (FxValue)text)!;
        if (start > text.Value.Length) return FxText.Empty;
        return new FxText(text.Value.Substring(start - 1, Math.Min(length, text.Value.Length - start + 1)));
    }

    private static FxValue Find(FxValue[] args, FxFrame frame)
    {
        if (FxConvert.Text(args[0]) is not FxText sought) return FxConvert.Text(args[0]);
        if (FxConvert.Text(args[1]) is not FxText within) return FxConvert.Text(args[1]);
        var start = args.Length > 2 ? Count(args[2], out var error) : 1;
        if (start < 1 || start > within.Value.Length + 1) return FxConvert.Wrong("The position to start from is outside of the text.");
        var at = within.Value.IndexOf(sought.Value, start - 1, StringComparison.Ordinal);
        return at < 0 ? FxBlank.Value : FxValue.Of(at + 1);
    }

    private static FxValue Replace(FxValue[] args, FxFrame frame)
    {
        if (FxConvert.Text(args[0]) is not FxText text) return FxConvert.Text(args[0]);
        if (FxConvert.Text(args[3]) is not FxText put) return FxConvert.Text(args[3]);
        var start = Count(args[1], out var error);
        if (error is not null) return error;
        var count = Count(args[2], out error);
        if (error is not null) return error;
        if (start < 1) return FxConvert.Wrong("The first character has the position 1.");
        var from = Math.Min(start - 1, text.Value.Length);
        var to = (int)Math.Min((long)from + count, text.Value.Length);
        return new FxText(text.Value[..from] + put.Value + text.Value[to..]);
    }

    private static FxValue Substitute(FxValue[] args, FxFrame frame)
    {
        if (FxConvert.Text(args[0]) is not FxText text) return FxConvert.Text(args[0]);
        if (FxConvert.Text(args[1]) is not FxText old) return FxConvert.Text(args[1]);
        if (FxConvert.Text(args[2]) is not FxText put) return FxConvert.Text(args[2]);
        var which = 0;
        if (args.Length > 3)
        {
            which = Count(args[3], out var error);
            if (error is not null) return error;
            if (which < 1) return FxConvert.Wrong("The instance to replace is counted from 1.");
        }
        if (old.Value.Length == 0) return text;
        var made = new StringBuilder();
        var from = 0;
        for (var n = 1; ; n++)
        {
            var at = text.Value.IndexOf(old.Value, from, StringComparison.Ordinal);
            if (at < 0) break;
            TextFunctions.Append(made, text.Value[from..at], frame);
            TextFunctions.Append(made, which == 0 || n == which ? put.Value : old.Value, frame);
            from = at + old.Value.Length;
        }
        TextFunctions.Append(made, text.Value[from..], frame);
        return new FxText(made.ToString());
    }

    private static FxValue Split(FxValue[] args, FxFrame frame)
    {
        if (FxConvert.Text(args[0]) is not FxText text) return FxConvert.Text(args[0]);
        if (FxConvert.Text(args[1]) is not FxText between) return FxConvert.Text(args[1]);
        var parts = between.Value.Length == 0 ? [.. text.Value.Select(c => c.ToString())] : text.Value.Split(between.Value);
        frame.Spend(parts.Length);
        if (parts.Length > FxFrame.TableRowsMax) throw new FxLimitReached("The table has too many rows.");
        return FxTable.OfValues(parts.Select(p => new FxText(p)));
    }
}
