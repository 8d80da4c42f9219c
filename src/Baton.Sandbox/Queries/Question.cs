using Baton.Sandbox.Tables;
using Microsoft.OData.UriParser;

namespace Baton.Sandbox.Queries;

/// <summary>What a request wants to read, already checked against the catalog.</summary>
internal sealed record Question
{
    public required Table Table { get; init; }
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>The columns by name, as the context address repeats them; null when nothing was selected.</summary>
    public IReadOnlyList<string>? Selected { get; init; }
    public SingleValueNode? Filter { get; init; }
    public IReadOnlyList<Sorting> Order { get; init; } = [];
    public IReadOnlyList<Expansion> Expansions { get; init; } = [];
    public int? Top { get; init; }
    public bool WantsCount { get; init; }

    /// <summary>The query functions that stand in <see cref="Filter"/> by number.</summary>
    public QueryTerms Terms { get; init; } = QueryTerms.None;
}

/// <summary>One key of the order.</summary>
internal sealed record Sorting(SingleValueNode By, bool Descending);

/// <summary>A navigation to follow and what to read there.</summary>
internal sealed record Expansion(Navigation Navigation, Question Question, bool IsReference)
{
    /// <summary>It may lead to a user or to a team, of which only the id is told.</summary>
    public bool IsOwner { get; init; }

    /// <summary>The options that were given to it, as an address repeats them.</summary>
    public string Options { get; init; } = "";
}

/// <summary>What a filter refers to beside its own text: aliases and query functions.</summary>
internal sealed record QueryTerms(IDictionary<string, SingleValueNode> Aliases, IReadOnlyList<FunctionCall> Functions)
{
    public static readonly QueryTerms None = new(new Dictionary<string, SingleValueNode>(), []);
}

/// <summary>A Microsoft.Dynamics.CRM query function as written in a filter.</summary>
internal sealed record FunctionCall(string Name, string Property, IReadOnlyList<string> Values);
