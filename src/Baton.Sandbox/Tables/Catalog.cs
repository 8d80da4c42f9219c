using Microsoft.OData.Edm;

namespace Baton.Sandbox.Tables;

/// <summary>Where a navigation leads: by a lookup to a row, back to the rows that hold it, or over an intersect table.</summary>
internal sealed record Navigation
{
    public required string Name { get; init; }
    public required Table From { get; init; }

    /// <summary>The table it leads to; null where it may be a user or a team (an owner).</summary>
    public required Table To { get; init; }

    /// <summary>The lookup that makes it: on <see cref="From"/> when single, on <see cref="To"/> when a collection.</summary>
    public Column? Lookup { get; init; }
    public ManyToMany? Many { get; init; }
    public bool IsCollection { get; init; }

    /// <summary>The stored type of a polymorphic lookup that this navigation follows.</summary>
    public string LookupType => IsCollection ? From.Name : To.Name;
}

/// <summary>All tables and how they are related. Never changed: whatever is added makes a new catalog.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<string, Table> byName;
    private readonly Dictionary<string, Table> bySet;
    private readonly Dictionary<(string Table, string Name), List<Navigation>> navigations = [];
    private readonly Dictionary<string, List<Navigation>> byTable = [];

    public Catalog(IReadOnlyList<Table> tables, IReadOnlyList<ManyToMany> many, IReadOnlyList<Choice>? choices = null)
    {
        Tables = tables;
        Many = many;
        Choices = choices ?? [];
        byName = tables.ToDictionary(table => table.Name);
        bySet = tables.ToDictionary(table => table.Set);
        foreach (var table in tables)
            foreach (var column in table.Columns.Where(column => column.Kind == ColumnKind.Lookup))
                foreach (var target in column.Targets)
                    Relate(table, column, target);
        foreach (var relation in many)
        {
            var (first, second) = (byName[relation.First], byName[relation.Second]);
            Add(new Navigation { Name = relation.FirstNavigation, From = first, To = second, Many = relation, IsCollection = true });
            Add(new Navigation { Name = relation.SecondNavigation, From = second, To = first, Many = relation, IsCollection = true });
        }
        Model = EdmModels.Build(this);
    }

    public IReadOnlyList<Table> Tables { get; }
    public IReadOnlyList<ManyToMany> Many { get; }

    /// <summary>The option sets that an organisation has made for several columns.</summary>
    public IReadOnlyList<Choice> Choices { get; }
    public IEdmModel Model { get; }

    public Table this[string name] => byName[name];

    public Table? Find(string name) => byName.GetValueOrDefault(name);

    public Table? FindSet(string set) => bySet.GetValueOrDefault(set);

    /// <summary>The navigation of that name; an owner's has one for each kind of owner.</summary>
    public IReadOnlyList<Navigation> Navigations(Table table, string name) => navigations.GetValueOrDefault((table.Name, name)) ?? [];

    public IReadOnlyList<Navigation> Navigations(Table table) => byTable.GetValueOrDefault(table.Name) ?? [];

    public Navigation? Navigate(Table table, string name) => Navigations(table, name) is { Count: > 0 } found ? found[0] : null;

    /// <summary>The tables that keep their rows in a storage.</summary>
    public IEnumerable<Table> StoredIn(string storage) => Tables.Where(table => table.Storage == storage);

    private void Relate(Table table, Column column, Target target)
    {
        if (!byName.TryGetValue(target.Table, out var to))
            throw new InvalidOperationException($"Column {table.Name}.{column.Name} points at {target.Table}, which is no table.");
        Add(new Navigation { Name = target.Navigation, From = table, To = to, Lookup = column });
        if (target.Back is not null)
            Add(new Navigation { Name = target.Back, From = to, To = table, Lookup = column, IsCollection = true });
    }

    private void Add(Navigation navigation)
    {
        var key = (navigation.From.Name, navigation.Name);
        if (!navigations.TryGetValue(key, out var same)) navigations[key] = same = [];
        same.Add(navigation);
        if (!byTable.TryGetValue(navigation.From.Name, out var all)) byTable[navigation.From.Name] = all = [];
        all.Add(navigation);
    }
}
