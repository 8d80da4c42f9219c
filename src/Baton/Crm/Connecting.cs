using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>An administrator connects Dynamics, tests the connection, or ends it.</summary>
public sealed class Connecting(
    Database database, Secrets secrets, CrmLine line, CrmSettings settings, ToolBox tools, BatonSettings baton, TimeProvider clock)
{
    /// <summary>What Setup shows; never the secret.</summary>
    public sealed record Shown
    {
        public required bool Connected { get; init; }
        public string? TenantId { get; init; }
        public string? ClientId { get; init; }
        public string? InstanceUrl { get; init; }
        public string? Authority { get; init; }
        public bool HasSecret { get; init; }

        /// <summary>What is kept is a certificate.</summary>
        public bool HasCertificate { get; init; }
        public DateOnly? SecretExpiresOn { get; init; }
        public Guid? MailFrom { get; init; }
        public string? Organization { get; init; }

        /// <summary>What an administrator should do soon, in sentences.</summary>
        public IReadOnlyList<string> Warnings { get; init; } = [];
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var connection = routes.MapGroup("/api/v1/crm/connection").RequireCaller().WithTags("Dynamics 365");
        connection.MapGet("", (Caller caller, Connecting connecting, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return connecting.Show(ct);
        }).WithName("CrmConnection");
        connection.MapPut("", async (ConnectionGiven given, Caller caller, Connecting connecting, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await connecting.Save(given, caller.UserId, ct);
            return await connecting.Show(ct);
        }).WithName("SaveCrmConnection");
        connection.MapDelete("", async (Caller caller, Connecting connecting, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await connecting.Disconnect(caller.UserId, ct);
            return TypedResults.NoContent();
        }).WithName("EndCrmConnection");
        connection.MapPost("test", async (ConnectionGiven? given, Caller caller, Connecting connecting, CancellationToken ct) =>
        {
            caller.MustAdminister();
            return await connecting.Test(given, caller.UserId, ct);
        }).WithName("TestCrmConnection");
    }

    public async Task<Shown> Show(CancellationToken ct)
    {
        var (known, hasSecret) = (await CrmLine.Saved(database, ct), await HasSecret(ct));
        return known is null ? new Shown { Connected = false } : new Shown
        {
            Connected = hasSecret, TenantId = known.TenantId, ClientId = known.ClientId, InstanceUrl = known.InstanceUrl, Authority = known.Authority,
            HasSecret = hasSecret, HasCertificate = hasSecret && known.UsesCertificate, SecretExpiresOn = known.SecretExpiresOn, MailFrom = known.MailFrom,
            Organization = known.Organization, Warnings = hasSecret ? known.Warnings(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)) : [],
        };
    }

    public async Task Save(ConnectionGiven given, Guid? by, CancellationToken ct)
    {
        var connection = Connection.From(given, mayBeHttp: baton.Demo);
        var credential = Credential.From(given, mayBeAnything: baton.Demo);
        var known = await CrmLine.Saved(database, ct);
        connection = With(connection, credential, known);
        if (credential is null && !await HasSecret(ct)) throw Refusal.Invalid("invalid_secret", "The client secret is missing.");
        // A kept secret must not be sent to an address that it was not entered for.
        if (credential is null && known is not null && known.Authority != connection.Authority)
            throw Refusal.Invalid("invalid_secret", "The authority has changed: enter the client secret again.");

        if (known?.InstanceUrl == connection.InstanceUrl) connection = connection with { Organization = known.Organization };
        await using var work = await database.Begin(ct);
        await Keep(work, connection);
        if (credential is not null) await secrets.Keep(work, Connection.SecretName, credential.Text);
        await work.WriteAudit(by, "crm.connect", Connection.SettingName,
            new { connection.TenantId, connection.ClientId, connection.InstanceUrl, newSecret = credential is not null, connection.UsesCertificate });
        work.Record(new ConnectionChanged());
        await work.Commit();
    }

    public async Task Disconnect(Guid? by, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Run("delete from settings where name = @name", new { name = Connection.SettingName });
        await work.Run("delete from secrets where name = @name", new { name = Connection.SecretName });
        await work.WriteAudit(by, "crm.disconnect", Connection.SettingName);
        work.Record(new ConnectionChanged());
        await work.Commit();
    }

    /// <summary>Tests what is saved, or what was typed and is not saved yet. A saved connection learns its organisation's name.</summary>
    public async Task<TestResult> Test(ConnectionGiven? given, Guid by, CancellationToken ct)
    {
        // On a line of its own: the shared one may still hold a token that a wrong secret would not get any more.
        using var open = given is null ? line.Try((await line.Get(ct)).Connection, await Secret(ct)) : await Typed(given, ct);
        var result = await new ConnectionTest(open, settings.Handler, clock, tools.Tools).Run(ct);
        if (given is null && result.Organization is { } name && name != open.Connection.Organization)
        {
            await using var work = await database.Begin(ct);
            await Keep(work, open.Connection with { Organization = name });
            work.Record(new ConnectionChanged());
            await work.WriteAudit(by, "crm.organization", Connection.SettingName, new { name });
            await work.Commit();
        }
        return result;
    }

    /// <summary>Tests what is saved and changes nothing.</summary>
    public async Task<TestResult> Test(CancellationToken ct)
    {
        using var open = line.Try((await line.Get(ct)).Connection, await Secret(ct));
        return await new ConnectionTest(open, settings.Handler, clock).Run(ct);
    }

    private async Task<CrmLine.Open> Typed(ConnectionGiven given, CancellationToken ct)
    {
        var connection = Connection.From(given, mayBeHttp: baton.Demo);
        if (Credential.From(given, mayBeAnything: baton.Demo) is { } typed) return line.Try(With(connection, typed, null), typed.Text);

        var known = await CrmLine.Saved(database, ct);
        if (known is null || known.Authority != connection.Authority || !await HasSecret(ct))
            throw Refusal.Invalid("invalid_secret", "The client secret is missing.");
        return line.Try(With(connection, null, known), await Secret(ct));
    }

    /// <summary>The connection with what is known of how it signs in. A kept certificate keeps its day, too.</summary>
    private static Connection With(Connection connection, Credential? credential, Connection? known) => connection with
    {
        UsesCertificate = credential?.IsCertificate ?? known?.UsesCertificate ?? false,
        SecretExpiresOn = credential?.ExpiresOn ?? (credential is null && known?.UsesCertificate == true ? known.SecretExpiresOn : connection.SecretExpiresOn),
    };

    private async Task<string> Secret(CancellationToken ct) => (await secrets.Find(database, Connection.SecretName, ct))!;

    private async Task<bool> HasSecret(CancellationToken ct) =>
        await database.Find<bool>("select exists (select from secrets where name = @name)", new { name = Connection.SecretName }, ct);

    private static async Task Keep(Work work, Connection connection) =>
        await work.Run("""
            insert into settings (name, value, changed_at) values (@name, @value::jsonb, @Now)
            on conflict (name) do update set value = @value::jsonb, changed_at = @Now
            """,
            new { name = Connection.SettingName, value = JsonSerializer.Serialize(connection, JsonSerializerOptions.Web), work.Now });
}
