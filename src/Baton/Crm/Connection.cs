using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>How we reach Dynamics. The client secret is not here: it is sealed and opened only where a token is asked for.</summary>
public sealed record Connection
{
    public const string SettingName = "crm.connection";
    public const string SecretName = "crm.client_secret";

    /// <summary>Entra's address in the worldwide cloud; sovereign clouds and the sandbox have their own.</summary>
    public const string AuthorityUsual = "https://login.microsoftonline.com";

    private const int FieldLengthMax = 200;
    private const int SecretLengthMax = 1_000;
    private const int NewValuesMax = 20;

    public required string TenantId { get; init; }
    public required string ClientId { get; init; }
    public required string InstanceUrl { get; init; }
    public required string Authority { get; init; }

    /// <summary>The app signs in with a certificate instead of a client secret.</summary>
    public bool UsesCertificate { get; init; }

    /// <summary>The day on which the secret expires, if the administrator told us; Entra does not.</summary>
    public DateOnly? SecretExpiresOn { get; init; }

    /// <summary>The Dynamics user whose mailbox sends visitors their codes; null for the application user, which in Dynamics itself mostly has none.</summary>
    public Guid? MailFrom { get; init; }

    /// <summary>What the environment calls itself; known after the first successful test.</summary>
    public string? Organization { get; init; }

    /// <summary>Sentences on what will soon stop working: from thirty, fourteen and seven days before the secret or certificate expires.</summary>
    public IReadOnlyList<string> Warnings(DateOnly today)
    {
        if (SecretExpiresOn is not { } day) return [];
        var what = UsesCertificate ? "certificate" : "client secret";
        var how = UsesCertificate ? "Add a new one under Certificates & secrets and enter it here; the other fields stay."
            : "Make a new one under Certificates & secrets and paste its Value; the other fields stay.";
        return (day.DayNumber - today.DayNumber) switch
        {
            < 0 => [$"The {what} has expired on {day:yyyy-MM-dd}. {how}"],
            0 => [$"The {what} expires today. {how}"],
            var days and <= 7 => [$"The {what} expires in {days} {(days == 1 ? "day" : "days")}, on {day:yyyy-MM-dd}: make a new one now, the tools stop without it."],
            var days and <= 14 => [$"The {what} expires in {days} days, on {day:yyyy-MM-dd}: make a new one this week."],
            var days and <= 30 => [$"The {what} expires in {days} days, on {day:yyyy-MM-dd}: plan to make a new one."],
            _ => [],
        };
    }

    public Uri Instance => new(InstanceUrl);

    /// <summary>The page of a record in Dynamics.</summary>
    public string PageOf(string table, Guid id) => $"{InstanceUrl}/main.aspx?pagetype=entityrecord&etn={table}&id={id:D}";

    /// <summary>The page of a record that is still to be made, with what is known of it: texts, numbers and booleans by column.</summary>
    public string NewPageOf(string table, JsonObject values)
    {
        var known = values.Where(pair => pair.Value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False).Take(NewValuesMax)
            .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(Cutting.Text(pair.Value!.ToString(), FieldLengthMax))}").ToArray();
        return $"{InstanceUrl}/main.aspx?pagetype=entityrecord&etn={table}{(known.Length == 0 ? "" : $"&extraqs={Uri.EscapeDataString(string.Join('&', known))}")}";
    }

    /// <summary>Takes what an administrator typed, as they typed it: spaces, a path after .com, or no https. Refuses what can't be meant.</summary>
    public static Connection From(ConnectionGiven given, bool mayBeHttp)
    {
        var tenant = Needed("tenantId", "Tenant ID", given.TenantId);
        if (tenant.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')))
            throw Refusal.Invalid("invalid_tenant", "The Tenant ID is an id such as a1b2c3d4-e5f6-7890-abcd-ef1234567890, or a domain.");
        var client = Needed("clientId", "Application (client) ID", given.ClientId);
        return new Connection
        {
            TenantId = tenant,
            ClientId = client,
            InstanceUrl = Address("invalid_instance_url", "The instance URL", Needed("instanceUrl", "Instance URL", given.InstanceUrl), mayBeHttp),
            Authority = Address("invalid_authority", "The authority", given.Authority is { Length: > 0 } authority ? authority : AuthorityUsual, mayBeHttp),
            SecretExpiresOn = given.SecretExpiresOn,
            MailFrom = given.MailFrom,
        };
    }

    /// <summary>A secret as typed. Entra shows a Secret ID beside the Value, and people copy the wrong one.</summary>
    public static string SecretFrom(string given, bool mayBeAnything)
    {
        var secret = given.Trim();
        if (secret.Length is 0 or > SecretLengthMax) throw Refusal.Invalid("invalid_secret", $"A client secret has 1 to {SecretLengthMax} characters.");
        if (!mayBeAnything && Guid.TryParse(secret, out _))
            throw Refusal.Invalid("secret_id_pasted", "This looks like the Secret ID. Paste the secret's Value: the longer text in the column beside it.");
        return secret;
    }

    private static string Needed(string code, string name, string? value) =>
        value?.Trim() is { Length: > 0 and <= FieldLengthMax } text ? text : throw Refusal.Invalid($"invalid_{code}", $"{name} is missing or too long.");

    private static string Address(string code, string name, string text, bool mayBeHttp)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || uri.HostNameType == UriHostNameType.Unknown || uri.UserInfo.Length > 0)
            throw Refusal.Invalid(code, $"{name} is not an address such as https://contoso.crm4.dynamics.com.");
        if (uri.Scheme != Uri.UriSchemeHttps && !(mayBeHttp && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            throw Refusal.Invalid(code, $"{name} must begin with https://.");
        return uri.GetLeftPart(UriPartial.Authority);
    }
}

/// <summary>What an administrator typed. Without a secret, the one that is kept stays.</summary>
public sealed record ConnectionGiven
{
    public string? TenantId { get; init; }
    public string? ClientId { get; init; }
    public string? ClientSecret { get; init; }
    public string? InstanceUrl { get; init; }
    public string? Authority { get; init; }
    public DateOnly? SecretExpiresOn { get; init; }

    /// <summary>Instead of a secret: certificate and private key as PEM, or a PFX file in base64, with its password.</summary>
    public string? Certificate { get; init; }
    public string? CertificatePassword { get; init; }
    public Guid? MailFrom { get; init; }
}
