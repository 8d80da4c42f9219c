using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Baton.Dataverse;

/// <summary>The app registration that signs in, and for which environment.</summary>
public sealed record EntraApp(Uri Authority, string Tenant, string ClientId, Uri Instance);

/// <summary>
/// Access tokens through Azure.Identity: client secret, certificate, managed identity, or federation. Its authority has to be HTTPS;
/// <see cref="EntraSecret"/> also signs in to a sandbox over HTTP.
/// </summary>
public sealed partial class EntraCredential
{
    private readonly Func<TokenCredential> _make;
    private readonly TokenRequestContext _context;
    private TokenCredential _credential;
    private string? _given;

    /// <param name="make">Makes the credential; again when Dataverse has refused a token, because the old one would only repeat it.</param>
    public EntraCredential(Func<TokenCredential> make, Uri instance)
    {
        _make = make;
        _credential = make();
        _context = new TokenRequestContext([instance.GetLeftPart(UriPartial.Authority) + "/.default"]);
    }

    public static EntraCredential OfSecret(EntraApp app, string secret, HttpMessageHandler? handler = null) => new(() =>
        new ClientSecretCredential(app.Tenant, app.ClientId, secret, Options(new ClientSecretCredentialOptions { DisableInstanceDiscovery = IsForeign(app.Authority) },
            app.Authority, handler)), app.Instance);

    public static EntraCredential OfCertificate(EntraApp app, X509Certificate2 certificate, HttpMessageHandler? handler = null) => new(() =>
        new ClientCertificateCredential(app.Tenant, app.ClientId, certificate, Options(
            new ClientCertificateCredentialOptions { DisableInstanceDiscovery = IsForeign(app.Authority) }, app.Authority, handler)), app.Instance);

    /// <summary>As the virtual machine, container or app service that this runs in; there is no secret at all.</summary>
    /// <param name="clientId">A user-assigned identity; null for the machine's own.</param>
    public static EntraCredential OfManagedIdentity(Uri instance, string? clientId = null, HttpMessageHandler? handler = null) => new(() =>
        new ManagedIdentityCredential(Transport(new ManagedIdentityCredentialOptions(
            clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)), handler)), instance);

    /// <summary>By the token of another issuer that the app registration trusts (Kubernetes, GitHub, ...).</summary>
    public static EntraCredential OfFederation(EntraApp app, Func<CancellationToken, Task<string>> assertion, HttpMessageHandler? handler = null) => new(() =>
        new ClientAssertionCredential(app.Tenant, app.ClientId, assertion, Options(
            new ClientAssertionCredentialOptions { DisableInstanceDiscovery = IsForeign(app.Authority) }, app.Authority, handler)), app.Instance);

    /// <summary>The token to use now; never the refused one. Fits <see cref="AccessToken"/>.</summary>
    public async ValueTask<string> Token(string? refused, CancellationToken ct)
    {
        if (refused is not null && refused == _given) _credential = _make();
        try
        {
            return _given = (await _credential.GetTokenAsync(_context, ct)).Token;
        }
        catch (AuthenticationFailedException failed)
        {
            // What Entra itself has said stands in the innermost of them.
            var said = failed.GetBaseException().Message;
            var number = Number().Match(said);
            throw new DataverseError(number.Success ? number.Value : "not_entra", 401, said, failed)
            {
                RequestId = Correlation().Match(said) is { Success: true } id ? id.Groups[1].Value : null,
            };
        }
    }

    private static T Options<T>(T options, Uri authority, HttpMessageHandler? handler) where T : TokenCredentialOptions
    {
        options.AuthorityHost = authority;
        return Transport(options, handler);
    }

    private static T Transport<T>(T options, HttpMessageHandler? handler) where T : TokenCredentialOptions
    {
        if (handler is not null) options.Transport = new HttpClientTransport(new HttpClient(handler, disposeHandler: false));
        return options;
    }

    // An authority that is not Microsoft's can't be asked for from Microsoft's list.
    private static bool IsForeign(Uri authority) => !EntraClouds.IsKnown(authority);

    [GeneratedRegex(@"AADSTS\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"Correlation ID: ([0-9a-fA-F-]{36})")]
    private static partial Regex Correlation();
}

/// <summary>Which Entra an environment belongs to: there are separate ones for the United States government and for China.</summary>
public static class EntraClouds
{
    public static readonly Uri Public = new("https://login.microsoftonline.com");
    public static readonly Uri UnitedStatesGovernment = new("https://login.microsoftonline.us");
    public static readonly Uri China = new("https://login.partner.microsoftonline.cn");

    /// <summary>The authority for an environment, by its address.</summary>
    public static Uri AuthorityOf(Uri instance) => instance.Host switch
    {
        var host when host.EndsWith(".microsoftdynamics.us", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".appsplatform.us", StringComparison.OrdinalIgnoreCase)
            => UnitedStatesGovernment,
        var host when host.EndsWith(".dynamics.cn", StringComparison.OrdinalIgnoreCase) => China,
        _ => Public,
    };

    public static bool IsKnown(Uri authority) => new[] { Public, UnitedStatesGovernment, China, new Uri("https://login.chinacloudapi.cn") }
        .Any(known => string.Equals(known.Host, authority.Host, StringComparison.OrdinalIgnoreCase));
}
