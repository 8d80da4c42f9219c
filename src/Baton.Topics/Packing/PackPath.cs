namespace Baton.Topics;

/// <summary>Paths of files from outside, which may be meant to do harm.</summary>
internal static class PackPath
{
    private const int LengthMax = 400;
    private static readonly string[] Endings = [".yml", ".yaml"];

    /// <summary>The path with slashes and without a dot for the folder itself; null when it leads out of the folder or holds odd
    /// characters.</summary>
    public static string? Clean(string path)
    {
        var parts = path.Replace('\\', '/').Split('/').Where(part => part != ".").ToArray();
        if (path.Length > LengthMax || parts.Length == 0) return null;
        // A dot or blank at the end is no part of a name on Windows; and ".." leads out.
        return parts.Any(part => part.Length == 0 || part.Any(Odd) || part[^1] is ' ' or '.') ? null : string.Join('/', parts);
    }

    // Windows takes these for something else than part of a name.
    private static bool Odd(char c) => char.IsControl(c) || c is ':' or '*' or '?' or '"' or '<' or '>' or '|';

    /// <summary>Whether a file may be part of a bot: YAML, or a component of a solution. Hidden folders belong to tools.</summary>
    public static bool IsWanted(string path)
    {
        var parts = path.Split('/');
        if (parts.Any(part => part[0] == '.' || part is "__MACOSX" or "node_modules")) return false;
        return Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) || SolutionLayout.IsPart(parts);
    }
}
