using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>What a bot elsewhere has to be configured with, to be copied into its own settings. docs/guides/bots-elsewhere.md explains each of them.</summary>
public static class BotSettings
{
    /// <summary>Stands where the bot's own secret goes, which Baton does not know any more.</summary>
    private const string Secret = "<the secret that Baton showed once>";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All that a bot's settings have to say of Baton.</summary>
    public sealed record Shown
    {
        /// <summary>How they trust each other: none, baton or entra.</summary>
        public required string Auth { get; init; }
        public string? ApplicationId { get; init; }

        /// <summary>Who signs what Baton sends.</summary>
        public required string Issuer { get; init; }
        public required string MetadataUrl { get; init; }
        public required string TokenUrl { get; init; }
        public required IReadOnlyList<Block> Blocks { get; init; }
    }

    /// <summary>The settings of one library.</summary>
    /// <param name="File">Where they go, such as .env.</param>
    /// <param name="Note">What else is needed.</param>
    public sealed record Block(string Library, string Language, string File, string Text, string Note);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/bots/{id:guid}/settings", async (Guid id, Caller caller, Database database, Secrets secrets, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var bot = await database.BotAccount(id, ct);
            if (bot.Kind != "connector") throw Refusal.Invalid("no_settings", "Only a bot that is called at its address (kind connector) is configured to know Baton.");
            var kept = await database.BotAuth(secrets, id, ct);
            var auth = kept is { } known ? BotTrust.Read(known) : null;
            return TypedResults.Ok(Of(bot.ApplicationId, auth ?? new BotAuth { Type = BotAuth.OfNobody }, http.RequestServices.GetRequiredService<Issuer>()));
        }).RequireCaller().WithTags("Bots");

    private static Shown Of(string? applicationId, BotAuth auth, Issuer issuer) => new()
    {
        Auth = auth.Type, ApplicationId = applicationId, Issuer = issuer.Name, MetadataUrl = issuer.Metadata, TokenUrl = issuer.TokenEndpoint,
        Blocks = auth.Type switch
        {
            BotAuth.OfBaton => OfBaton(applicationId!, issuer),
            BotAuth.OfEntra => OfEntra(applicationId!, auth),
            _ => OfNobody(),
        },
    };

    private static Block[] OfNobody() =>
    [
        new("botbuilder", "JavaScript and C#", ".env or appsettings.json", "MicrosoftAppId=\n", "Without an application id it asks for no token. Only on this machine, in the demo."),
        new("Agents SDK", "JavaScript and C#", ".env or appsettings.json", "", "Without a ClientId it asks for no token, unless NODE_ENV is production. Only on this machine, in the demo."),
    ];

    private static Block[] OfBaton(string applicationId, Issuer issuer)
    {
        (string Name, string Value)[] botbuilder =
        [
            ("MicrosoftAppType", "MultiTenant"), ("MicrosoftAppId", applicationId), ("MicrosoftAppPassword", Secret),
            ("ToBotFromChannelTokenIssuer", issuer.Name), ("ToBotFromChannelOpenIdMetadataUrl", issuer.Metadata), ("ToBotFromEmulatorOpenIdMetadataUrl", issuer.Metadata),
            ("ToChannelFromBotLoginUrl", issuer.Authority), ("ToChannelFromBotOAuthScope", TokenDoor.ChannelService),
            ("OAuthUrl", issuer.Name), ("CallerId", issuer.Name), ("ValidateAuthority", "false"), ("HubTokenUrl", issuer.TokenEndpoint),
        ];
        const string classNeeded = "The bot also needs the credentials class of docs/guides/bots-elsewhere.md (about ten lines), since the library's own asks nobody but Microsoft for tokens.";
        const string sidecarNeeded = "Beside the bot runs deploy/agents-sidecar.mjs with BATON_URL, CLIENT_ID and CLIENT_SECRET; it gets the bot's tokens by its secret.";
        return
        [
            new("botbuilder", "JavaScript", ".env", Lines(botbuilder), classNeeded),
            new("botbuilder", "C#", "appsettings.json", new JsonObject(botbuilder.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))).ToJsonString(Indented), classNeeded),
            new("Agents SDK", "JavaScript", ".env", Lines(
                ("Connections__ServiceConnection__Settings__AuthType", "EntraAuthSideCar"), ("Connections__ServiceConnection__Settings__ClientId", applicationId),
                ("Connections__ServiceConnection__Settings__TenantId", Issuer.Tenant), ("Connections__ServiceConnection__Settings__AuthorityEndpoint", issuer.Authority),
                ("ConnectionsMap__0__ServiceUrl", "*"), ("ConnectionsMap__0__Connection", "ServiceConnection"),
                ("CloudAdapterOptions__validateServiceUrl", "true"), ("SIDECAR_URL", "http://127.0.0.1:5178")), sidecarNeeded),
            new("Agents SDK", "C#", "appsettings.json", new JsonObject
            {
                ["TokenValidation"] = new JsonObject
                {
                    ["Enabled"] = true, ["Audiences"] = new JsonArray(applicationId), ["ValidIssuers"] = new JsonArray(issuer.Name),
                    ["AzureBotServiceOpenIdMetadataUrl"] = issuer.Metadata, ["OpenIdMetadataUrl"] = issuer.Metadata,
                },
                ["Connections"] = new JsonObject
                {
                    ["ServiceConnection"] = new JsonObject
                    {
                        ["Assembly"] = "Microsoft.Agents.Authentication.EntraAuthSidecar", ["Type"] = "Microsoft.Agents.Authentication.EntraAuthSidecar.SidecarAuth",
                        ["Settings"] = new JsonObject { ["SidecarBaseUrl"] = "http://127.0.0.1:5178", ["Scopes"] = new JsonArray($"{TokenDoor.ChannelService}/.default") },
                    },
                },
                ["ConnectionsMap"] = new JsonArray(new JsonObject { ["ServiceUrl"] = "*", ["Connection"] = "ServiceConnection" }),
            }.ToJsonString(Indented), sidecarNeeded),
        ];
    }

    private static Block[] OfEntra(string applicationId, BotAuth auth)
    {
        (string Name, string Value)[] botbuilder =
        [
            ("MicrosoftAppType", "SingleTenant"), ("MicrosoftAppId", applicationId), ("MicrosoftAppPassword", "<the bot's own client secret>"), ("MicrosoftAppTenantId", auth.TenantId!),
        ];
        var callers = auth.ClientId!.Equals(applicationId, StringComparison.OrdinalIgnoreCase)
            ? "Nothing else: Baton calls it with the bot's own app registration."
            : $"The bot has to let the application {auth.ClientId} in: in AuthenticationConfiguration.validateClaims (JavaScript), or an AllowedCallersClaimsValidator (C#).";
        return
        [
            new("botbuilder", "JavaScript", ".env", Lines(botbuilder), callers),
            new("botbuilder", "C#", "appsettings.json", new JsonObject(botbuilder.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))).ToJsonString(Indented), callers),
            new("Agents SDK", "JavaScript", ".env", Lines(
                ("Connections__ServiceConnection__Settings__ClientId", applicationId), ("Connections__ServiceConnection__Settings__ClientSecret", "<the bot's own client secret>"),
                ("Connections__ServiceConnection__Settings__TenantId", auth.TenantId!), ("ConnectionsMap__0__ServiceUrl", "*"), ("ConnectionsMap__0__Connection", "ServiceConnection")),
                "Nothing else: the settings of a bot in this tenant are enough."),
            new("Agents SDK", "C#", "appsettings.json", new JsonObject
            {
                ["TokenValidation"] = new JsonObject
                {
                    ["Enabled"] = true, ["Audiences"] = new JsonArray(applicationId), ["TenantId"] = auth.TenantId, ["AllowedCallers"] = new JsonArray(auth.ClientId),
                },
                ["Connections"] = new JsonObject
                {
                    ["ServiceConnection"] = new JsonObject
                    {
                        ["Settings"] = new JsonObject
                        {
                            ["AuthType"] = "ClientSecret", ["ClientId"] = applicationId, ["ClientSecret"] = "<the bot's own client secret>",
                            ["AuthorityEndpoint"] = $"https://login.microsoftonline.com/{auth.TenantId}", ["Scopes"] = new JsonArray($"{TokenDoor.ChannelService}/.default"),
                        },
                    },
                },
                ["ConnectionsMap"] = new JsonArray(new JsonObject { ["ServiceUrl"] = "*", ["Connection"] = "ServiceConnection" }),
            }.ToJsonString(Indented), "Nothing else: the settings of a bot in this tenant are enough."),
        ];
    }

    private static string Lines(params (string Name, string Value)[] settings) => string.Concat(settings.Select(setting => $"{setting.Name}={setting.Value}\n"));
}
