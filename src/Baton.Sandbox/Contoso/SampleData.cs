using System.Text.Json;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using NpgsqlTypes;

namespace Baton.Sandbox.Contoso;

/// <summary>The Contoso records that every sandbox starts with: the same on every machine, and back in a second after a reset.</summary>
internal static class SampleData
{
    public const string OrganizationName = "Contoso";
    public const string UniqueName = "contoso";
    private const int FirstCaseNumber = 1_500;

    /// <summary>All dates of the sample are told from here.</summary>
    public static readonly DateTimeOffset BaseDate = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);
    public static readonly Guid OrganizationId = Ids.Of("organization");
    public static readonly Guid BusinessUnitId = Ids.Of("businessunit");

    public static async Task FillIfEmpty(Work work, Catalog catalog, SandboxOptions options)
    {
        if (await work.Value(new SqlText().Add("select 1 from crm.organization limit 1")) is null) await Fill(work, catalog, options);
    }

    /// <summary>Throws away every record and brings Contoso back.</summary>
    public static async Task Reset(Work work, Catalog catalog, SandboxOptions options)
    {
        var storages = catalog.Tables.Select(table => table.Storage).Concat(catalog.Many.Select(many => many.Intersect)).Distinct();
        await Schema.DropCustomizations(work);
        await work.Run(new SqlText().Add($"""
            truncate {string.Join(", ", storages.Select(storage => $"crm.\"{storage}\""))};
            select setval('crm.casenumber', {FirstCaseNumber}, false), setval('crm.quotenumber', 1100, false);
            """));
        await Fill(work, catalog, options);
    }

    private static async Task Fill(Work work, Catalog catalog, SandboxOptions options)
    {
        var sample = new Sample(catalog, work);
        Offices.Add(sample, options);
        Customers.Add(sample);
        Cases.Add(sample);
        Selling.Add(sample);
        Doings.Add(sample);
        foreach (var (table, rows) in sample.Rows) await Insert(work, catalog[table], rows);
        foreach (var (intersect, pairs) in sample.Links) await Link(work, intersect, pairs);
        await work.Run(new SqlText().Add("analyze"));
    }

    // One statement a table: PostgreSQL itself turns the JSON into typed columns.
    private static Task<int> Insert(Work work, Table table, List<Row> rows)
    {
        var names = table.Columns.Where(column => column.Name != "versionnumber")
            .SelectMany(column => column.IsPolymorphic ? (string[])[column.Name, $"{column.Name}_type"] : [column.Name])
            .Select(SqlText.Name).ToList();
        var sql = new SqlText();
        var values = sql.Value(JsonSerializer.Serialize(rows.Select(row => Flat(table, row))), NpgsqlDbType.Jsonb);
        sql.Add($"insert into crm.{SqlText.Name(table.Storage)} ({string.Join(", ", names)}) select {string.Join(", ", names)} ");
        sql.Add($"from jsonb_populate_recordset(null::crm.{SqlText.Name(table.Storage)}, {values})");
        return work.Run(sql);
    }

    private static Dictionary<string, object?> Flat(Table table, Row row)
    {
        var flat = new Dictionary<string, object?> { [table.PrimaryId] = row.Id };
        foreach (var (name, value) in row)
        {
            flat[name] = value is Ref reference ? reference.Id : value;
            if (value is Ref typed && table[name].IsPolymorphic) flat[$"{name}_type"] = typed.Table;
        }
        return flat;
    }

    private static Task<int> Link(Work work, string intersect, List<(Guid First, Guid Second)> pairs)
    {
        var sql = new SqlText();
        var first = sql.Value(pairs.Select(pair => pair.First).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var second = sql.Value(pairs.Select(pair => pair.Second).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return work.Run(sql.Add($"insert into crm.\"{intersect}\" select * from unnest({first}, {second})"));
    }
}
