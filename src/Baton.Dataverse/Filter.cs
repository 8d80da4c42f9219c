using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Baton.Dataverse;

/// <summary>
/// A condition for <c>$filter</c>, written as an interpolated string: <c>Filter.Of($"emailaddress1 eq {email} and statecode eq {0}")</c>. What
/// stands in the holes becomes a literal of its type, so no text that a stranger typed can ever change the condition.
/// </summary>
public readonly record struct Filter(string Text)
{
    public static Filter Of(Condition condition) => new(condition.ToString());

    /// <summary>All of them; those that are null are left out.</summary>
    public static Filter? All(params ReadOnlySpan<Filter?> parts) => Joined(" and ", parts);

    /// <summary>Any of them; those that are null are left out.</summary>
    public static Filter? Any(params ReadOnlySpan<Filter?> parts) => Joined(" or ", parts);

    /// <summary>
    /// Quotes a text. Dataverse treats % _ [ as wildcards in every comparison of strings, so they are put in brackets to mean themselves.
    /// </summary>
    public static string Literal(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('\'');
        foreach (var c in text)
            _ = c switch
            {
                '\'' => quoted.Append("''"),
                '%' or '_' or '[' => quoted.Append('[').Append(c).Append(']'),
                '\0' => quoted,
                _ => quoted.Append(c),
            };
        return quoted.Append('\'').ToString();
    }

    public override string ToString() => Text;

    private static Filter? Joined(string word, ReadOnlySpan<Filter?> parts)
    {
        var texts = new List<string>();
        foreach (var part in parts)
            if (part is { Text.Length: > 0 } known) texts.Add(known.Text);
        return texts.Count switch
        {
            0 => null,
            1 => new Filter(texts[0]),
            _ => new Filter($"({string.Join($"){word}(", texts)})"),
        };
    }

    /// <summary>Collects the parts of an interpolated condition; made by the compiler.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Condition(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + (holes * 24));

        public void AppendLiteral(string text) => _text.Append(text);
        public void AppendFormatted(string text) => _text.Append(Literal(text));
        public void AppendFormatted(Guid id) => _text.Append(id.ToString("D"));
        public void AppendFormatted(int number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");
        public void AppendFormatted(decimal number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");
        public void AppendFormatted(bool flag) => _text.Append(flag ? "true" : "false");
        public void AppendFormatted(DateOnly day) => _text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}");
        public void AppendFormatted(Filter part) => _text.Append('(').Append(part.Text).Append(')');

        public void AppendFormatted(DateTimeOffset time) =>
            _text.Append(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}");

        public override string ToString() => _text.ToString();
    }
}
