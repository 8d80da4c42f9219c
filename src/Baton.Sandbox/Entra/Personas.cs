namespace Baton.Sandbox.Entra;

/// <summary>An application that may ask for tokens, and what is odd about it.</summary>
internal sealed record Persona(string ClientId, string Secret, string Name, string Story)
{
    public bool SecretExpired { get; init; }

    /// <summary>The role of its application user; null when it has a user without a role.</summary>
    public string? Role { get; init; }
    public bool HasUser { get; init; } = true;
    public bool IsDisabled { get; init; }

    /// <summary>An application may have several secrets, so that one can be replaced.</summary>
    public string? OtherSecret { get; init; }

    /// <summary>A policy of the tenant lets it have no token.</summary>
    public bool IsBlocked { get; init; }
}

/// <summary>The applications of the Contoso tenant: a sound one, and one for each way of being set up wrongly.</summary>
internal static class Personas
{
    public static IReadOnlyList<Persona> All(SandboxOptions options) =>
    [
        new(options.ClientId, options.ClientSecret, "Baton", "Everything is right: an application user with the roles the tools need.") {
            Role = "System Administrator", OtherSecret = "Sandbox~other.secret.for.Contoso" },
        new("ba700000-c11e-4d00-8000-000000000002", "Sandbox~expired.secret", "Expired secret", "Its secret has expired (AADSTS7000222).") {
            SecretExpired = true, HasUser = false },
        new("ba700000-c11e-4d00-8000-000000000003", "Sandbox~no.user", "No application user",
            "Nobody made an application user for it (0x80072560).") { HasUser = false },
        new("ba700000-c11e-4d00-8000-000000000004", "Sandbox~no.role", "No role",
            "Its application user has no security role (0x80042f09)."),
        new("ba700000-c11e-4d00-8000-000000000005", "Sandbox~disabled", "Disabled user", "Its application user is disabled (0x80040225).") {
            Role = "System Administrator", IsDisabled = true },
        new("ba700000-c11e-4d00-8000-000000000006", "Sandbox~salesperson", "Salesperson", "Has the role Salesperson only: no cases.") {
            Role = "Salesperson" },
        new("ba700000-c11e-4d00-8000-000000000007", "Sandbox~service", "Customer service",
            "Has the role Customer Service Representative only: no leads, opportunities or quotes.") {
            Role = "Customer Service Representative" },
        new("ba700000-c11e-4d00-8000-000000000008", "Sandbox~own.records", "Own records only",
            "Its role reaches only records of its own (user depth).") { Role = "Own Records" },
        new("ba700000-c11e-4d00-8000-000000000009", "Sandbox~blocked", "Blocked by policy",
            "Conditional access lets it have no token (AADSTS53003).") { IsBlocked = true, HasUser = false },
    ];

    /// <summary>A bot's app registration: another application that may be called, and that calls the Bot Framework's service.</summary>
    public static readonly Persona Bot = new("ba700000-c11e-4d00-8000-00000000000a", "Sandbox~bot.elsewhere", "A bot", "Talks to who shows it a token.") { HasUser = false };

    public static Persona? Find(string clientId, SandboxOptions options) =>
        All(options).Append(Bot).FirstOrDefault(persona => string.Equals(persona.ClientId, clientId, StringComparison.OrdinalIgnoreCase));
}
