using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Dataverse;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>How a bot that is called at an address, and Baton, know that they talk to each other.</summary>
public sealed record BotAuth
{
    /// <summary>Not at all: on this machine, in the demo.</summary>
    public const string OfNobody = "none";

    /// <summary>The bot is configured to trust what Baton signs, and gets its tokens from Baton by a secret of its own.</summary>
    public const string OfBaton = "baton";

    /// <summary>Both get their tokens from Entra.</summary>
    public const string OfEntra = "entra";

    public required string Type { get; init; }

    /// <summary>Whose Entra it is: of our app registration, and of the bot's where that has a tenant of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TenantId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    /// <summary>The secret that worked before the one that was given last, until that has worked, too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PreviousSecret { get; init; }

    /// <summary>Entra's address where it is not the public one: of another cloud, or the sandbox.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Uri? Authority { get; init; }

    /// <summary>Reads what is kept of a bot's credentials; null when they are of no kind that bots at an address have.</summary>
    public static BotAuth? Open(Secrets secrets, string? @sealed) =>
        @sealed is null ? new BotAuth { Type = OfNobody } : BotTrust.Read(JsonSerializer.Deserialize<JsonElement>(secrets.Open(@sealed)));
}

/// <summary>Whether a bot's credentials are whole, and good for its address. Whoever sets bots up asks here.</summary>
public static class BotTrust
{
    /// <summary>No credentials, as JSON says it.</summary>
    internal static readonly JsonElement Nothing = JsonSerializer.SerializeToElement<object?>(null);

    private const int FieldLengthMax = 500;

    /// <summary>
    /// What to keep of the credentials of a bot that is called at an address; null for none. Refuses what could not work, and an address that anybody could answer at.
    /// </summary>
    /// <param name="given">As it was sent; null keeps what there is.</param>
    /// <param name="known">What is kept now.</param>
    public static JsonElement? Check(
        JsonElement? given, JsonElement? known, string? applicationId, string? endpoint, BatonSettings settings, OutsideSettings outside)
    {
        var before = known is { } kept ? Read(kept) : null;
        var auth = given is null ? before ?? Nobody(known) : Merged(Given(given.Value), before);
        MustBeReachable(auth, endpoint, settings, outside);
        if (auth.Type == BotAuth.OfNobody) return null;

        if (string.IsNullOrWhiteSpace(applicationId))
            throw Refusal.Invalid("no_application_id", "A bot with credentials needs its application id: the tokens that it is shown are made out to that, and those that it shows come from it.");
        if (auth.Type == BotAuth.OfEntra && auth is not { TenantId: not null, ClientId: not null, ClientSecret: not null })
            throw Refusal.Invalid("invalid_auth", "With type 'entra' say tenantId, clientId and clientSecret: of the app registration as which Baton calls the bot.");
        if (auth.Authority is { } authority && !IsAuthority(authority, settings))
            throw Refusal.Invalid("invalid_auth", "authority is the address of Microsoft's Entra, such as https://login.microsoftonline.us; leave it out for the public one.");
        return JsonSerializer.SerializeToElement(auth, JsonSerializerOptions.Web);
    }

    internal static BotAuth? Read(JsonElement kept)
    {
        try
        {
            return kept.Deserialize<BotAuth>(JsonSerializerOptions.Web) is { Type: BotAuth.OfNobody or BotAuth.OfBaton or BotAuth.OfEntra } known ? known : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static BotAuth Nobody(JsonElement? known) => known is null or { ValueKind: JsonValueKind.Null } ? new BotAuth { Type = BotAuth.OfNobody } : throw Unknown();

    private static BotAuth Given(JsonElement given)
    {
        if (given.ValueKind is JsonValueKind.Null) return new BotAuth { Type = BotAuth.OfNobody };
        var auth = Read(given) ?? throw Unknown();
        if (((string?[])[auth.TenantId, auth.ClientId, auth.ClientSecret]).Any(field => field is { Length: 0 or > FieldLengthMax }))
            throw Refusal.Invalid("invalid_auth", $"tenantId, clientId and clientSecret have 1 to {FieldLengthMax} characters.");
        return auth with { PreviousSecret = null };
    }

    /// <summary>
    /// A secret that is not given stays. Beside a new one, the one that worked last is kept until the new one has worked, so a secret that was copied wrongly, or is
    /// not valid yet, stops no conversation.
    /// </summary>
    private static BotAuth Merged(BotAuth given, BotAuth? before)
    {
        if (given.Type != BotAuth.OfEntra || before?.Type != BotAuth.OfEntra || given.ClientId != before.ClientId || given.TenantId != before.TenantId || given.Authority != before.Authority)
            return given;
        if (given.ClientSecret is null || given.ClientSecret == before.ClientSecret) return given with { ClientSecret = before.ClientSecret, PreviousSecret = before.PreviousSecret };
        return given with { PreviousSecret = before.PreviousSecret ?? before.ClientSecret };
    }

    private static void MustBeReachable(BotAuth auth, string? endpoint, BatonSettings settings, OutsideSettings outside)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || (settings.Demo && uri.IsLoopback)) return;
        if (auth.Type == BotAuth.OfNobody)
            throw Refusal.Invalid("no_credentials", "A bot is called without credentials only on this machine (such as http://127.0.0.1:3978/api/messages) and in the demo.");
        if (uri.Scheme == Uri.UriSchemeHttps || outside.IsAllowed(uri.IdnHost, uri.Port)) return;
        throw Refusal.Invalid("invalid_endpoint", "A bot is called by https. An operator may allow http to a host of your own network (BATON_REQUEST_HOSTS).");
    }

    private static bool IsAuthority(Uri authority, BatonSettings settings) =>
        authority.IsAbsoluteUri && ((authority.Scheme == Uri.UriSchemeHttps && EntraClouds.IsKnown(authority)) || (settings.Demo && authority.IsLoopback && authority.Scheme == Uri.UriSchemeHttp));

    private static Refusal Unknown() => Refusal.Invalid("invalid_auth",
        """auth is {"type": "baton"}, {"type": "entra", "tenantId": ..., "clientId": ..., "clientSecret": ...}, or on this machine {"type": "none"}.""");
}
