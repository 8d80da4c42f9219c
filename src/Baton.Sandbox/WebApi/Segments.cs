namespace Baton.Sandbox.WebApi;

/// <summary>One piece of a resource path: a name and, in parentheses, a key or parameters.</summary>
internal sealed record Segment(string Name, string? Key)
{
    /// <summary>Cuts a path at its slashes, but not at those inside parentheses or quotes.</summary>
    public static IReadOnlyList<Segment> Read(string path)
    {
        var segments = new List<Segment>();
        var (start, depth, quoted) = (0, 0, false);
        for (var at = 0; at <= path.Length; at++)
            if (at == path.Length || (path[at] == '/' && depth == 0 && !quoted))
            {
                if (at > start) segments.Add(Of(path[start..at]));
                start = at + 1;
            }
            else if (path[at] == '\'') quoted = !quoted;
            else if (!quoted && path[at] == '(') depth++;
            else if (!quoted && path[at] == ')') depth--;
        return segments;
    }

    private static Segment Of(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        return open >= 0 && text.EndsWith(')')
            ? new Segment(Uri.UnescapeDataString(text[..open]), Uri.UnescapeDataString(text[(open + 1)..^1]))
            : new Segment(Uri.UnescapeDataString(text), null);
    }
}
