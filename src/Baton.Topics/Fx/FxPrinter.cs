using System.Globalization;
using System.Text;

namespace Baton.Topics.Fx;

/// <summary>Writes values the way Power Fx writes them, fields in the order of their names.</summary>
internal static class FxPrinter
{
    private const int DepthMax = 64;

    public static string Print(FxValue value)
    {
        var text = new StringBuilder();
        Print(text, value, 0);
        return text.ToString();
    }

    private static void Print(StringBuilder to, FxValue value, int depth)
    {
        if (depth > DepthMax) { to.Append("..."); return; }
        switch (value)
        {
            case FxBlank: to.Append("Blank()"); break;
            case FxBoolean b: to.Append(b.Value ? "true" : "false"); break;
            case FxNumber n: to.Append(Number(n)); break;
            case FxText t: Quoted(to, t.Value); break;
            case FxDate d: Call(to, "Date", d.Value.Year, d.Value.Month, d.Value.Day); break;
            case FxDateTime d:
                Call(to, "DateTime", d.Value.Year, d.Value.Month, d.Value.Day, d.Value.Hour, d.Value.Minute, d.Value.Second,
                    d.Value.Millisecond);
                break;
            case FxTime t: Time(to, t.Value); break;
            case FxGuid g: to.Append("GUID(\"").Append(g.Value.ToString("D")).Append("\")"); break;
            case FxColor c: to.Append(CultureInfo.InvariantCulture, $"RGBA({c.Red},{c.Green},{c.Blue},{c.Alpha})"); break;
            case FxOption o: to.Append(Name(o.Set)).Append('.').Append(Name(o.Id)); break;
            case FxRecord r: Record(to, r, depth); break;
            case FxTable t: List(to, "Table(", t.Rows, depth); break;
            case FxUntyped u: Print(to, u.Inner, depth + 1); break;
            case FxError e: Error(to, e); break;
        }
    }

    // A time is printed as the clock shows it, whatever days it holds.
    private static void Time(StringBuilder to, TimeSpan time)
    {
        if (time < TimeSpan.Zero) time += TimeSpan.FromDays(1 - time.Days);
        Call(to, "Time", time.Hours, time.Minutes, time.Seconds, time.Milliseconds);
    }

    private static void Record(StringBuilder to, FxRecord record, int depth)
    {
        to.Append('{');
        var order = Enumerable.Range(0, record.Count).OrderBy(i => record.Names[i], StringComparer.Ordinal);
        var first = true;
        foreach (var i in order)
        {
            if (!first) to.Append(',');
            first = false;
            to.Append(Name(record.Names[i])).Append(':');
            Print(to, record.Values[i], depth + 1);
        }
        to.Append('}');
    }

    private static void List(StringBuilder to, string open, IReadOnlyList<FxValue> values, int depth)
    {
        to.Append(open);
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0) to.Append(',');
            Print(to, values[i], depth + 1);
        }
        to.Append(')');
    }

    private static void Error(StringBuilder to, FxError error)
    {
        to.Append("Error(");
        if (error.Details.Count > 1) to.Append("Table(");
        to.AppendJoin(',', error.Details.Select(detail => "{Kind:" + KindName(detail.Kind) + "}"));
        if (error.Details.Count > 1) to.Append(')');
        to.Append(')');
    }

    public static string KindName(int kind) =>
        Enum.IsDefined((FxErrorKind)kind)
            ? "ErrorKind." + ((FxErrorKind)kind).ToString().Replace("Json", "JSON", StringComparison.Ordinal)
            : "ErrorKind." + kind.ToString(CultureInfo.InvariantCulture);

    private static void Call(StringBuilder to, string name, params ReadOnlySpan<int> parts)
    {
        to.Append(name).Append('(');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0) to.Append(',');
            to.Append(parts[i].ToString(CultureInfo.InvariantCulture));
        }
        to.Append(')');
    }

    private static void Quoted(StringBuilder to, string text) =>
        to.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');

    public static string Number(FxNumber number) => number switch
    {
        FxDecimal d => Decimal(d.Value),
        FxFloat f => Float(f.Value),
        _ => "",
    };

    public static string Decimal(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        if (text.Contains('.', StringComparison.Ordinal)) text = text.TrimEnd('0').TrimEnd('.');
        return text is "-0" ? "0" : text;
    }

    public static string Float(double value) => value == 0 ? "0" : value.ToString(CultureInfo.InvariantCulture);

    private static readonly HashSet<string> Reserved = ["true", "false", "in", "exactin", "And", "Or", "Not", "As", "Self", "Parent",
        "blank", "null", "empty", "none", "nothing", "undefined", "Is", "This", "Child", "Children", "Siblings"];

    /// <summary>A name, in single quotes when it is not a plain identifier.</summary>
    public static string Name(string name)
    {
        var plain = name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_');
        return plain && !Reserved.Contains(name) ? name : "'" + name.Replace("'", "''", StringComparison.Ordinal) + "'";
    }
}
