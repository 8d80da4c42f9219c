using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Definitions;

/// <summary>A change of what exists, in one transaction: the lines that describe it, the tables that hold it, and the catalog that follows.</summary>
internal sealed class CatalogChange : IAsyncDisposable
{
    private readonly Database database;

    private CatalogChange(Database database, Work work, Catalog catalog) => (this.database, Work, Catalog) = (database, work, catalog);

    public Work Work { get; }

    /// <summary>As it is now, within this change.</summary>
    public Catalog Catalog { get; private set; }

    public static async Task<CatalogChange> Begin(Database database, CancellationToken ct)
    {
        var work = await database.Begin(ct);
        await Schema.Lock(work);
        return new CatalogChange(database, work, await Schema.LoadCatalog(work));
    }

    public async Task Add(string kind, string owner, string name, string line)
    {
        var sql = new SqlText();
        await Work.Run(sql.Add($"insert into sandbox.customizations (kind, owner, name, line) values ({sql.Value(kind)}, {sql.Value(owner)}, "
            + $"{sql.Value(name)}, {sql.Value(line)}) on conflict (kind, owner, name) do update set line = excluded.line"));
        Catalog = await Schema.LoadCatalog(Work);
    }

    /// <summary>Takes one away, or all of a kind that belong to an owner.</summary>
    public async Task Remove(string kind, string owner, string? name = null)
    {
        var sql = new SqlText();
        await Work.Run(sql.Add($"delete from sandbox.customizations where kind = {sql.Value(kind)} and owner = {sql.Value(owner)}"
            + (name is null ? "" : $" and name = {sql.Value(name)}")));
        Catalog = await Schema.LoadCatalog(Work);
    }

    public async Task<string> Line(string kind, string owner, string name)
    {
        var sql = new SqlText();
        return (string)(await Work.Value(sql.Add($"select line from sandbox.customizations where kind = {sql.Value(kind)} and owner = "
            + $"{sql.Value(owner)} and name = {sql.Value(name)}")))!;
    }

    public async Task Run(string statement, string? value = null)
    {
        var sql = new SqlText().Add(statement);
        if (value is not null) sql.Add(sql.Value(value));
        await Work.Run(sql);
    }

    public async Task Commit(string? made)
    {
        if (made is not null) await Schema.Align(Catalog, Work);
        await Work.Commit();
        database.Use(Catalog);
    }

    public ValueTask DisposeAsync() => Work.DisposeAsync();
}
