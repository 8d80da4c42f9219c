using System.Text.Json;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>How a bot is reached that only its own service leads to, as it is given with its account: by Direct Line, through Copilot Studio's token endpoint, or straight
/// to Copilot Studio's engine.</summary>
public sealed record RemoteAccess
{
    /// <summary>The kinds of bots that are reached so.</summary>
    public static readonly string[] Kinds = ["directLine", "copilotStudio"];

    public const string BySecret = "secret";
    public const string ByTokenEndpoint = "tokenEndpoint";
    public const string ByEngine = "directToEngine";

    private const int LengthMax = 2_000;

    private static readonly Uri DirectLine = new("https://directline.botframework.com/");
    private static readonly Uri Entra = new("https://login.microsoftonline.com/");

    /// <summary>secret, tokenEndpoint or directToEngine.</summary>
    public required string Type { get; init; }

    /// <summary>Direct Line's domain, the token endpoint, or the engine's host.</summary>
    public required Uri Address { get; init; }
    public string Secret { get; init; } = "";
    public string EnvironmentId { get; init; } = "";
    public string SchemaName { get; init; } = "";
    public string TenantId { get; init; } = "";
    public string ClientId { get; init; } = "";
    public string ClientSecret { get; init; } = "";

    /// <summary>Who gives the tokens for the engine: Entra, or a stand-in.</summary>
    public Uri Authority { get; init; } = Entra;

    /// <summary>Reads an account of one of these kinds. Refuses with a sentence on what is wrong with it.</summary>
    public static RemoteAccess Read(string kind, string? endpoint, JsonElement? auth)
    {
        var type = auth is { ValueKind: JsonValueKind.Object } given ? Text(given, "type") : null;
        var fits = kind == "directLine" ? type is BySecret : type is BySecret or ByTokenEndpoint or ByEngine;
        if (!fits) throw Wrong(kind == "directLine"
            ? "A Direct Line bot needs auth {\"type\":\"secret\",\"secret\":\"...\"}: one of the secrets of its Direct Line channel in Azure."
            : "A Copilot Studio agent needs auth of the type tokenEndpoint, secret or directToEngine.");
        return type switch
        {
            BySecret => new RemoteAccess
            {
                Type = BySecret, Address = AddressOf(endpoint, DirectLine, "Direct Line's domain, such as https://europe.directline.botframework.com/"),
                Secret = Needed(auth!.Value, "secret", "A secret of the bot's Direct Line channel"),
            },
            ByTokenEndpoint => new RemoteAccess
            {
                Type = ByTokenEndpoint,
                Address = AddressOf(endpoint, null, "the agent's token endpoint, as Copilot Studio shows it under Channels > Mobile app: "
                    + "https://....environment.api.powerplatform.com/powervirtualagents/botsbyschema/.../directline/token?api-version=2022-03-01-preview"),
            },
            _ => Engine(endpoint, auth!.Value),
        };
    }

    /// <summary>What is wrong with an account as it was given, in a sentence; null when nothing is.</summary>
    /// <param name="auth">Its credentials as they will be: those that are given, else those that it keeps.</param>
    public static string? Check(string kind, string? endpoint, JsonElement? auth, bool isDemo, OutsideSettings allowed)
    {
        if (!Kinds.Contains(kind)) return null;
        try
        {
            var access = Read(kind, endpoint, auth);
            return Unsafe(access.Address, isDemo, allowed) ?? Unsafe(access.Authority, isDemo, allowed);
        }
        catch (Refusal wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Copilot Studio's host for an environment: its id without dashes, the last two digits (one outside of production) a part of their own.</summary>
    internal static Uri HostOf(string environmentId)
    {
        var id = environmentId.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal);
        return new Uri($"https://{id[..^2]}.{id[^2..]}.environment.api.powerplatform.com/");
    }

    private static RemoteAccess Engine(string? endpoint, JsonElement auth)
    {
        var environment = Needed(auth, "environmentId", "The id of the agent's environment (Copilot Studio: Settings > Advanced > Metadata)");
        var bare = environment.Replace("-", "", StringComparison.Ordinal).Replace("Default", "", StringComparison.OrdinalIgnoreCase);
        if (bare.Length < 4 || !bare.All(char.IsAsciiHexDigit)) throw Wrong("An environment id looks like 00000000-0000-0000-0000-000000000000, or Default- and the tenant's id.");
        return new RemoteAccess
        {
            Type = ByEngine, EnvironmentId = environment,
            Address = AddressOf(endpoint, HostOf(environment), "the host of the agent's environment, and is only needed where it differs from Copilot Studio's own"),
            SchemaName = Needed(auth, "schemaName", "The agent's schema name (Copilot Studio: Settings > Advanced > Metadata)"),
            TenantId = Needed(auth, "tenantId", "The id of the Entra tenant"), ClientId = Needed(auth, "clientId", "The client id of an app registration that may call the agent"),
            ClientSecret = Needed(auth, "clientSecret", "The client secret of that app registration"),
            Authority = AddressOf(Text(auth, "authority"), Entra, "the authority that gives tokens, such as https://login.microsoftonline.com/"),
        };
    }

    private static Uri AddressOf(string? given, Uri? usual, string what)
    {
        if (string.IsNullOrWhiteSpace(given)) return usual ?? throw Wrong($"The endpoint is {what}.");
        return given.Length <= LengthMax && Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.UserInfo.Length == 0
            ? address : throw Wrong($"'{(given.Length > 100 ? given[..100] : given)}' is no address. It is {what}.");
    }

    /// <summary>What visitors say and the token that opens it go there: by https, unless it is this machine in the demo or an operator allows it.</summary>
    private static string? Unsafe(Uri address, bool isDemo, OutsideSettings allowed) =>
        address.Scheme == "https" || (isDemo && address.IsLoopback) || allowed.IsAllowed(address.IdnHost, address.Port) ? null
            : $"{address.Host} is called by https only. An operator may allow http (BATON_REQUEST_HOSTS).";

    private static string Needed(JsonElement auth, string name, string what) => Text(auth, name) ?? throw Wrong($"{what} is missing ({name}).");

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()?.Trim() is { Length: > 0 and <= LengthMax } text ? text : null;

    private static Refusal Wrong(string why) => Refusal.Invalid("invalid_auth", why);
}
