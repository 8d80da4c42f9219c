using System.Security.Cryptography;
using System.Text;
using Baton.Sandbox.Tables;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Sandbox.Store;

/// <summary>Makes PostgreSQL hold what the catalog describes: one table per storage, one typed column per column.</summary>
internal static class Schema
{
    private const long PrepareLock = 0x5A4D_B0C5;
    private static readonly Lazy<Catalog> Built = new(() =>
    {
        var (tables, many) = TableText.ReadAll();
        return new Catalog(tables, many);
    });

    public static Catalog BuiltIn => Built.Value;

    /// <summary>Creates the database itself where the server lets us, so that a fresh PostgreSQL is enough.</summary>
    public static async Task CreateDatabase(string connectionString, CancellationToken ct)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        try
        {
            await using var there = new NpgsqlConnection(connectionString);
            await there.OpenAsync(ct);
            return;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            var maintenance = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
            await using var server = new NpgsqlConnection(maintenance.ConnectionString);
            await server.OpenAsync(ct);
            await using var create = new NpgsqlCommand(
                $"create database \"{wanted.Database!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", server);
            try
            {
                await create.ExecuteNonQueryAsync(ct);
            }
            catch (PostgresException race) when (
                race.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                return; // Another process was faster; it is there now.
            }
        }
    }

    /// <summary>One process at a time, until the transaction ends.</summary>
    public static Task Lock(Work work) => work.Run(new SqlText().Add($"select pg_advisory_xact_lock({PrepareLock})"));

    public static async Task Prepare(Work work)
    {
        await work.Run(new SqlText().Add("""
            create schema if not exists crm;
            create schema if not exists sandbox;
            create sequence if not exists crm.rowversion start 1000001;
            create sequence if not exists crm.casenumber start 1500;
            create sequence if not exists crm.quotenumber start 1100;
            create table if not exists sandbox.fingerprint (value text not null);
            create table if not exists sandbox.signing (key bytea not null);
            create table if not exists sandbox.customizations (
                kind text, owner text, name text, line text not null, place serial, primary key (kind, owner, name));
            create table if not exists sandbox.files (
                id uuid primary key, name text not null, type text not null, content bytea not null, complete bool not null);
            create table if not exists sandbox.keys (name text primary key, pem text not null);
            create table if not exists sandbox.shares (row_id uuid, principal uuid, mask int4 not null, primary key (row_id, principal));
            do $$ begin
                if to_regclass('sandbox.custom_columns') is not null then
                    insert into sandbox.customizations (kind, owner, name, line)
                    select 'column', table_name, column_name, line from sandbox.custom_columns on conflict do nothing;
                    drop table sandbox.custom_columns;
                end if;
            end $$;
            """));
        await work.Run(new SqlText().Add($"""
            create or replace function crm.fold(text) returns text language sql immutable strict parallel safe
            as 'select lower($1 collate "{await Collation(work)}")'
            """));
        var catalog = await LoadCatalog(work);
        var print = Fingerprint(catalog);
        if ((string?)await work.Value(new SqlText().Add("select value from sandbox.fingerprint")) == print) return;

        await Align(catalog, work);
        var mark = new SqlText();
        mark.Add("with gone as (delete from sandbox.fingerprint) insert into sandbox.fingerprint values (").Add(mark.Value(print)).Add(")");
        await work.Run(mark);
        var key = new SqlText();
        key.Add("insert into sandbox.signing select ").Add(key.Value(RandomNumberGenerator.GetBytes(32)))
            .Add(" where not exists (select from sandbox.signing)");
        await work.Run(key);
    }

    public static async Task<Catalog> LoadCatalog(Work work)
    {
        var rows = await work.Rows(new SqlText().Add("select kind, owner, name, line from sandbox.customizations order by place"));
        return Customizations.Apply(BuiltIn, rows.ConvertAll(row =>
            new Customization((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!)));
    }

    /// <summary>Takes away the tables and columns that an organisation has added.</summary>
    public static async Task DropCustomizations(Work work)
    {
        var (ddl, catalog) = (new StringBuilder("delete from sandbox.customizations; delete from sandbox.files; delete from sandbox.shares;\n"), await LoadCatalog(work));
        foreach (var table in catalog.Tables)
            if (table.IsCustom) ddl.Append($"drop table if exists crm.\"{table.Storage}\";\n");
            else foreach (var column in table.Columns.Where(column => BuiltIn[table.Name].Find(column.Name) is null))
                ddl.Append(Drop(table, column.Name));
        foreach (var many in catalog.Many.Except(BuiltIn.Many)) ddl.Append($"drop table if exists crm.\"{many.Intersect}\";\n");
        await work.Run(new SqlText().Add(ddl.ToString()));
    }

    public static string Drop(Table table, string column) =>
        $"alter table crm.\"{table.Storage}\" drop column if exists \"{column}\", drop column if exists \"{column}_type\";\n";

    /// <summary>Adds whatever table, column or index is missing. Nothing is dropped here.</summary>
    public static async Task Align(Catalog catalog, Work work)
    {
        var collation = await Collation(work);
        var ddl = new StringBuilder();
        foreach (var storage in catalog.Tables.GroupBy(table => table.Storage)) AlignStorage(ddl, storage.Key, [.. storage], collation);
        foreach (var relation in catalog.Many)
            ddl.Append($"create table if not exists crm.\"{relation.Intersect}\" (first_id uuid, second_id uuid, primary key (first_id, "
                + $"second_id));\n");
        await work.Run(new SqlText().Add(ddl.ToString()));
    }

    private static void AlignStorage(StringBuilder ddl, string storage, IReadOnlyList<Table> tables, string collation)
    {
        var id = tables[0].PrimaryId;
        ddl.Append($"create table if not exists crm.\"{storage}\" (\"{id}\" uuid primary key);\n");
        foreach (var column in tables.SelectMany(table => table.Columns).Where(column => column.Kind != ColumnKind.Id)
            .DistinctBy(column => column.Name))
        {
            var suffix = column.Name == "versionnumber" ? " not null default nextval('crm.rowversion')" : "";
            ddl.Append($"alter table crm.\"{storage}\" add column if not exists \"{column.Name}\" {SqlType(column, collation)}{suffix};\n");
            if (tables.Any(table => table.Find(column.Name) is { IsPolymorphic: true }))
                ddl.Append($"alter table crm.\"{storage}\" add column if not exists \"{column.Name}_type\" text;\n");
            if (column.IsIndexed || (column.Kind == ColumnKind.Lookup && !column.IsReadOnly))
                ddl.Append($"create index if not exists \"{storage}_{column.Name}\" on crm.\"{storage}\" "
                    + $"({(column.IsText ? $"lower(\"{column.Name}\")" : $"\"{column.Name}\"")});\n");
        }
        foreach (var key in tables.SelectMany(table => table.AlternateKeys))
            ddl.Append($"create unique index if not exists \"{KeyIndex(storage, key)}\" on crm.\"{storage}\" "
                + $"({string.Join(", ", key.Select(name => tables[0][name].IsText ? $"lower(\"{name}\")" : $"\"{name}\""))});\n");
    }

    public static string KeyIndex(string storage, IEnumerable<string> columns) => $"{storage}_key_{string.Join('_', columns)}";

    private static string SqlType(Column column, string collation) => SqlText.TypeOf(column) switch
    {
        NpgsqlDbType.Uuid => "uuid",
        NpgsqlDbType.Text => $"text collate \"{collation}\"",
        NpgsqlDbType.Integer => "int4",
        NpgsqlDbType.Bigint => "int8",
        NpgsqlDbType.Numeric => "numeric",
        NpgsqlDbType.Double => "float8",
        NpgsqlDbType.Boolean => "bool",
        NpgsqlDbType.TimestampTz => "timestamptz",
        NpgsqlDbType.Date => "date",
        var other => throw new InvalidOperationException($"No column is stored as {other}."),
    };

    // Lower case must know more letters than ASCII, however the server was initialised.
    private static async Task<string> Collation(Work work) => (string)(await work.Value(new SqlText().Add("""
        select collname from pg_collation
        where collname in ('und-x-icu', 'pg_c_utf8', 'C.utf8', 'C.UTF-8', 'en_US.utf8', 'default')
          and collencoding in (-1, (select encoding from pg_database where datname = current_database()))
        order by array_position(array['und-x-icu', 'pg_c_utf8', 'C.utf8', 'C.UTF-8', 'en_US.utf8', 'default']::name[], collname)
        limit 1
        """)))!;

    private static string Fingerprint(Catalog catalog)
    {
        var text = string.Join('\n', catalog.Tables.SelectMany(table => table.Columns.Select(column =>
            $"{table.Storage} {column.Name} {column.Kind} {column.IsPolymorphic} {column.IsIndexed}")
            .Concat(table.AlternateKeys.Select(key => $"{table.Storage} key {string.Join(' ', key)}"))));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text + string.Join(' ', catalog.Many))));
    }
}
