using System.Text.Json;
using Baton.Dataverse;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>
/// The one line to Dynamics that everybody in this process shares, so that bots and agents share its limits. Made when first needed, and anew
/// when an administrator has changed the connection.
/// </summary>
public sealed class CrmLine : IDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly Secrets _secrets;
    private readonly CrmSettings _settings;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _one = new(1);
    private Open? _open;
    private int _changes;

    public CrmLine(
        IServiceScopeFactory scopes, Secrets secrets, CrmSettings settings, CrmHealth health, Bounds bounds, Bulletin bulletin, TimeProvider clock)
    {
        (_scopes, _secrets, _settings, _clock, Health, Bounds) = (scopes, secrets, settings, clock, health, bounds);
        bulletin.Listen(Hear);
        bulletin.OnGap(Forget);
    }

    public CrmHealth Health { get; }

    /// <summary>Finds out whose records a run may touch.</summary>
    internal Bounds Bounds { get; }

    /// <summary>The line, or null while no organisation is connected.</summary>
    public async ValueTask<Open?> Find(CancellationToken ct)
    {
        if (Volatile.Read(ref _open) is { } open) return open.IsConnected ? open : null;

        await _one.WaitAsync(ct);
        try
        {
            if (_open is null)
            {
                var seen = Volatile.Read(ref _changes);
                var made = await Make(ct);
                if (seen != Volatile.Read(ref _changes)) return made.IsConnected ? made : null;   // changed meanwhile: serve this once, look again next time
                _open = made;
            }
            return _open.IsConnected ? _open : null;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The line; refuses while no organisation is connected.</summary>
    public async ValueTask<Open> Get(CancellationToken ct) =>
        await Find(ct) ?? throw Refusal.Conflict("crm_not_connected", "No Dynamics organisation is connected. An administrator connects one in Setup, Dynamics 365.");

    /// <summary>A line for values that are not saved yet.</summary>
    internal Open Try(Connection connection, string secret)
    {
        var options = _settings.Dataverse with { Instance = connection.Instance, Clock = _clock };
        if (connection.UsesCertificate)
        {
            var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(secret, secret);
            var app = new EntraApp(new Uri(connection.Authority), connection.TenantId, connection.ClientId, connection.Instance);
            AccessToken token = EntraCredential.OfCertificate(app, certificate, _settings.Handler).Token;
            return new Open(connection, new DataverseClient(options, token, _settings.Handler), token, certificate);
        }
        var entra = new EntraSecret(new Uri(connection.Authority), connection.TenantId, connection.ClientId, secret, connection.Instance, _clock, _settings.Handler);
        return new Open(connection, new DataverseClient(options, entra.Token, _settings.Handler), entra.Token, entra);
    }

    private async Task<Open> Make(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        var (connection, secret) = (await Saved(database, ct), await _secrets.Find(database, Connection.SecretName, ct));
        return connection is null || secret is null ? Open.None : Try(connection, secret) with { Health = Health };
    }

    internal static async Task<Connection?> Saved(Database database, CancellationToken ct) =>
        await database.Find<string>("select value::text from settings where name = @name", new { name = Connection.SettingName }, ct) is { } json
            ? JsonSerializer.Deserialize<Connection>(json, JsonSerializerOptions.Web)
            : null;

    private void Hear(IReadOnlyList<Notice> notices)
    {
        if (notices.Any(notice => notice.Kind == nameof(ConnectionChanged))) Forget();
    }

    private void Forget()
    {
        Interlocked.Increment(ref _changes);
        Health.Forget();
        Volatile.Write(ref _open, null);   // calls that are under way end on the old line
    }

    public void Dispose()
    {
        _one.Dispose();
        _open?.Dispose();
    }

    /// <summary>An open line: where it leads and who speaks on it.</summary>
    public sealed record Open(Connection? To, DataverseClient? Line, AccessToken? Token, IDisposable? Credential) : IDisposable
    {
        /// <summary>Hears how calls go, on the line that everybody shares; a line that is only tried tells nobody.</summary>
        internal CrmHealth? Health { get; init; }
        internal static Open None { get; } = new(null, null, null, null);
        internal bool IsConnected => To is not null;
        public Connection Connection => To!;
        public DataverseClient Client => Health is { } health ? Line!.Observed(health.Note) : Line!;

        public void Dispose()
        {
            Line?.Dispose();
            Credential?.Dispose();
        }
    }
}

/// <summary>How patient the line is, and what carries it; tests change both.</summary>
public sealed record CrmSettings
{
    public DataverseOptions Dataverse { get; init; } = new() { Instance = new Uri("https://unset.invalid") };

    /// <summary>What sends the requests; null for the library's own.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The sidebar waits this long for the CRM and then says so.</summary>
    public TimeSpan SidebarLimit { get; init; } = TimeSpan.FromSeconds(2.7);

    /// <summary>The first pause before a note or a lookup is tried again; each next one is twice as long.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>After as long a note is given up, and shown to administrators.</summary>
    public int NoteAttemptsMax { get; init; } = 200;
    public int LookupAttemptsMax { get; init; } = 8;
}
