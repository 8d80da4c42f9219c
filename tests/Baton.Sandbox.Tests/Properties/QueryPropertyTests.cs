using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Baton.Sandbox.Tests.Properties;

/// <summary>What queries find is what a plain evaluation of the same condition over the same rows finds. The seed is in every message.</summary>
public sealed class QueryPropertyTests(SandboxFixture sandbox, ITestOutputHelper output) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const int RowCount = 150;
    private const int Tries = 150;
    private static readonly string[] SortColumns = ["new_code", "new_number", "new_amount", "new_moment", "new_choice"];
    private readonly int seed = int.TryParse(Environment.GetEnvironmentVariable("BATON_TEST_SEED"), out var given) ? given : Random.Shared.Next();
    private List<Thing> things = [];
    private Random chance = new(0);

    public async ValueTask InitializeAsync()
    {
        output.WriteLine($"BATON_TEST_SEED={seed}");
        chance = new Random(seed);
        using var made = await sandbox.Send("POST", "EntityDefinitions", Thing.Table);
        things = [.. Enumerable.Range(0, RowCount).Select(number => Thing.Generate(chance, number))];
        if (made.StatusCode != HttpStatusCode.NoContent)
            foreach (var row in (await sandbox.Get("new_things?$select=new_thingid"))["value"]!.AsArray())
                await sandbox.Send("DELETE", $"new_things({row!["new_thingid"]})");
        using var filled = await sandbox.Send("POST", "new_things/Microsoft.Dynamics.CRM.CreateMultiple",
            new JsonObject { ["Targets"] = new JsonArray([.. things.Select(thing => thing.ToJson())]) }.ToJsonString());
        filled.StatusCode.ShouldBe(HttpStatusCode.OK, await filled.Content.ReadAsStringAsync());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Filters_orders_and_tops_of_OData_are_those_of_the_reference()
    {
        for (var n = 0; n < Tries; n++)
        {
            var condition = Condition.Generate(chance, depth: 3, forFetch: false);
            var keys = Enumerable.Range(0, chance.Next(3)).Select(_ => (Column: SortColumns[chance.Next(SortColumns.Length)], Down: chance.Next(2) == 1))
                .DistinctBy(key => key.Column).ToList();
            var top = chance.Next(2) == 0 ? chance.Next(1, RowCount) : (int?)null;
            var query = $"new_things?$select=new_thingid&$filter={Uri.EscapeDataString(condition.OData)}"
                + (keys.Count == 0 ? "" : $"&$orderby={string.Join(',', keys.Select(key => $"{key.Column}{(key.Down ? " desc" : "")}"))}")
                + (top is null ? "" : $"&$top={top}");

            var found = Ids(await sandbox.Get(query));

            found.ShouldBe(Expected(condition, keys, top, byFetch: false), $"seed {seed}, try {n}: {condition.OData}");
        }
    }

    [Fact]
    public async Task Conditions_orders_and_tops_of_FetchXML_are_those_of_the_reference()
    {
        for (var n = 0; n < Tries; n++)
        {
            var condition = Condition.Generate(chance, depth: 3, forFetch: true);
            List<(string Column, bool Down)> keys = chance.Next(2) == 0 ? [] : [(SortColumns[chance.Next(SortColumns.Length - 1)], chance.Next(2) == 1)];
            var top = chance.Next(2) == 0 ? chance.Next(1, RowCount) : (int?)null;
            var fetch = new XElement("fetch", top is null ? null : new XAttribute("top", top),
                new XElement("entity", new XAttribute("name", "new_thing"), new XElement("attribute", new XAttribute("name", "new_thingid")),
                    keys.Select(key => new XElement("order", new XAttribute("attribute", key.Column), new XAttribute("descending", key.Down ? "true" : "false"))),
                    new XElement("filter", condition.Fetch)));

            var found = Ids(await sandbox.Get($"new_things?fetchXml={Uri.EscapeDataString(fetch.ToString(SaveOptions.DisableFormatting))}"));

            found.ShouldBe(Expected(condition, keys, top, byFetch: true), $"seed {seed}, try {n}: {fetch}");
        }
    }

    [Fact]
    public async Task Pages_put_together_are_the_whole()
    {
        for (var n = 0; n < 10; n++)
        {
            var (column, down) = (SortColumns[chance.Next(SortColumns.Length)], chance.Next(2) == 1);
            var size = chance.Next(1, 60);
            var seen = new List<Guid>();
            for (var next = $"new_things?$select=new_thingid&$orderby={column}{(down ? " desc" : "")}"; next is not null;)
            {
                var page = await sandbox.Get(next, ("Prefer", $"odata.maxpagesize={size}"));
                seen.AddRange(Ids(page));
                next = page["@odata.nextLink"]?.GetValue<string>();
            }
            seen.ShouldBe(Sorted(things, [(column, down)]).Select(thing => thing.Id), $"seed {seed}, try {n}: {column} by {size}");
        }
    }

    [Fact]
    public async Task Sums_and_counts_of_groups_are_those_of_the_reference()
    {
        var groups = (await sandbox.Get("new_things?$apply=groupby((new_choice),aggregate($count as n,new_amount with sum as total,new_number with max as most,"
            + "new_code with countdistinct as codes))"))["value"]!.AsArray();
        foreach (var expected in things.GroupBy(thing => thing.Choice))
        {
            var group = groups.Single(one => one!["new_choice"]?.GetValue<int>() == expected.Key)!;
            group["n"]!.GetValue<int>().ShouldBe(expected.Count(), $"seed {seed}");
            (group["total"]?.GetValue<decimal>() ?? 0).ShouldBe(expected.Sum(thing => thing.Amount) ?? 0, $"seed {seed}");
            group["most"]?.GetValue<int>().ShouldBe(expected.Max(thing => thing.Number)!.Value, $"seed {seed}");
        }
    }

    private IEnumerable<Guid> Expected(Condition condition, List<(string Column, bool Down)> keys, int? top, bool byFetch) =>
        Sorted(things.Where(thing => condition.Holds(thing, negated: false, byFetch)), keys).Take(top ?? RowCount).Select(thing => thing.Id);

    // Rows without a value come first, or last when the order is turned; equal rows come by their ids.
    private static List<Thing> Sorted(IEnumerable<Thing> rows, List<(string Column, bool Down)> keys)
    {
        var sorted = rows.ToList();
        sorted.Sort((left, right) =>
        {
            foreach (var (column, down) in keys)
                if (Order(left[column], right[column]) is var order and not 0) return down ? -order : order;
            return string.CompareOrdinal(left.Id.ToString(), right.Id.ToString());
        });
        return sorted;
    }

    private static int Order(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a.ToLowerInvariant(), b.ToLowerInvariant()),
        _ => ((IComparable)left).CompareTo(right),
    };

    private static List<Guid> Ids(JsonNode page) => [.. page["value"]!.AsArray().Select(row => row!["new_thingid"]!.GetValue<Guid>())];
}
