using System.Security.Cryptography;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>Secrets at rest: sealed with data protection keys, opened only by the code that needs them, never shown.</summary>
public sealed class Secrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Baton.Secrets");

    public string Seal(string secret) => _protector.Protect(secret);

    public string Open(string @sealed) => _protector.Unprotect(@sealed);

    public async Task Keep(Work work, string name, string secret) =>
        await work.Run("""
            insert into secrets (name, sealed, changed_at) values (@name, @text, @Now)
            on conflict (name) do update set sealed = @text, changed_at = @Now
            """,
            new { name, text = Seal(secret), work.Now });

    public async Task<string?> Find(Database database, string name, CancellationToken ct) =>
        await database.Find<string>("select sealed from secrets where name = @name", new { name }, ct) is { } text ? Open(text) : null;

    /// <summary>A key of ours that signs or seals, made the first time that any process asks for it.</summary>
    public async Task<byte[]> Key(Database database, string name, int bytes, CancellationToken ct)
    {
        if (await Find(database, name, ct) is { } known) return Convert.FromBase64String(known);

        await using (var work = await database.Begin(ct))
        {
            var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));
            await work.Run("insert into secrets (name, sealed, changed_at) values (@name, @text, @Now) on conflict (name) do nothing",
                new { name, text = Seal(fresh), work.Now });
            await work.Commit();
        }
        return Convert.FromBase64String((await Find(database, name, ct))!);
    }
}

/// <summary>Keeps the data protection keys in the database, so that every process opens what any of them sealed.</summary>
internal sealed class ProtectionKeys(NpgsqlDataSource source) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = source.OpenConnection();
        return [.. connection.Query<string>("select xml from protection_keys").Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = source.OpenConnection();
        connection.Execute("insert into protection_keys (name, xml) values (@friendlyName, @xml) on conflict (name) do update set xml = @xml",
            new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}
