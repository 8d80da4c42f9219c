using System.Globalization;
using Baton.Sandbox.Records;

namespace Baton.Sandbox.Entra;

/// <summary>The token endpoint of Entra, with its ways of saying no.</summary>
internal static class EntraDoor
{
    public static void MapEntra(this WebApplication app)
    {
        app.MapPost("/{tenant}/oauth2/v2.0/token", Token);
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", Discovery);
        app.MapGet("/common/discovery/instance", Instances);
    }

    private static async Task<IResult> Token(string tenant, HttpContext http, SandboxOptions options, Switches switches, Tokens tokens,
        TimeProvider time)
    {
        try
        {
            var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
            var (client, objectId) = Authenticate(tenant, form, options, switches);
            var audience = Audience(form["scope"].ToString(), http, options);
            return Results.Json(new Dictionary<string, object>
            {
                ["token_type"] = "Bearer", ["expires_in"] = Tokens.LifeSeconds, ["ext_expires_in"] = Tokens.LifeSeconds,
                ["access_token"] = tokens.Make(audience, options.TenantId, client, objectId),
            });
        }
        catch (EntraFault fault)
        {
            return Say(fault, http, time);
        }
    }

    private static (string Client, string ObjectId) Authenticate(string tenant, IFormCollection form, SandboxOptions options,
        Switches switches)
    {
        var grant = form["grant_type"].ToString();
        if (grant.Length == 0) throw EntraFault.Missing("grant_type");
        if (grant != "client_credentials") throw EntraFault.NoGrant(grant);
        if (!Guid.TryParse(tenant, out var tenantId) && !tenant.Contains('.', StringComparison.Ordinal))
            throw EntraFault.TenantMalformed(tenant);
        if (tenantId != Guid.Parse(options.TenantId) && tenant != "contoso.example") throw EntraFault.NoTenant(tenant);
        var client = form["client_id"].ToString();
        if (client.Length == 0) throw EntraFault.Missing("client_id");
        var known = Personas.Find(client, options) ?? throw EntraFault.NoApplication(client, "Contoso");
        var secret = form["client_secret"].ToString();
        if (secret.Length == 0) throw EntraFault.NoSecret();
        if (secret != known.Secret) throw EntraFault.WrongSecret(client);
        if (known.SecretExpired || switches.Current.ExpiredSecret) throw EntraFault.ExpiredSecret(client);
        return (known.ClientId, Ids.Of($"principal/{known.ClientId}").ToString());
    }

    // A token is for one resource: this environment. A scope of another address is a typing error worth rehearsing.
    private static string Audience(string scope, HttpContext http, SandboxOptions options)
    {
        if (!scope.EndsWith("/.default", StringComparison.Ordinal)) throw EntraFault.BadScope(scope);
        var resource = scope[..^"/.default".Length].TrimEnd('/');
        var here = $"{http.Request.Scheme}://{http.Request.Host}";
        var same = Uri.TryCreate(resource, UriKind.Absolute, out var uri)
            && uri.Port == (http.Request.Host.Port ?? uri.Port)
                && (uri.Host == http.Request.Host.Host
                || (uri.IsLoopback && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"));
        return same ? here : throw EntraFault.NoResource(resource, options.TenantId);
    }

    private static IResult Say(EntraFault fault, HttpContext http, TimeProvider time)
    {
        var (trace, correlation) = (Guid.NewGuid(),
            http.Request.Headers["client-request-id"].ToString() is { Length: > 0 } given ? given : Guid.NewGuid().ToString());
        var timestamp = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Results.Json(new Dictionary<string, object>
        {
            ["error"] = fault.Error,
            ["error_description"] = $"AADSTS{fault.Number}: {fault.Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: "
                + $"{timestamp}",
            ["error_codes"] = new[] { fault.Number },
            ["timestamp"] = timestamp,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = $"https://login.microsoftonline.com/error?code={fault.Number}",
        }, statusCode: fault.Status);
    }

    private static IResult Discovery(string tenant, HttpContext http)
    {
        var here = $"{http.Request.Scheme}://{http.Request.Host}/{tenant}";
        return Results.Json(new
        {
            token_endpoint = $"{here}/oauth2/v2.0/token",
            token_endpoint_auth_methods_supported = Array("client_secret_post"),
            issuer = $"{here}/v2.0",
            authorization_endpoint = $"{here}/oauth2/v2.0/authorize",
            response_types_supported = Array("token"),
            subject_types_supported = Array("pairwise"),
            tenant_region_scope = "NA",
        });
    }

    private static IResult Instances(HttpContext http)
    {
        var host = http.Request.Host.Value!;
        return Results.Json(new Dictionary<string, object>
        {
            ["tenant_discovery_endpoint"] = $"{http.Request.Scheme}://{host}/common/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = Array<object>(new { preferred_network = host, preferred_cache = host, aliases = Array(host) }),
        });
    }

    private static T[] Array<T>(T only) => [only];
}
