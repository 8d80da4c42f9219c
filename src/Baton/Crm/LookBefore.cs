using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>
/// Looks whether something is there before it is made. The id of a new record follows from what it is about and from the last one that was about the
/// same: two who look at once and find nothing make the same record, and Dynamics takes it once.
/// </summary>
internal static class LookBefore
{
    /// <summary>The open record about the same, or null and the id that a new one is to have.</summary>
    /// <param name="about">What it is about, in words that two who mean the same would both use.</param>
    public static (Row? Open, Guid NewId) Creating(string key, RowPage about, params ReadOnlySpan<string?> words)
    {
        var last = about.Rows is [var first, ..] ? first : (Row?)null;
        if (last is { } row && row.Whole("statecode") == 0) return (row, default);
        var purpose = string.Join('\u001f', words.ToArray().Select(word => word?.Trim().ToLowerInvariant()));
        return (null, Deterministic.Id($"{key}:{purpose}:{last?.Id(key)}"));
    }

    /// <summary>Open ones first, then the newest: the first says all there is to know.</summary>
    public static Query About(string set, string columns, Filter filter) =>
        new(set) { Select = columns, Filter = filter, OrderBy = "statecode asc,createdon desc", Top = 1 };
}
