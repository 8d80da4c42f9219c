using System.Globalization;
using System.Text;
using Baton.Sandbox.CopilotStudio;
using Baton.Sandbox.Records;

namespace Baton.Sandbox.Entra;

/// <summary>The token endpoint of Entra, with its ways of saying no.</summary>
internal static class EntraDoor
{
    /// <summary>What bots ask their tokens for, whoever their channel is.</summary>
    private const string BotService = "https://api.botframework.com";

    public static void MapEntra(this WebApplication app)
    {
        app.MapPost("/{tenant}/oauth2/v2.0/token", (RequestDelegate)(http => Token(http, isV1: false)));
        app.MapPost("/{tenant}/oauth2/token", (RequestDelegate)(http => Token(http, isV1: true)));
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", Discovery);
        app.MapGet("/{tenant}/.well-known/openid-configuration", Discovery);
        app.MapGet("/{tenant}/discovery/v2.0/keys", (Tokens tokens) => Results.Json(new { keys = (object[])[tokens.PublicKey()] }));
        app.MapGet("/common/discovery/instance", Instances);
        app.MapGet("/metadata/identity/oauth2/token", ManagedIdentity);
    }

    private static async Task Token(HttpContext http, bool isV1)
    {
        var services = http.RequestServices;
        IResult result;
        try
        {
            var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
            var (client, objectId) = Authenticate(http.Request.RouteValues["tenant"]!.ToString()!, form, http);
            var audience = Audience(isV1 ? $"{form["resource"].ToString().TrimEnd('/')}/.default" : form["scope"].ToString(), http);
            result = Granted(http, audience, client, objectId, isV1);
        }
        catch (EntraFault fault)
        {
            result = Say(fault, http, services.GetRequiredService<TimeProvider>());
        }
        await result.ExecuteAsync(http);
    }

    // The older endpoint writes its numbers as text.
    private static IResult Granted(HttpContext http, string audience, string client, string objectId, bool isV1)
    {
        var services = http.RequestServices;
        var (tokens, tenant) = (services.GetRequiredService<Tokens>(), services.GetRequiredService<SandboxOptions>().TenantId);
        var isOurs = Uri.TryCreate(audience, UriKind.Absolute, out var resource) && resource.Scheme.StartsWith("http", StringComparison.Ordinal) && audience != BotService;
        var token = isOurs ? tokens.Make(audience, tenant, client, objectId) : tokens.MakeForOthers(audience, tenant, client, objectId);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        object life = isV1 ? Tokens.LifeSeconds.ToString(CultureInfo.InvariantCulture) : Tokens.LifeSeconds;
        var answer = new Dictionary<string, object>
        {
            ["token_type"] = "Bearer", ["expires_in"] = life, ["ext_expires_in"] = life, ["access_token"] = token,
        };
        if (isV1)
        {
            answer["expires_on"] = (now + Tokens.LifeSeconds).ToString(CultureInfo.InvariantCulture);
            answer["not_before"] = now.ToString(CultureInfo.InvariantCulture);
            answer["resource"] = audience;
        }
        return Results.Json(answer);
    }

    private static (string Client, string ObjectId) Authenticate(string tenant, IFormCollection form, HttpContext http)
    {
        var services = http.RequestServices;
        var (options, switches) = (services.GetRequiredService<SandboxOptions>(), services.GetRequiredService<Switches>());
        var grant = form["grant_type"].ToString();
        if (grant.Length == 0) throw EntraFault.Missing("grant_type");
        if (grant != "client_credentials") throw EntraFault.NoGrant(grant);
        if (!Guid.TryParse(tenant, out var tenantId) && !tenant.Contains('.', StringComparison.Ordinal))
            throw EntraFault.TenantMalformed(tenant);
        if (tenantId != Guid.Parse(options.TenantId) && tenant != "contoso.example") throw EntraFault.NoTenant(tenant);
        var (client, secret) = Credentials(form, http);
        if (client.Length == 0) throw EntraFault.Missing("client_id");
        var known = Personas.Find(client, options) ?? throw EntraFault.NoApplication(client, "Contoso");
        if (form["client_assertion"].ToString() is { Length: > 0 } assertion) DemandAssertion(form, http, known, assertion);
        else if (secret.Length == 0) throw EntraFault.NoSecret();
        else if (secret != known.Secret && secret != known.OtherSecret) throw EntraFault.WrongSecret(client);
        else if (known.SecretExpired || switches.Current.ExpiredSecret) throw EntraFault.ExpiredSecret(client);
        if (known.IsBlocked) throw EntraFault.Blocked();
        return (known.ClientId, Ids.Of($"principal/{known.ClientId}").ToString());
    }

