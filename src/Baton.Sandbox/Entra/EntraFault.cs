namespace Baton.Sandbox.Entra;

/// <summary>What Entra would refuse: a status, an OAuth error, and the AADSTS number with its sentence.</summary>
internal sealed class EntraFault(int status, string error, int number, string sentence) : Exception(sentence)
{
    public int Status => status;
    public string Error => error;
    public int Number => number;

    public static EntraFault NoGrant(string? given) =>
        new(400, "unsupported_grant_type", 70003, $"The app requested an unsupported grant type '{given}'.");

    public static EntraFault Missing(string parameter) =>
        new(400, "invalid_request", 900144, $"The request body must contain the following parameter: '{parameter}'.");

    public static EntraFault TenantMalformed(string tenant) =>
        new(400, "invalid_request", 900023,
            $"Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.");

    public static EntraFault NoTenant(string tenant) => new(400, "invalid_request", 90002,
        $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. "
        + "Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");

    public static EntraFault NoApplication(string client, string tenant) => new(400, "unauthorized_client", 700016,
        $"Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the application has not "
            + $"been installed by "
        + "the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to "
            + "the wrong tenant.");

    public static EntraFault WrongSecret(string client) => new(401, "invalid_client", 7000215,
        $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret "
            + $"ID, for a secret added to app '{client}'.");

    public static EntraFault ExpiredSecret(string client) => new(401, "invalid_client", 7000222,
        $"The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app: "
        + "https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.");

    public static EntraFault NoSecret() => new(401, "invalid_client", 7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    public static EntraFault BadAssertion(string why) => new(401, "invalid_client", 50027, $"JWT token is invalid or malformed. {why}");

    public static EntraFault AssertionAudience(string audience) => new(401, "invalid_client", 50013,
        $"Assertion failed audience validation: '{audience}' is not the address of this token endpoint.");

    public static EntraFault AssertionExpired() => new(401, "invalid_client", 700024, "Client assertion is not within its valid time range.");

    public static EntraFault BadSignature(string client) => new(401, "invalid_client", 700027,
        $"Client assertion failed signature validation: the certificate with the thumbprint of the assertion is not registered on "
        + $"application '{client}', or another key has signed.");

    public static EntraFault NoFederation(string? issuer) => new(401, "invalid_client", 700211,
        $"No matching federated identity record found for presented assertion issuer '{issuer}'.");

    public static EntraFault Blocked() => new(400, "invalid_grant", 53003,
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.");

    public static EntraFault NoResource(string resource, string tenant) => new(400, "invalid_resource", 500011,
        $"The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has "
            + $"not been installed by the "
        + "administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to "
            + "the wrong tenant.");

    public static EntraFault BadScope(string scope) => new(400, "invalid_scope", 70011,
        $"The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. "
            + $"The scope {scope} is not valid.");
}
