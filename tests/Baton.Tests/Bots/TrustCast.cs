using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Connector;
using Baton.Bots.Trust;
using Baton.Conversations;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>A hub with a bot elsewhere that trusts it, and is trusted, by configuration.</summary>
internal sealed class TrustCast : IAsyncDisposable
{
    public const string ApplicationId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    public const string Nowhere = "http://127.0.0.1:3978/api/messages";
    public static readonly object OfBaton = new { type = "baton" };

    private TrustCast(Hub hub, HttpClient admin) => (Hub, Admin) = (hub, admin);

    public Hub Hub { get; }
    public HttpClient Admin { get; }
    public Uri Address => Hub.Address;

    public static async Task<TrustCast> Begin(TestPostgres postgres, string? connectionString = null, string? publicAddress = null, string? address = null,
        TimeProvider? clock = null)
    {
        // Bots have to know where we are before we are there.
        address ??= Somewhere();
        var hub = await Hub.Start(postgres, clock, connectionString, settings: new Dictionary<string, string?>
        {
            ["BATON_URLS"] = address, ["BATON_PUBLIC_URL"] = publicAddress ?? address,
        });
        var cast = new TrustCast(hub, await hub.SignIn("admin"));
        if (connectionString is null) await cast.Connects(Nowhere, OfBaton);
        return cast;
    }

    public static string Somewhere() => $"http://127.0.0.1:{ServerProcess.FreePort()}";

    /// <summary>The demo's bot lives at this address from now on.</summary>
    public async Task Connects(string endpoint, object? auth = null, string applicationId = ApplicationId) =>
        (await Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "connector", applicationId, endpoint, auth })).EnsureSuccessStatusCode();

    public async Task<(Guid Id, string Secret)> MakesSecret()
    {
        var made = await (await Admin.Posts($"/api/v1/bots/{DemoPeople.Bot}/secrets", new { })).Body();
        return (made.GetProperty("id").GetGuid(), made.GetProperty("secret").GetString()!);
    }

    /// <summary>What a botbuilder bot is configured with, as the guide says.</summary>
    public Dictionary<string, string> Botbuilder(string secret) => new()
    {
        ["MicrosoftAppType"] = "MultiTenant", ["MicrosoftAppId"] = ApplicationId, ["MicrosoftAppPassword"] = secret,
        ["ValidateAuthority"] = "false", ["CallerId"] = Name, ["OAuthUrl"] = Name,
        ["ToBotFromChannelTokenIssuer"] = Name, ["ToBotFromChannelOpenIdMetadataUrl"] = $"{Name}/.well-known/openid-configuration",
        ["ToBotFromEmulatorOpenIdMetadataUrl"] = $"{Name}/.well-known/openid-configuration",
        ["ToChannelFromBotLoginUrl"] = $"{Name}/hubtenant", ["ToChannelFromBotOAuthScope"] = "https://api.botframework.com",
        ["HubTokenUrl"] = $"{Name}/hubtenant/oauth2/v2.0/token",
    };

    /// <summary>What a bot of the Agents SDK is configured with.</summary>
    public Dictionary<string, string> Agents(Uri sidecar) => new()
    {
        ["Connections__ServiceConnection__Settings__AuthType"] = "EntraAuthSideCar", ["Connections__ServiceConnection__Settings__ClientId"] = ApplicationId,
        ["Connections__ServiceConnection__Settings__TenantId"] = "hubtenant", ["Connections__ServiceConnection__Settings__AuthorityEndpoint"] = $"{Name}/hubtenant",
        ["ConnectionsMap__0__ServiceUrl"] = "*", ["ConnectionsMap__0__Connection"] = "ServiceConnection", ["CloudAdapterOptions__validateServiceUrl"] = "true",
        ["SIDECAR_URL"] = sidecar.ToString(),
    };

    public Dictionary<string, string> Sidecar(string secret) => new()
    {
        ["BATON_URL"] = Name, ["CLIENT_ID"] = ApplicationId, ["CLIENT_SECRET"] = secret, ["PORT"] = "0",
    };

    public Task<string> ServiceUrl(Guid? botId = null) => Hub.Services.GetRequiredService<ConnectorKeys>().ServiceUrl(botId ?? DemoPeople.Bot, TestContext.Current.CancellationToken);

    /// <summary>A token as Baton itself would sign it, but for what is said here.</summary>
    public Task<string> Signs(Action<JsonObject> but, TimeSpan age = default)
    {
        var now = TimeProvider.System.GetUtcNow() - age;
        var claims = new JsonObject { ["iss"] = Name, ["nbf"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddHours(1).ToUnixTimeSeconds() };
        but(claims);
        return Hub.Services.GetRequiredService<SigningKeys>().Sign(claims, TestContext.Current.CancellationToken);
    }

    public async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(Hub);
        await visitor.HeardThat("Welcome, Visitor");
        return visitor;
    }

    public async Task IsShownACard(Visitor visitor, string title) => await Eventually.Is(async () => await visitor.Activities(),
        activities => activities.Any(activity => (string?)activity!["attachments"]?[0]?["content"]?["title"] == title), $"the visitor is shown the card '{title}'");

    public async Task<Conversation> GaveUp(Visitor visitor, string reason)
    {
        var stands = await Eventually.Is(() => Hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot has given it up");
        stands.EscalationReason.ShouldBe(reason);
        return stands;
    }

    /// <summary>Asks for a token as a bot does; answers the status and what was said.</summary>
    public async Task<(int Status, JsonElement Body)> Asks(string secret, string? applicationId = null, string scope = "https://api.botframework.com/.default", HttpClient? http = null)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = applicationId ?? ApplicationId, ["client_secret"] = secret, ["scope"] = scope,
        });
        var answer = await (http ?? Hub.Http).PostAsync(new Uri("/hubtenant/oauth2/v2.0/token", UriKind.Relative), form);
        return ((int)answer.StatusCode, await answer.Body());
    }

    /// <summary>The bot says something in a conversation; answers the status and the code.</summary>
    public async Task<(int Status, string? Code)> Speaks(Visitor visitor, string? token, string text = "Hello there")
    {
        var address = $"{new Uri(await ServiceUrl()).AbsolutePath}v3/conversations/{visitor.ConversationId}-1/activities";
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent($$"""{"type":"message","text":"{{text}}"}""", System.Text.Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await Hub.Http.SendAsync(request);
        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return ((int)answer.StatusCode, (string?)said["error"]?["code"]);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Hub.DisposeAsync();
    }

    private string Name => Hub.Services.GetRequiredService<Issuer>().Name;
}
