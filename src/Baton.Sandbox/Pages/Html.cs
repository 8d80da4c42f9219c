using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Baton.Sandbox.Pages;

/// <summary>Markup that is safe to show: every value put into it is encoded, unless it is markup itself.</summary>
internal readonly record struct Html(string Text)
{
    public static readonly Html Empty = new("");

    public static Html Of(Interpolated markup) => new(markup.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;

    /// <summary>Encodes what an interpolated string is filled with.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Interpolated
    {
        private readonly StringBuilder text;

        public Interpolated(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (formattedCount * 16));

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(Html markup) => text.Append(markup.Text);

        public void AppendFormatted<T>(T value) =>
            text.Append(WebUtility.HtmlEncode(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)));

        public override string ToString() => text.ToString();
    }
}
