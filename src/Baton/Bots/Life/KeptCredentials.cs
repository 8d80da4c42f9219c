using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>A bot's credentials, sealed as they were given, and what of them is no secret.</summary>
internal sealed record KeptCredentials
{
    public const string Row = "select kind, endpoint, auth_sealed, auth_shape::text as auth_shape from bots where user_id = @id for update";

    private static readonly string[] SecretNames = ["secret", "clientSecret"];

    public string? Kind { get; init; }
    public string? Endpoint { get; init; }
    public string? AuthSealed { get; init; }
    public string? AuthShape { get; init; }

    /// <summary>What is kept, for a bot of this kind.</summary>
    public JsonElement? Opened(string kind, Secrets secrets) =>
        AuthSealed is null || kind != Kind ? null : JsonSerializer.Deserialize<JsonElement>(secrets.Open(AuthSealed));

    /// <summary>
    /// As they are with what was given now. A secret that is left out is the one there was, as long as it goes to the same place: whoever changes where it goes
    /// has to know it.
    /// </summary>
    public KeptCredentials With(Registering.Given given, string kind, Secrets secrets)
    {
        var known = Opened(kind, secrets);
        if (given.Auth is null)
        {
            if (known is not null) MustStayWhere(given, TypeOf(known));
            return known is null ? this with { AuthSealed = null, AuthShape = null } : this;
        }
        if (given.Auth is not { ValueKind: JsonValueKind.Object } auth || TypeOf(auth) == BotAuth.OfNobody) return this with { AuthSealed = null, AuthShape = null };

        var (merged, before) = (Members(auth), known is { ValueKind: JsonValueKind.Object } opened ? Members(opened) : null);
        var isSame = before is not null && TypeOf(known) == TypeOf(auth);
        foreach (var name in SecretNames.Where(name => !IsText(merged[name])))
        {
            merged.Remove(name);
            if (!isSame || before![name] is not { } kept) continue;
            MustStayWhere(given, TypeOf(auth));
            if (!JsonNode.DeepEquals(before["authority"], merged["authority"])) throw Moved();   // who gives the tokens is shown the secret
            merged[name] = kept.DeepClone();
        }
        return this with { AuthSealed = secrets.Seal(merged.ToJsonString()), AuthShape = ShapeOf(auth), Kind = kind };
    }

    private static string? TypeOf(JsonElement? auth) =>
        auth is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Trim().Length > 0;

    /// <summary>Credentials are flat: texts, numbers, yes and no.</summary>
    private static JsonObject Members(JsonElement auth)
    {
        var members = new JsonObject();
        foreach (var member in auth.EnumerateObject())
            members[member.Name] = member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                ? throw Refusal.Invalid("invalid_auth", "Credentials hold texts, no lists and no objects.")
                : JsonNode.Parse(member.Value.GetRawText());
        return members;
    }

    private void MustStayWhere(Registering.Given given, string? type)
    {
        if (type == RemoteAccess.BySecret && Kind is not "connector" && Host(given.Endpoint) != Host(Endpoint))
            throw Moved();
    }

    private static Refusal Moved() => Refusal.Invalid("invalid_auth", "The secret would go to another address than before: give it once more.");

    private static string? Host(string? endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? uri.Authority : null;

    private static string ShapeOf(JsonElement auth) => JsonSerializer.Serialize(new AuthShape
    {
        Type = TypeOf(auth), TenantId = Of(auth, "tenantId"), ClientId = Of(auth, "clientId"), EnvironmentId = Of(auth, "environmentId"), SchemaName = Of(auth, "schemaName"),
        Authority = Of(auth, "authority"),
    }, Conversations.Extra.Json);

    private static string? Of(JsonElement auth, string name) =>
        auth.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
