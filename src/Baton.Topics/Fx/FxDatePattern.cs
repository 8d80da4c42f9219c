using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>Writes a date as a pattern of Power Fx wants it: <c>mm</c> is a month, but minutes after hours or before seconds.</summary>
internal static partial class FxDatePattern
{
    public static string Write(DateTime value, string pattern, FxLanguage language)
    {
        var made = new StringBuilder();
        var twelve = HalfDay().IsMatch(pattern);
        var afterHours = false;
        for (var i = 0; i < pattern.Length;)
        {
            var half = HalfDay().Match(pattern, i);
            if (half.Success && half.Index == i)
            {
                made.Append(half.Length > 3 ? value.Hour < 12 ? "AM" : "PM" : value.Hour < 12 ? "A" : "P");
                i += half.Length;
                continue;
            }
            if (Quoted(pattern, i, made) is { } after) { i = after; continue; }
            var letter = char.ToLowerInvariant(pattern[i]);
            var run = i;
            while (run < pattern.Length && char.ToLowerInvariant(pattern[run]) == letter) run++;
            var minutes = letter == 'm' && run - i <= 2 && (afterHours || NextIsSeconds(pattern, run));
            made.Append(Part(value, letter, run - i, minutes, twelve, language) ?? pattern[i..run]);
            if (letter is 'h' or 's') afterHours = letter == 'h';
            else if (char.IsLetter(letter)) afterHours = false;
            i = run;
        }
        return made.ToString();
    }

    /// <summary>Writes what stands in quotes or behind a backslash, and tells where it ends.</summary>
    private static int? Quoted(string pattern, int at, StringBuilder to)
    {
        if (pattern[at] == '\\' && at + 1 < pattern.Length)
        {
            to.Append(pattern[at + 1]);
            return at + 2;
        }
        if (pattern[at] is not ('"' or '\'')) return null;
        var end = pattern.IndexOf(pattern[at], at + 1);
        if (end < 0) end = pattern.Length;
        to.Append(pattern, at + 1, end - at - 1);
        return Math.Min(end + 1, pattern.Length);
    }

    private static bool NextIsSeconds(string pattern, int from)
    {
        while (from < pattern.Length && !char.IsLetter(pattern[from])) from++;
        return from < pattern.Length && pattern[from] is 's' or 'S';
    }

    private static string? Part(DateTime value, char letter, int count, bool minutes, bool twelve, FxLanguage language)
    {
        var hour = twelve ? (value.Hour + 11) % 12 + 1 : value.Hour;
        return letter switch
        {
            'y' => count <= 2 ? Two(value.Year % 100) : value.Year.ToString("0000", CultureInfo.InvariantCulture),
            'm' when minutes => One(value.Minute, count),
            'm' => count <= 2 ? One(value.Month, count) : Name(language.Month(value.Month), count),
            'd' => count <= 2 ? One(value.Day, count) : Name(language.Day(value.DayOfWeek), count),
            'h' => One(hour, count),
            's' => One(value.Second, count),
            '0' or 'f' => value.ToString("fffffff", CultureInfo.InvariantCulture)[..Math.Min(count, 7)],
            _ => null,
        };
    }

    private static string One(int number, int count) => count == 1 ? number.ToString(CultureInfo.InvariantCulture) : Two(number);

    private static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    private static string Name(string name, int count) => count > 3 || name.Length <= 3 ? name : name[..3];

    [GeneratedRegex("AM/PM|A/P", RegexOptions.IgnoreCase)]
    private static partial Regex HalfDay();
}
