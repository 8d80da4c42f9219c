namespace Baton.Sandbox.Tables;

/// <summary>What a column can hold.</summary>
internal enum ColumnKind { Id, Text, Memo, Integer, BigInteger, Decimal, Double, Money, Boolean, DateTime, Date, Picklist, State, Status,
    Lookup, Guid, MultiPicklist, File }

/// <summary>How much a column wants a value. Only <see cref="System"/> is enforced, as in Dataverse.</summary>
internal enum RequiredLevel { None, Recommended, Application, System }

/// <summary>One choice of an option set; a status belongs to a state.</summary>
internal sealed record Option(int Value, string Label, int? State = null);

/// <summary>A table that a lookup may point at, and the navigation names on both sides.</summary>
internal sealed record Target(string Table, string Navigation, string? Back);

/// <summary>An option set that several columns may use.</summary>
internal sealed record Choice(string Name, string DisplayName, IReadOnlyList<Option> Options);

/// <summary>Columns whose values together name one row.</summary>
internal sealed record AlternateKey(string Name, IReadOnlyList<string> Columns, bool IsCustom = false);

/// <summary>A column of a table, described as data.</summary>
internal sealed record Column
{
    public required string Name { get; init; }
    public required ColumnKind Kind { get; init; }
    public required string DisplayName { get; init; }
    public string? SchemaNameGiven { get; init; }
    public int LengthMax { get; init; }
    public decimal? Min { get; init; }
    public decimal? Max { get; init; }
    public int Precision { get; init; } = 2;
    public RequiredLevel Required { get; init; }
    public IReadOnlyList<Option> Options { get; init; } = [];
    public IReadOnlyList<Target> Targets { get; init; } = [];
    public string? Default { get; init; }
    public bool IsReadOnly { get; init; }
    public bool IsCreateOnly { get; init; }
    public bool IsIndexed { get; init; }
    public bool IsCustom { get; init; }

    /// <summary>The global choice that its options come from.</summary>
    public string? Global { get; init; }

    /// <summary>Rows go with the row they point at.</summary>
    public bool Cascades { get; init; }

    /// <summary>Its targets share one storage, so the id alone finds the row.</summary>
    public bool IsUntyped { get; init; }

    /// <summary>The name that the Web API shows: a lookup is read as _name_value.</summary>
    public string Property => Kind == ColumnKind.Lookup ? $"_{Name}_value" : Name;

    /// <summary>A lookup to more than one table also stores which table it points at.</summary>
    public bool IsPolymorphic => !IsUntyped && Targets.Select(target => target.Table).Distinct().Skip(1).Any();

    public string SchemaName => SchemaNameGiven ?? char.ToUpperInvariant(Name[0]) + Name[1..];
    public bool IsText => Kind is ColumnKind.Text or ColumnKind.Memo;
    public bool HasOptions =>
        Kind is ColumnKind.Picklist or ColumnKind.State or ColumnKind.Status or ColumnKind.Boolean or ColumnKind.MultiPicklist;

    public Option? OptionOf(int value) => Options.FirstOrDefault(option => option.Value == value);
}

/// <summary>Many rows of one table with many of another, kept in an intersect table.</summary>
internal sealed record ManyToMany(string Intersect, string First, string FirstNavigation, string Second, string SecondNavigation);

/// <summary>A Dataverse table, described as data; the engine has no code for any one of them.</summary>
internal sealed class Table
{
    public required string Name { get; init; }
    public required string Set { get; init; }
    public required int TypeCode { get; init; }
    public required string DisplayName { get; init; }
    public required string PluralName { get; init; }
    public required string Storage { get; init; }
    public required string PrimaryId { get; init; }
    public required string PrimaryName { get; init; }
    public bool IsOwned { get; init; }
    public bool IsActivity { get; init; }
    public bool HasNotes { get; init; }
    public bool IsSales { get; init; }
    public bool LocksWhenInactive { get; init; }

    /// <summary>Made by an organisation, not built in.</summary>
    public bool IsCustom { get; init; }
    public bool HasActivities { get; init; }
    public string? SchemaNameGiven { get; init; }
    public IReadOnlyList<AlternateKey> Keys { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<string>> DuplicateRules { get; init; } = [];
    public IReadOnlyList<string> SearchColumns { get; init; } = [];
    public required IReadOnlyList<Column> Columns { get; init; }

    public string SchemaName => SchemaNameGiven ?? char.ToUpperInvariant(Name[0]) + Name[1..];
    public IEnumerable<IReadOnlyList<string>> AlternateKeys => Keys.Select(key => key.Columns);

    private Dictionary<string, Column>? byName;
    private Dictionary<string, Column>? byProperty;

    public Column? Find(string name) => (byName ??= Columns.ToDictionary(column => column.Name)).GetValueOrDefault(name);

    public Column? FindProperty(string name) => (byProperty ??= Columns.ToDictionary(column => column.Property)).GetValueOrDefault(name);

    public Column this[string name] => Find(name) ?? throw new ArgumentException($"Table {Name} has no column {name}.", nameof(name));

    /// <summary>The same table with other columns or keys.</summary>
    public Table With(IReadOnlyList<Column>? columns = null, IReadOnlyList<AlternateKey>? keys = null) => new()
    {
        Name = Name, Set = Set, TypeCode = TypeCode, DisplayName = DisplayName, PluralName = PluralName, Storage = Storage,
        PrimaryId = PrimaryId, PrimaryName = PrimaryName, IsOwned = IsOwned, IsActivity = IsActivity, HasNotes = HasNotes,
        IsSales = IsSales, LocksWhenInactive = LocksWhenInactive, IsCustom = IsCustom, HasActivities = HasActivities,
        SchemaNameGiven = SchemaNameGiven, DuplicateRules = DuplicateRules, SearchColumns = SearchColumns,
        Keys = keys ?? Keys, Columns = columns ?? Columns,
    };

    /// <summary>The activity tables share one storage; each sees only its own rows.</summary>
    public bool IsPartOfStorage => Storage != Name;

    /// <summary>The name that privileges are built from: prvReadIncident, prvCreateNote, prvReadActivity.</summary>
    public string PrivilegeNoun => IsActivity ? "Activity" : Name switch
    {
        "annotation" => "Note",
        "activityparty" => "Activity",
        "systemuser" => "User",
        "businessunit" => "BusinessUnit",
        "transactioncurrency" => "Currency",
        "opportunityproduct" => "Opportunity",
        "quotedetail" => "Quote",
        "uom" => "UnitOfMeasure",
        "pricelevel" or "productpricelevel" => "PriceLevel",
        "account" or "contact" or "lead" or "opportunity" or "incident" or "quote" or "product" or "team" or "role" or "organization"
            or "subject" => char.ToUpperInvariant(Name[0]) + Name[1..],
        _ => Name,
    };
}
