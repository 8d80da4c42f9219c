using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Sandbox.WebApi;

/// <summary>What the Prefer headers ask for; several headers and comma lists are both legal.</summary>
internal sealed partial record Preferences
{
    private const int PageSizeMax = 5_000;

    public bool ReturnsRepresentation { get; init; }
    public bool ContinuesOnError { get; init; }
    public int? PageSize { get; init; }
    public IReadOnlyList<string> Annotations { get; init; } = [];

    /// <summary>What was applied, for the Preference-Applied header.</summary>
    public IReadOnlyList<string> Applied { get; init; } = [];

    public static Preferences Read(IEnumerable<string?> headers)
    {
        var preferences = new Preferences();
        var applied = new List<string>();
        foreach (var one in headers.OfType<string>().SelectMany(header => Separator().Split(header)).Select(part => part.Trim()))
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (one, "") : (one[..equals].Trim(), one[(equals + 1)..].Trim().Trim('"'));
            Preferences? read = (name.ToLowerInvariant(), value) switch
            {
                ("return", "representation") => preferences with { ReturnsRepresentation = true },
                ("odata.include-annotations", _) =>
                    preferences with { Annotations = [.. value.Split(',',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] },
                ("odata.maxpagesize", _) when int.TryParse(value, CultureInfo.InvariantCulture, out var size) && size > 0 =>
                    preferences with { PageSize = Math.Min(size, PageSizeMax) },
                ("odata.continue-on-error", _) => preferences with { ContinuesOnError = true },
                // Legal, but only custom APIs run in the background: everything else is answered at once.
                ("respond-async", _) => null,
                ("odata.track-changes", _) => throw Fault.Invalid("0x80072503", "Change tracking is not enabled for this entity."),
                _ => null,
            };
            if (read is null) continue;
            preferences = read;
            applied.Add(one);
        }
        return preferences with { Applied = applied };
    }

    /// <summary>Whether an annotation was asked for; stars match, a leading minus takes away.</summary>
    public bool Wants(string annotation)
    {
        var wanted = false;
        foreach (var pattern in Annotations)
        {
            var takesAway = pattern.StartsWith('-');
            if (Matches(takesAway ? pattern[1..] : pattern, annotation)) wanted = !takesAway;
        }
        return wanted;
    }

    private static bool Matches(string pattern, string annotation) => pattern.EndsWith('*')
        ? annotation.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : pattern == annotation;

    // A comma inside quotes belongs to the list of annotations, not to the list of preferences.
    [GeneratedRegex(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")]
    private static partial Regex Separator();
}
