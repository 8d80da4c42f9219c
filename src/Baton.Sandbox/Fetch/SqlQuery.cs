using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Fetch;

/// <summary>
/// Reads the SELECT of a ?sql= option and says it in FetchXML, which has the same reach: joins, conditions of columns and literals, order,
/// distinct, aggregates.
/// </summary>
internal sealed partial class SqlQuery
{
    private static readonly Dictionary<string, string> Signs = new()
    {
        ["="] = "eq", ["<>"] = "ne", ["!="] = "ne", ["<"] = "lt", [">"] = "gt", ["<="] = "le", [">="] = "ge",
    };

    private readonly List<string> words;
    private readonly List<(string Alias, XElement Xml)> sources = [];
    private int at;

    private SqlQuery(string text) => words = [.. Word().Matches(text).Select(match => match.Value)];

    public static string ToFetch(string text)
    {
        if (text.Contains("/*", StringComparison.Ordinal) || text.Contains("--", StringComparison.Ordinal))
            text = Comment().Replace(text, " ");
        return new SqlQuery(text).Read().ToString(SaveOptions.DisableFormatting);
    }

    private XElement Read()
    {
        var fetch = new XElement("fetch");
        Expect("select");
        if (Take("distinct")) fetch.Add(new XAttribute("distinct", "true"));
        if (Take("top")) fetch.Add(new XAttribute("top", Next().Trim('(', ')')));
        var columns = new List<(string Expression, string? Alias)>();
        do columns.Add(Column()); while (Take(","));
        Expect("from");
        Sources(fetch);
        if (Take("where")) sources[0].Xml.Add(new XElement("filter", Or()));
        var groups = new List<string>();
        if (Take("group"))
        {
            Expect("by");
            do groups.Add(Next()); while (Take(","));
        }
        if (Peek("having")) throw Refused("HAVING is not supported.");
        AddColumns(fetch, columns, groups);
        if (Take("order")) Order(columns, groups.Count > 0 || fetch.Attribute("aggregate") is not null);
        if (Take("offset"))
        {
            Page(fetch);
        }
        Take(";");
        return at == words.Count ? fetch : throw Refused($"'{words[at]}' was not expected there.");
    }

    private void Page(XElement fetch)
    {
        var skipped = int.Parse(Next(), CultureInfo.InvariantCulture);
        Expect("rows");
        Expect("fetch");
        if (!Take("next")) Expect("first");
        var count = int.Parse(Next(), CultureInfo.InvariantCulture);
        Expect("rows");
        Expect("only");
        if (count == 0 || skipped % count != 0) throw Refused("OFFSET has to be a multiple of FETCH.");
        fetch.Add(new XAttribute("page", (skipped / count) + 1), new XAttribute("count", count));
    }

    private (string, string?) Column()
    {
        var expression = Next();
        if (expression == "*" || expression.EndsWith(".*", StringComparison.Ordinal)) throw Refused("SELECT * is not supported; name the columns.");
        if (Take("("))
        {
            var distinct = Take("distinct") ? "distinct " : "";
            expression = $"{expression.ToLowerInvariant()}({distinct}{Next()})";
            Expect(")");
        }
        string? alias = null;
        if (Take("as")) alias = Next();
        else if (at < words.Count && !Peek(",") && !Peek("from")) alias = Next();
        return (expression, alias?.Trim('[', ']', '"'));
    }

    private void Sources(XElement fetch)
    {
        fetch.Add(Source("entity", null));
        while (true)
        {
            var outer = Take("left");
            if (outer) Take("outer");
            else if (!Take("inner") && !Peek("join")) break;
            Expect("join");
            var link = Source("link-entity", outer ? "outer" : "inner");
            Expect("on");
            var (left, right) = (Next(), "");
            Expect("=");
            right = Next();
            var own = sources[^1].Alias;
            var (from, to) = Split(left).Alias.Equals(own, StringComparison.OrdinalIgnoreCase) ? (left, right) : (right, left);
            link.Add(new XAttribute("from", Split(from).Column), new XAttribute("to", Split(to).Column));
            SourceOf(Split(to).Alias).Add(link);
        }
    }

    private XElement Source(string kind, string? type)
    {
        var name = Next().Trim('[', ']').ToLowerInvariant();
        var alias = Take("as") ? Next() : at < words.Count && Alias().IsMatch(words[at]) && !IsKeyword(words[at]) ? Next() : name;
        var xml = new XElement(kind, new XAttribute("name", name));
        if (type is not null) xml.Add(new XAttribute("alias", alias), new XAttribute("link-type", type));
        sources.Add((alias, xml));
        return xml;
    }

    private void AddColumns(XElement fetch, List<(string Expression, string? Alias)> columns, List<string> groups)
    {
        var aggregate = groups.Count > 0 || columns.Exists(column => column.Expression.Contains('(', StringComparison.Ordinal));
        if (aggregate) fetch.Add(new XAttribute("aggregate", "true"));
        for (var i = 0; i < columns.Count; i++)
        {
            var (expression, alias) = columns[i];
            var open = expression.IndexOf('(', StringComparison.Ordinal);
            var (source, name) = Split(open < 0 ? expression : expression[(open + 1)..^1].Replace("distinct ", "", StringComparison.Ordinal));
            var xml = SourceOf(source);
            var attribute = new XElement("attribute", new XAttribute("name", name == "*" ? $"{xml.Attribute("name")!.Value}id" : name));
            if (open >= 0) attribute.Add(new XAttribute("aggregate", Aggregate(expression[..open], name)),
                new XAttribute("alias", alias ?? $"{expression[..open]}{i}"));
            else if (aggregate) attribute.Add(new XAttribute("groupby", "true"), new XAttribute("alias", alias ?? name));
            else if (alias is not null || xml != sources[0].Xml) attribute.Add(new XAttribute("alias", alias ?? name));
            if (expression.Contains("distinct ", StringComparison.Ordinal)) attribute.Add(new XAttribute("distinct", "true"));
            xml.Add(attribute);
        }
    }

