namespace Baton.Bots.Trust;

/// <summary>How bots elsewhere and Baton know each other.</summary>
internal static class TrustSetup
{
    public static void AddTrust(this IServiceCollection services)
    {
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<Issuer>();
        services.AddSingleton<EntraKeys>();
        services.AddSingleton<EntraTokens>();
        services.AddSingleton<Credentials>();
        services.AddSingleton<TokenCheck>();
        services.AddScoped<TokenDoor>();
    }

    public static void MapTrust(this IEndpointRouteBuilder routes)
    {
        Issuer.Map(routes);
        TokenDoor.Map(routes);
        BotSecrets.Map(routes);
        KeyRotating.Map(routes);
        BotSettings.Map(routes);
    }
}
