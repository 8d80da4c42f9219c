using System.Globalization;

namespace Baton.Channels.DirectLine;

/// <summary>How much a client has seen: the number of the last message, as text.</summary>
internal static class Watermark
{
    public const string Parameter = "watermark";

    /// <summary>What the address says, or null when it says nothing. Clients say nothing in several ways.</summary>
    public static int? Of(HttpContext http) => http.Request.Query[Parameter].ToString() switch
    {
        "" or "-" or "null" or "undefined" => null,
        var text when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => (int)Math.Min(n, int.MaxValue),
        _ => throw LineRefusal.BadArgument("A watermark is what the last answer said, or nothing."),
    };

    public static string Text(int n) => n.ToString(CultureInfo.InvariantCulture);
}
