using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Contoso;

/// <summary>The sample in the making: rows by table, completed as the server would complete them.</summary>
internal sealed class Sample(Catalog catalog, Work work)
{
    private const ulong Multiplier = 6_364_136_223_846_793_005;
    private const ulong Increment = 1_442_695_040_888_963_407;
    private const int Seed = 2026;
    private ulong chance = Seed;

    public Dictionary<string, List<Row>> Rows { get; } = [];
    public Dictionary<string, List<(Guid First, Guid Second)>> Links { get; } = [];
    public Catalog Catalog => catalog;

    /// <summary>Who has entered the sample.</summary>
    public Guid Author { get; set; } = Ids.Of("systemuser/admin");

    public Ref Add(string table, string key, DateTimeOffset created, Row values)
    {
        values.Id = Ids.Of($"{table}/{key}");
        var described = catalog[table];
        var change = new Change { Table = described, Id = values.Id, Values = values };
        var deed = new Deed
        {
            Catalog = catalog, Work = work, Now = created,
            Caller = new Caller
            {
                UserId = Author, BusinessUnitId = SampleData.BusinessUnitId, ObjectId = Guid.Empty, Name = "", RoleCount = 1,
                Privileges = new Dictionary<string, Depth>(),
            },
        };
        var state = values.GetValueOrDefault("statecode");
        Defaults.Complete(deed, change);
        States.Settle(change);
        if (state is not null) values["statecode"] = state;
        TableRules.Of(table).Compute(change);
        if (!Rows.TryGetValue(table, out var rows)) Rows[table] = rows = [];
        rows.Add(values);
        return new Ref(table, values.Id);
    }

    public void Link(string intersect, Ref first, Ref second)
    {
        if (!Links.TryGetValue(intersect, out var pairs)) Links[intersect] = pairs = [];
        pairs.Add((first.Id, second.Id));
    }

    /// <summary>The same "chance" on every machine.</summary>
    public int Below(int limit)
    {
        chance = (chance * Multiplier) + Increment;
        return (int)((chance >> 33) % (ulong)limit);
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    public DateTimeOffset DaysAgo(int most) => SampleData.BaseDate.AddDays(-Below(most)).AddMinutes(-Below(540));
}