    // In the body, or as user name and password of the request.
    private static (string Client, string Secret) Credentials(IFormCollection form, HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return (form["client_id"].ToString(), form["client_secret"].ToString());
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..].Trim())).Split(':', 2);
            return (Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1].Replace('+', ' ')) : "");
        }
        catch (FormatException)
        {
            throw EntraFault.Missing("client_id");
        }
    }

    private static void DemandAssertion(IFormCollection form, HttpContext http, Persona known, string assertion)
    {
        if (form["client_assertion_type"] != Assertions.Type) throw EntraFault.Missing("client_assertion_type");
        http.RequestServices.GetRequiredService<Assertions>().Demand(known.ClientId, assertion,
            $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}");
    }

    // A token is for one resource: this environment, another application of the tenant, the Bot Framework's service, or Copilot Studio's agents. A scope of another
    // address is a typing error worth rehearsing.
    private static string Audience(string scope, HttpContext http)
    {
        var services = http.RequestServices;
        if (!scope.EndsWith("/.default", StringComparison.Ordinal)) throw EntraFault.BadScope(scope);
        var resource = scope[..^"/.default".Length].TrimEnd('/');
        var isKnown = resource is BotService or EngineDoor.Audience || Personas.Find(resource, services.GetRequiredService<SandboxOptions>()) is not null;
        if (isKnown) return resource;
        return Uri.TryCreate(resource, UriKind.Absolute, out var uri) && services.GetRequiredService<Addresses>().AreOurs(uri, http.Request)
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw EntraFault.NoResource(resource, services.GetRequiredService<SandboxOptions>().TenantId);
    }

    // As a virtual machine or an app service asks for a token of its own identity: no secret, only a header that no web page can send.
    private static IResult ManagedIdentity(HttpContext http, SandboxOptions options)
    {
        if (http.Request.Headers["Metadata"] != "true" && http.Request.Headers["X-IDENTITY-HEADER"].Count == 0)
            return Results.Json(new { error = "invalid_request", error_description = "Required metadata header not specified" }, statusCode: 400);
        var resource = http.Request.Query["resource"].ToString().TrimEnd('/');
        if (!Uri.TryCreate(resource, UriKind.Absolute, out var uri)
            || !http.RequestServices.GetRequiredService<Addresses>().AreOurs(uri, http.Request))
            return Results.Json(new { error = "invalid_resource", error_description =
                $"AADSTS500011: The resource principal named {resource} was not found in the tenant." }, statusCode: 400);
        return Granted(http, uri.GetLeftPart(UriPartial.Authority), options.ClientId, Ids.Of($"principal/{options.ClientId}").ToString(), isV1: true);
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
            token_endpoint_auth_methods_supported = (string[])["client_secret_post", "private_key_jwt", "client_secret_basic"],
            jwks_uri = $"{here}/discovery/v2.0/keys",
            response_modes_supported = (string[])["query", "fragment", "form_post"],
            subject_types_supported = (string[])["pairwise"],
            id_token_signing_alg_values_supported = (string[])["RS256"],
            response_types_supported = (string[])["code", "id_token", "code id_token", "id_token token"],
            scopes_supported = (string[])["openid", "profile", "email", "offline_access"],
            issuer = $"{here}/v2.0",
            authorization_endpoint = $"{here}/oauth2/v2.0/authorize",
            device_authorization_endpoint = $"{here}/oauth2/v2.0/devicecode",
            end_session_endpoint = $"{here}/oauth2/v2.0/logout",
            tenant_region_scope = "NA",
            cloud_instance_name = http.Request.Host.Value,
        });
    }

    private static IResult Instances(HttpContext http)
    {
        var host = http.Request.Host.Value!;
        return Results.Json(new Dictionary<string, object>
        {
            ["tenant_discovery_endpoint"] = $"{http.Request.Scheme}://{host}/common/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = (object[])[new { preferred_network = host, preferred_cache = host, aliases = (string[])[host] }],
        });
    }
}
