using System.Xml.Linq;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Fetch;

/// <summary>One table of a FetchXML query: the entity itself or one that is linked to it.</summary>
internal sealed record FetchSource
{
    public required Table Table { get; init; }

    /// <summary>The name that results carry; null for the entity itself.</summary>
    public string? Alias { get; init; }

    /// <summary>How SQL calls it.</summary>
    public required string SqlAlias { get; init; }
    public required XElement Xml { get; init; }
    public FetchSource? Parent { get; init; }
    public string LinkType { get; init; } = "";

    public Column Column(string? name) => Table.Find(name ?? "") ?? throw Fault.Invalid("0x80041103",
        $"'{Table.Name}' entity doesn't contain attribute with Name = '{name}' and NameMapping = 'Logical'.");
}

/// <summary>A FetchXML query, read and checked.</summary>
internal sealed class FetchQuery
{
    public const string FirstOnly = "matchfirstrowusingcrossapply";
    private const int CountMax = 5_000;
    private static readonly string[] Existential = ["exists", "in", "any", "not any", "all", "not all"];

    public required FetchSource Root { get; init; }

    /// <summary>The root and all that is joined to it; links that only ask for existence are not among them.</summary>
    public required IReadOnlyList<FetchSource> Sources { get; init; }
    public bool IsAggregate { get; init; }
    public bool IsDistinct { get; init; }
    public bool WantsTotal { get; init; }
    public int? Top { get; init; }
    public int Page { get; init; } = 1;
    public int Count { get; init; } = CountMax;
    public bool HasCookie { get; init; }

    /// <summary>Choices are ordered by their numbers, not their labels.</summary>
    public bool OrdersRaw { get; init; }

    /// <summary>It came as SQL, and its pages are linked.</summary>
    public bool IsSql { get; init; }

    public static FetchQuery Read(Catalog catalog, string text, int? size, int? page) => Read(catalog, text) switch
    {
        { Top: not null } query => query,
        var query => new FetchQuery
        {
            Root = query.Root, Sources = query.Sources, IsAggregate = query.IsAggregate, IsDistinct = query.IsDistinct, HasCookie = true,
            OrdersRaw = true, IsSql = true, Count = size ?? query.Count, Page = page ?? query.Page,
        },
    };

    public static FetchQuery Read(Catalog catalog, string text)
    {
        XElement fetch;
        try
        {
            fetch = XElement.Parse(text);
        }
        catch (System.Xml.XmlException bad)
        {
            throw Fault.Invalid("0x80041102", $"Invalid XML. {bad.Message}");
        }
        var entity = fetch.Name == "fetch" ? fetch.Element("entity") : null;
        if (entity is null) throw Fault.Invalid("0x80041102", "The fetch has no entity.");
        var root = new FetchSource { Table = TableOf(catalog, entity), SqlAlias = "e0", Xml = entity };
        var sources = new List<FetchSource> { root };
        Link(catalog, root, sources);
        var top = Number(fetch, "top");
        if (top is not null && fetch.Attribute("page") is not null)
            throw Fault.Invalid("0x80041102", "The top attribute can't be specified with paging attribute page");
        return new FetchQuery
        {
            Root = root, Sources = sources, Top = top is null ? null : Math.Min(top.Value, CountMax),
            IsAggregate = Flag(fetch, "aggregate"),
            IsDistinct = Flag(fetch, "distinct"), OrdersRaw = Flag(fetch, "useraworderby"), WantsTotal = Flag(fetch, "returntotalrecordcount"), Page = Number(fetch, "page") ?? 1,
            Count = Math.Clamp(Number(fetch, "count") ?? CountMax, 1, CountMax), HasCookie = fetch.Attribute("paging-cookie") is not null,
        };
    }

    public static bool IsExistential(XElement link) => Existential.Contains(link.Attribute("link-type")?.Value);

    public static Table TableOf(Catalog catalog, XElement xml) => catalog.Find(xml.Attribute("name")?.Value ?? "")
        ?? throw Fault.Invalid("0x80041102", $"The entity with a name = '{xml.Attribute("name")?.Value}' was not found.");

    private static void Link(Catalog catalog, FetchSource parent, List<FetchSource> sources)
    {
        foreach (var xml in parent.Xml.Elements("link-entity").Where(xml => !IsExistential(xml)))
        {
            var type = xml.Attribute("link-type")?.Value ?? "inner";
            if (type == "natural") type = "inner";
            if (type is not ("inner" or "outer" or FirstOnly)) throw Fault.NotInSandbox($"The link-type {type}");
            var table = TableOf(catalog, xml);
            var source = new FetchSource
            {
                Table = table, Alias = xml.Attribute("alias")?.Value ?? $"{table.Name}{sources.Count}", SqlAlias = $"e{sources.Count}",
                Xml = xml,
                Parent = parent, LinkType = type,
            };
            sources.Add(source);
            Link(catalog, source, sources);
        }
    }

    private static bool Flag(XElement xml, string name) => xml.Attribute(name)?.Value is "true" or "1";

    private static int? Number(XElement xml, string name) => xml.Attribute(name) is not { } given ? null
        : int.TryParse(given.Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw Fault.Invalid("0x80041102", $"The attribute {name} of fetch is no positive number.");
}
