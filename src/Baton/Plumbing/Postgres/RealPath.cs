namespace Baton.Plumbing;

/// <summary>The path of a folder with every link on the way followed, as the system itself reports it of a running process.</summary>
internal static class RealPath
{
    public static string Of(string path)
    {
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        foreach (var part in Path.GetFullPath(path)[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            real = Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? Of(target.FullName) : next;
        }
        return real;
    }
}