    private static string Aggregate(string function, string column) => function switch
    {
        "count" when column == "*" => "count",
        "count" => "countcolumn",
        "sum" or "avg" or "min" or "max" => function,
        _ => throw Refused($"The function {function} is not supported."),
    };

    private void Order(List<(string Expression, string? Alias)> columns, bool aggregate)
    {
        Expect("by");
        do
        {
            var given = Next();
            if (Peek("(")) throw Refused("ORDER BY takes columns only.");
            var chosen = columns.Find(column => string.Equals(column.Alias, given, StringComparison.OrdinalIgnoreCase)
                || string.Equals(column.Expression, given, StringComparison.OrdinalIgnoreCase));
            var (source, name) = Split(chosen.Alias == given && chosen.Expression is { } expression && !aggregate ? expression : given);
            var order = new XElement("order", aggregate ? new XAttribute("alias", chosen.Alias ?? name) : new XAttribute("attribute", name));
            if (Take("desc")) order.Add(new XAttribute("descending", "true"));
            else Take("asc");
            SourceOf(source).Add(order);
        }
        while (Take(","));
    }

    private XElement[] Or()
    {
        var parts = new List<XElement[]> { And() };
        while (Take("or")) parts.Add(And());
        return parts.Count == 1 ? parts[0]
            : [new XElement("filter", new XAttribute("type", "or"), parts.Select(part => part.Length == 1 ? part[0] : new XElement("filter", part)))];
    }

    private XElement[] And()
    {
        var parts = new List<XElement>(One());
        while (Take("and")) parts.AddRange(One());
        return [.. parts];
    }

    private XElement[] One()
    {
        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        var (source, column) = Split(Next());
        var not = Take("not");
        var condition = new XElement("condition", new XAttribute("attribute", column));
        if (SourceOf(source) is var xml && xml != sources[0].Xml) condition.Add(new XAttribute("entityname", source));
        if (Take("is"))
        {
            not = Take("not");
            Expect("null");
            condition.Add(new XAttribute("operator", not ? "not-null" : "null"));
        }
        else if (Take("like")) condition.Add(new XAttribute("operator", not ? "not-like" : "like"), new XAttribute("value", Literal()));
        else if (Take("between"))
        {
            condition.Add(new XAttribute("operator", not ? "not-between" : "between"), new XElement("value", Literal()));
            Expect("and");
            condition.Add(new XElement("value", Literal()));
        }
        else if (Take("in"))
        {
            condition.Add(new XAttribute("operator", not ? "not-in" : "in"));
            Expect("(");
            if (Peek("select")) throw Refused("Subqueries are not supported.");
            do condition.Add(new XElement("value", Literal())); while (Take(","));
            Expect(")");
        }
        else condition.Add(new XAttribute("operator", Signs.GetValueOrDefault(Next())
            ?? throw Refused("A condition compares a column with a literal.")), new XAttribute("value", Literal()));
        return [condition];
    }

    private string Literal()
    {
        var word = Next();
        if (word is "N" or "n" && at < words.Count && words[at].StartsWith('\'')) word = Next();
        return word.StartsWith('\'') ? word[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : decimal.TryParse(word, CultureInfo.InvariantCulture, out _) ? word
            : throw Refused($"'{word}' is no literal; expressions, functions and subqueries are not supported.");
    }

    private (string Alias, string Column) Split(string name)
    {
        var clean = name.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        var dot = clean.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (sources[0].Alias, clean.ToLowerInvariant()) : (clean[..dot], clean[(dot + 1)..].ToLowerInvariant());
    }

    private XElement SourceOf(string alias) =>
        sources.Find(source => string.Equals(source.Alias, alias, StringComparison.OrdinalIgnoreCase)).Xml
            ?? throw Refused($"The table or alias '{alias}' is not in the query.");

    private static bool IsKeyword(string word) => word.ToLowerInvariant()
        is "where" or "join" or "inner" or "left" or "on" or "order" or "group" or "right" or "full" or "cross" or "having" or "offset";

    private bool Peek(string word) => at < words.Count && string.Equals(words[at], word, StringComparison.OrdinalIgnoreCase);

    private bool Take(string word)
    {
        if (!Peek(word)) return false;
        at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word)) throw Refused($"{word.ToUpperInvariant()} was expected{(at < words.Count ? $" instead of '{words[at]}'" : "")}.");
    }

    private string Next() => at < words.Count ? words[at++] : throw Refused("It ends too early.");

    private static Fault Refused(string why) => Fault.Invalid("0x80041102", $"The SQL query is not supported. {why}");

    [GeneratedRegex(@"'(?:[^']|'')*'|-?\d+(?:\.\d+)?(?![\w.])|[\w\[\]]+(?:\.[\w\[\]]+|\.\*)*|<>|!=|<=|>=|[^\s\w]")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex Alias();

    [GeneratedRegex(@"/\*.*?\*/|--[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
