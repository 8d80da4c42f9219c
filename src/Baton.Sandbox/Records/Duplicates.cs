using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>The published duplicate detection rules of a table.</summary>
internal static class Duplicates
{
    public static async Task Refuse(Deed deed, Change change)
    {
        foreach (var rule in change.Table.DuplicateRules)
        {
            var wanted = rule.Select(name => (Column: change.Table[name], Value: change.After(name))).ToList();
            if (wanted.Any(one => one.Value is null or "") || !rule.Any(name => change.Changes(name))) continue;
            var same = await Rows.Matching(deed.Work, change.Table, wanted.Select(one => (one.Column, one.Value!)), limit: 2);
            if (same.Any(row => row.Id != change.Id)) throw Fault.Duplicate();
        }
    }
}
