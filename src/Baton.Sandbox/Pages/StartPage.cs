using Baton.Sandbox.CopilotStudio;
using Baton.Sandbox.Entra;
using Baton.Sandbox.OpenAi;

namespace Baton.Sandbox.Pages;

/// <summary>What to type into a connection form.</summary>
internal static class StartPage
{
    public static IResult Show(HttpContext http, SandboxOptions options)
    {
        var here = $"{http.Request.Scheme}://{http.Request.Host}";
        // Only the demo secret is for show; one that somebody chose is theirs.
        var secret = options.ClientSecret == SandboxOptions.DemoClientSecret ? options.ClientSecret
            : "as set by BATON_SANDBOX_CLIENT_SECRET";
        var personas = Html.Join(Personas.All(options).Skip(1).Select(persona => Html.Of($"""
            <tr><td>{persona.Name}</td><td><code>{persona.ClientId}</code></td>
            <td><code>{persona.Secret}</code></td><td>{persona.Story}</td></tr>
            """)));
        return Layout.Page("Connection", Html.Of($"""
            <p>A local stand-in for Dynamics 365 and Entra, to try everything without a tenant.
            It listens on this machine only, and its secrets are for show.</p>
            <h2>What to enter</h2>
            <dl>
            <dt>Instance URL</dt><dd><code>{here}</code></dd>
            <dt>Tenant ID</dt><dd><code>{options.TenantId}</code></dd>
            <dt>Application (client) ID</dt><dd><code>{options.ClientId}</code></dd>
            <dt>Client secret</dt><dd><code>{secret}</code></dd>
            <dt>Client certificate</dt><dd><a href="/sandbox/certificate.pem">certificate.pem</a> (with its key) signs in instead of the secret</dd>
            <dt>Authority</dt><dd><code>{here}</code></dd>
            </dl>
            <h2>Addresses</h2>
            <dl>
            <dt>Dataverse Web API</dt><dd><code>{here}/api/data/v9.2/</code></dd>
            <dt>Token endpoint</dt><dd><code>{here}/{options.TenantId}/oauth2/v2.0/token</code></dd>
            <dt>Scope</dt><dd><code>{here}/.default</code></dd>
            <dt>Managed identity</dt><dd><code>{here}/metadata/identity/oauth2/token</code></dd>
            <dt>HTTPS</dt><dd>Add an address such as <code>https://localhost:5443</code> to BATON_SANDBOX_URLS and
            trust <a href="/sandbox/https.pem">https.pem</a></dd>
            </dl>
            <h2>A model</h2>
            <dl>
            <dt>Base URL</dt><dd><code>{here}/openai/v1</code></dd>
            <dt>Key</dt><dd><code>{ScriptedModel.Key}</code></dd>
            <dt>Model</dt><dd><code>{ScriptedModel.Name}</code>, which says what <a href="/switches">its script</a> says</dd>
            <dt>Embedding model</dt><dd><code>{Embeddings.Name}</code></dd>
            </dl>
            <h2>A Copilot Studio agent</h2>
            <p>It has topics for <em>order</em>, <em>card</em>, <em>sign in</em>, <em>rate</em>, <em>three</em>, <em>stream</em>, <em>person</em> and <em>bye</em>, and echoes all else.
            What it is told and says, and how it fails: <code>GET</code> and <code>POST /sandbox/agent</code>; it speaks of its own accord: <code>POST /sandbox/agent/say</code>.</p>
            <dl>
            <dt>Token endpoint</dt><dd><code>{here}/powervirtualagents/botsbyschema/{Agent.Schema}/directline/token?api-version=2022-03-01-preview</code></dd>
            <dt>Direct Line</dt><dd><code>{here}/</code> with the secret <code>{Agent.Secret}</code></dd>
            <dt>Direct-to-Engine</dt><dd>engine's address <code>{here}/</code>, environment <code>{Agent.EnvironmentId}</code>, schema name <code>{Agent.Schema}</code>,
            and the tenant, client, secret and authority (the sign-in address) from above</dd>
            </dl>
            <h2>A bot elsewhere</h2>
            <dl>
            <dt>Its application ID</dt><dd><code>{Personas.Bot.ClientId}</code></dd>
            <dt>Its client secret</dt><dd><code>{Personas.Bot.Secret}</code></dd>
            <dt>Scope of tokens for it</dt><dd><code>{Personas.Bot.ClientId}/.default</code>; it asks for <code>https://api.botframework.com/.default</code></dd>
            <dt>Keys</dt><dd><code>{here}/{options.TenantId}/discovery/v2.0/keys</code></dd>
            </dl>
            <h2>Applications that are set up wrongly</h2>
            <p>Connect with one of these to see what a person is told.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Applications that are set up wrongly"><table>
            <thead><tr><th>Application</th><th>Client ID</th><th>Secret</th><th>What happens</th></tr></thead>
            <tbody>{personas}</tbody>
            </table></div>
            """));
    }
}
