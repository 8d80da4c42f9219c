using System.Collections.Frozen;
using System.Globalization;

namespace Baton.Topics.Fx;

/// <summary>How a language writes numbers and dates. The server carries no tables of cultures, so those that matter are here.</summary>
internal sealed record FxLanguage(string Name, NumberFormatInfo Numbers, bool DayFirst, string[]? Months = null, string[]? Days = null)
{
    private static readonly FrozenDictionary<string, FxLanguage> Known = Build();

    /// <summary>The language of a tag such as <c>de-DE</c>; null when it is no tag. A language that is not known writes as English
    /// does.</summary>
    public static FxLanguage? Of(string tag)
    {
        var parts = tag.Split('-', '_');
        if (parts[0].Length is not (2 or 3) || !parts.All(p => p.Length is > 0 and <= 8 && p.All(char.IsAsciiLetterOrDigit))) return null;
        return Known.GetValueOrDefault(tag) ?? Known.GetValueOrDefault(parts[0]) ?? Known["en"];
    }

    public static FxError Unknown(string tag) => new(FxErrorKind.BadLanguageCode, $"'{tag}' is not a language.");

    public string Month(int month) => (Months ?? CultureInfo.InvariantCulture.DateTimeFormat.MonthNames)[month - 1];

    public string Day(DayOfWeek day) => (Days ?? CultureInfo.InvariantCulture.DateTimeFormat.DayNames)[(int)day];

    private static FrozenDictionary<string, FxLanguage> Build()
    {
        const string NoBreak = "\u00A0", Narrow = "\u202F";
        var all = new List<FxLanguage>
        {
            new("en", FxConvert.EnUs, DayFirst: false), new("en-GB", FxConvert.EnUs, true), new("en-AU", FxConvert.EnUs, true),
            new("de", Marks(",", "."), true, Words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
                Words("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag")),
            new("de-CH", Marks(".", "’"), true),
            new("fr", Marks(",", Narrow), true,
                Words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
                Words("dimanche lundi mardi mercredi jeudi vendredi samedi")),
            new("es", Marks(",", "."), true,
                Words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
                Words("domingo lunes martes miércoles jueves viernes sábado")),
            new("it", Marks(",", "."), true,
                Words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
                Words("domenica lunedì martedì mercoledì giovedì venerdì sabato")),
            new("pt", Marks(",", "."), true,
                Words("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
                Words("domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado")),
            new("nl", Marks(",", "."), true,
                Words("januari februari maart april mei juni juli augustus september oktober november december"),
                Words("zondag maandag dinsdag woensdag donderdag vrijdag zaterdag")),
        };
        foreach (var name in new[] { "da", "id", "tr", "el", "hr", "ro", "sl" }) all.Add(new(name, Marks(",", "."), true));
        foreach (var name in new[] { "ru", "pl", "uk", "cs", "sk", "bg", "fi", "sv", "nb", "no", "hu" })
            all.Add(new(name, Marks(",", NoBreak), name is not ("hu" or "sv")));
        return all.ToFrozenDictionary(l => l.Name, StringComparer.OrdinalIgnoreCase);
    }

    private static string[] Words(string words) => words.Split(' ');

    private static NumberFormatInfo Marks(string point, string group) => new()
    {
        CurrencySymbol = "€", CurrencyDecimalSeparator = point, CurrencyGroupSeparator = group, NumberDecimalSeparator = point,
        NumberGroupSeparator = group, PercentDecimalSeparator = point, PercentGroupSeparator = group,
    };
}
