using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using NpgsqlTypes;

namespace Baton.Sandbox.Records;

/// <summary>Whole rows in and out of the database.</summary>
internal static class Rows
{
    /// <summary>The row, locked for the rest of the transaction if it is to be changed.</summary>
    public static async Task<Row?> Find(Work work, Table table, Guid id, bool forUpdate = false)
    {
        var sql = new SqlText();
        Select(sql, table).Add($" where {SqlText.Name(table.PrimaryId)} = {sql.Value(id)}");
        if (table.IsPartOfStorage) sql.Add($" and activitytypecode = '{table.Name}'");
        if (forUpdate) sql.Add(" for update");
        return (await Read(work, table, sql)) is [var row] ? row : null;
    }

    /// <summary>The rows whose lookup points at an id, oldest first.</summary>
    public static Task<List<Row>> Of(Work work, Table table, string lookup, Guid id)
    {
        var sql = new SqlText();
        Select(sql, table).Add($" where {SqlText.Name(lookup)} = {sql.Value(id)}");
        if (table.IsPartOfStorage) sql.Add($" and activitytypecode = '{table.Name}'");
        sql.Add($" order by {SqlText.Name(table.PrimaryId)}");
        return Read(work, table, sql);
    }

    /// <summary>The rows that hold the given values in some columns; text regardless of case.</summary>
    public static Task<List<Row>> Matching(Work work, Table table, IEnumerable<(Column Column, object Value)> wanted, int limit)
    {
        var sql = new SqlText();
        var conditions = wanted.Select(one => one.Column.IsText
            ? $"lower({SqlText.Name(one.Column.Name)}) = {SqlText.Fold(sql.Value(one.Value, one.Column))}"
            : $"{SqlText.Name(one.Column.Name)} = {sql.Value(one.Value is Ref reference ? reference.Id : one.Value, one.Column)}").ToList();
        if (table.IsPartOfStorage) conditions.Add($"activitytypecode = '{table.Name}'");
        Select(sql, table).Add($" where {string.Join(" and ", conditions)} order by {SqlText.Name(table.PrimaryId)} limit {limit}");
        return Read(work, table, sql);
    }

    /// <summary>Adds a row; false if its id, or an alternate key of it, is taken.</summary>
    public static async Task<bool> Insert(Work work, Table table, Row row)
    {
        var sql = new SqlText();
        var (names, values) = (new List<string> { SqlText.Name(table.PrimaryId) }, new List<string> { sql.Value(row.Id) });
        foreach (var (name, value) in Stored(sql, table, row))
        {
            names.Add(name);
            values.Add(value);
        }
        sql.Add($"insert into crm.{SqlText.Name(table.Storage)} ({string.Join(", ", names)}) values ({string.Join(", ", values)}) on "
            + $"conflict do nothing");
        return await work.Run(sql) == 1;
    }

    public static Task Update(Work work, Table table, Guid id, Row changes)
    {
        var sql = new SqlText();
        var sets = Stored(sql, table, changes).Select(pair => $"{pair.Name} = {pair.Value}")
            .Append("versionnumber = nextval('crm.rowversion')");
        sql.Add($"update crm.{SqlText.Name(table.Storage)} set {string.Join(", ", sets)} where {SqlText.Name(table.PrimaryId)} = "
            + $"{sql.Value(id)}");
        return work.Run(sql);
    }

    public static Task Delete(Work work, Table table, Guid id)
    {
        var sql = new SqlText();
        return work.Run(sql.Add($"delete from crm.{SqlText.Name(table.Storage)} where {SqlText.Name(table.PrimaryId)} = {sql.Value(id)}"));
    }

    private static SqlText Select(SqlText sql, Table table)
    {
        var columns = table.Columns.Select(column =>
            SqlText.Name(column.Name) + (column.IsPolymorphic ? $", {SqlText.Name($"{column.Name}_type")}" : ""));
        return sql.Add($"select {string.Join(", ", columns)} from crm.{SqlText.Name(table.Storage)}");
    }

    private static async Task<List<Row>> Read(Work work, Table table, SqlText sql) => (await work.Rows(sql)).ConvertAll(values =>
    {
        var row = new Row();
        var at = 0;
        foreach (var column in table.Columns)
        {
            var value = values[at++];
            var type = column.IsPolymorphic ? (string?)values[at++] : null;
            row[column.Name] = column.Kind == ColumnKind.Lookup && value is Guid id ? new Ref(type ?? column.Targets[0].Table, id) : value;
        }
        row.Id = (Guid)row[table.PrimaryId]!;
        return row;
    });

    private static IEnumerable<(string Name, string Value)> Stored(SqlText sql, Table table, Row row)
    {
        foreach (var (name, value) in row)
        {
            var column = table[name];
            if (column.Kind == ColumnKind.Id || name == "versionnumber") continue;
            var reference = value as Ref?;
            yield return (SqlText.Name(name), sql.Value(reference?.Id ?? value, column));
            if (column.IsPolymorphic) yield return (SqlText.Name($"{name}_type"), sql.Value(reference?.Table, NpgsqlDbType.Text));
        }
    }
}
