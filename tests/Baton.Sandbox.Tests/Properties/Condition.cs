using System.Globalization;
using System.Xml.Linq;

namespace Baton.Sandbox.Tests.Properties;

/// <summary>
/// A condition that can be written in OData and in FetchXML, and be evaluated in plain C# with the meaning that the sandbox's README states:
/// rows without a value match "ne" and "not contains", but not "not (a gt 1)".
/// </summary>
internal abstract record Condition
{
    public abstract bool Holds(Thing thing, bool negated, bool byFetch);

    public abstract string OData { get; }

    /// <summary>Null where FetchXML has no word for it.</summary>
    public abstract XElement? Fetch { get; }

    private static readonly string[] Ordered = ["new_code", "new_number", "new_amount", "new_moment", "new_choice"];
    private static readonly string[] Operators = ["eq", "ne", "gt", "ge", "lt", "le"];

    public static Condition Generate(Random chance, int depth, bool forFetch)
    {
        if (depth > 0 && chance.Next(3) > 0)
            return chance.Next(forFetch ? 2 : 3) switch
            {
                0 => new Both(true, Generate(chance, depth - 1, forFetch), Generate(chance, depth - 1, forFetch)),
                1 => new Both(false, Generate(chance, depth - 1, forFetch), Generate(chance, depth - 1, forFetch)),
                _ => new Not(Generate(chance, depth - 1, forFetch)),
            };
        var column = Ordered[chance.Next(Ordered.Length)];
        return chance.Next(8) switch
        {
            0 => new Comparison(column, chance.Next(2) == 0 ? "eq" : "ne", null),
            1 => new Comparison("new_name", chance.Next(2) == 0 ? "eq" : "ne", Thing.Text(chance)),
            2 => new Comparison("new_flag", chance.Next(2) == 0 ? "eq" : "ne", chance.Next(2) == 1),
            3 or 4 => new Part(chance.Next(3), Thing.Text(chance)),
            5 => new AnyOf(column, [.. Enumerable.Range(0, chance.Next(1, 4)).Select(_ => AValue(chance, column))], chance.Next(2) == 0),
            _ => new Comparison(column, Operators[chance.Next(Operators.Length)], AValue(chance, column)),
        };
    }

    private static object AValue(Random chance, string column) => column switch
    {
        "new_code" => Thing.Letters(chance),
        "new_number" => chance.Next(-5, 6),
        "new_amount" => chance.Next(-300, 300) / 100m,
        "new_moment" => new DateTime(2026, 11, chance.Next(1, 29), chance.Next(24), 0, 0, DateTimeKind.Utc),
        _ => chance.Next(1, 4),
    };

    private static string Plain(object value) => value switch
    {
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => Plain(value),
    };

    /// <summary>LIKE as SQL Server reads it, whatever the case.</summary>
    private static bool Like(string text, string pattern)
    {
        if (pattern.Length == 0) return text.Length == 0;
        if (pattern[0] == '%') return Enumerable.Range(0, text.Length + 1).Any(skipped => Like(text[skipped..], pattern[1..]));
        if (text.Length == 0) return false;
        if (pattern[0] == '_') return Like(text[1..], pattern[1..]);
        if (pattern[0] == '[' && pattern.IndexOf(']', 1) is var end and > 0)
            return IsIn(text[0], pattern[1..end]) && Like(text[1..], pattern[(end + 1)..]);
        return char.ToLowerInvariant(text[0]) == char.ToLowerInvariant(pattern[0]) && Like(text[1..], pattern[1..]);
    }

