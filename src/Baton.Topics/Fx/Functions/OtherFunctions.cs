namespace Baton.Topics.Fx;

/// <summary>Language, Trace, colours, and what is left.</summary>
internal static class OtherFunctions
{
    public static readonly FxFunction[] All =
    [
        Define.Eager("Language", 0, 0, "*", FxType.Text, (_, f) => new FxText(f.Language)),
        Define.Eager("OptionSetInfo", 1, 1, "*", FxType.Text, (a, _) => a[0] is FxOption option ? new FxText(option.Id) : FxText.Empty),
        Define.Eager("Trace", 1, 4, "t*", FxType.Boolean, (a, f) =>
        {
            f.Traced?.Invoke(FxConvert.Shown(a[0]), a.Length > 2 ? a[2] : FxBlank.Value);
            return FxBoolean.True;
        }),
        Define.Eager("Refresh", 1, 1, "*", FxType.Boolean, (_, _) => FxBoolean.True),
        Define.Eager("RGBA", 4, 4, "n", FxType.Color, (a, _) => Color(a)),
        Define.Mapped("ColorValue", 1, 1, "t", FxType.Color, (a, _) => ColorOf(FxConvert.Shown(a[0]))),
        Define.Mapped("ColorFade", 2, 2, "cn", FxType.Color, (a, _) =>
            a[0] is FxColor or FxBlank ? Fade(a[0] as FxColor ?? new FxColor(0, 0, 0, 0), a[1]) : FxConvert.Mistaken(a[0], "a colour")),
    ];

    private static FxValue Color(FxValue[] args)
    {
        var parts = new double[4];
        for (var i = 0; i < 4; i++)
        {
            if (FxConvert.NumberOrZero(args[i]) is not FxNumber number) return FxConvert.NumberOrZero(args[i]);
            parts[i] = i < 3 ? Math.Truncate(number.AsDouble) : number.AsDouble;
        }
        if (parts[..3].Any(p => p is < 0 or > 255) || parts[3] is < 0 or > 1)
            return FxConvert.Wrong("A colour has parts from 0 to 255 and an opacity from 0 to 1.");
        // An opacity has 256 steps, as every other part of a colour.
        return new FxColor((byte)parts[0], (byte)parts[1], (byte)parts[2], FxColors.Opacity((byte)Math.Round(parts[3] * 255)));
    }

    private static FxValue ColorOf(string text)
    {
        if (text.Length == 0) return FxBlank.Value;
        if (text[0] == '#') return (FxValue?)FxColors.FromHex(text[1..]) ?? FxConvert.Wrong($"'{text}' is not a colour.");
        var named = FxColors.Named.FirstOrDefault(c => string.Equals(c.Key, text, StringComparison.OrdinalIgnoreCase)).Value;
        return named ?? FxConvert.Wrong($"'{text}' is not a colour.");
    }

    private static FxValue Fade(FxColor color, FxValue by)
    {
        if (FxConvert.NumberOrZero(by) is not FxNumber number) return FxConvert.NumberOrZero(by);
        if (number.AsDouble is < -1 or > 1) return FxConvert.Wrong("A colour fades from -1 (black) to 1 (white).");
        var amount = Math.Abs(number.AsDouble);
        byte Part(byte part) => (byte)Math.Floor(part * (1 - amount) + (number.AsDouble < 0 ? 0 : 255 * amount));
        return new FxColor(Part(color.Red), Part(color.Green), Part(color.Blue), color.Alpha);
    }
}