    private static bool IsIn(char one, string set)
    {
        var not = set.Length > 1 && set[0] == '^';
        if (not) set = set[1..];
        var found = false;
        for (var i = 0; i < set.Length; i++)
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found |= Lower(one) >= Lower(set[i]) && Lower(one) <= Lower(set[i + 2]);
                i += 2;
            }
            else found |= Lower(one) == Lower(set[i]);
        return found != not;
    }

    private static char Lower(char one) => char.ToLowerInvariant(one);

    private static int Compare(object left, object right) => left is string text
        ? string.CompareOrdinal(text.ToLowerInvariant(), ((string)right).ToLowerInvariant()) : ((IComparable)left).CompareTo(right);

    private sealed record Comparison(string Column, string Operator, object? Value) : Condition
    {
        public override bool Holds(Thing thing, bool negated, bool byFetch)
        {
            var mine = thing[Column];
            var kind = negated ? Opposite(Operator) : Operator;
            if (Value is null) return (kind == "eq") == (mine is null);
            if (mine is null) return kind == "ne";
            var same = !byFetch && mine is string text ? Like(text, (string)Value) : Compare(mine, Value) == 0;
            return kind switch
            {
                "eq" => same,
                "ne" => !same,
                "gt" => Compare(mine, Value) > 0,
                "ge" => Compare(mine, Value) >= 0,
                "lt" => Compare(mine, Value) < 0,
                _ => Compare(mine, Value) <= 0,
            };
        }

        private static string Opposite(string sign) =>
            sign switch { "eq" => "ne", "ne" => "eq", "gt" => "le", "ge" => "lt", "lt" => "ge", _ => "gt" };

        public override string OData => $"{Column} {Operator} {Literal(Value)}";

        public override XElement? Fetch => Value is null
            ? new XElement("condition", new XAttribute("attribute", Column), new XAttribute("operator", Operator == "eq" ? "null" : "not-null"))
            : new XElement("condition", new XAttribute("attribute", Column), new XAttribute("operator", Operator), new XAttribute("value", Plain(Value)));
    }

    private sealed record Part(int Where, string Text) : Condition
    {
        private static readonly string[] Functions = ["contains", "startswith", "endswith"];

        private string Pattern => Where switch { 0 => $"%{Text}%", 1 => $"{Text}%", _ => $"%{Text}" };

        public override bool Holds(Thing thing, bool negated, bool byFetch) =>
            thing.Name is null ? negated : Like(thing.Name, Pattern) != negated;

        public override string OData => $"{Functions[Where]}(new_name,{Literal(Text)})";

        public override XElement Fetch => new("condition", new XAttribute("attribute", "new_name"), new XAttribute("operator", "like"),
            new XAttribute("value", Pattern));
    }

    private sealed record AnyOf(string Column, object[] Values, bool IsNot) : Condition
    {
        public override bool Holds(Thing thing, bool negated, bool byFetch)
        {
            var wantsNone = IsNot != negated;
            var mine = thing[Column];
            if (mine is null) return wantsNone;
            return Values.Any(value => Compare(mine, value) == 0) != wantsNone;
        }

        public override string OData => $"Microsoft.Dynamics.CRM.{(IsNot ? "NotIn" : "In")}(PropertyName='{Column}',PropertyValues=["
            + $"{string.Join(',', Values.Select(value => $"'{Plain(value)}'"))}])";

        public override XElement Fetch => new("condition", new XAttribute("attribute", Column), new XAttribute("operator", IsNot ? "not-in" : "in"),
            Values.Select(value => new XElement("value", Plain(value))));
    }

    private sealed record Both(bool IsAnd, Condition Left, Condition Right) : Condition
    {
        public override bool Holds(Thing thing, bool negated, bool byFetch) => IsAnd != negated
            ? Left.Holds(thing, negated, byFetch) && Right.Holds(thing, negated, byFetch)
            : Left.Holds(thing, negated, byFetch) || Right.Holds(thing, negated, byFetch);

        public override string OData => $"({Left.OData} {(IsAnd ? "and" : "or")} {Right.OData})";

        public override XElement Fetch => new("filter", new XAttribute("type", IsAnd ? "and" : "or"), Left.Fetch, Right.Fetch);
    }

    private sealed record Not(Condition Inner) : Condition
    {
        public override bool Holds(Thing thing, bool negated, bool byFetch) => Inner.Holds(thing, !negated, byFetch);

        public override string OData => $"not ({Inner.OData})";

        public override XElement? Fetch => null;
    }
}
