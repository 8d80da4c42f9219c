namespace Baton.Tools;

/// <summary>Puts the room in place. Rooms above add their tools as <see cref="Tool"/> services.</summary>
public static class ToolsSetup
{
    public static void AddTools(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ActivityLog>();
        builder.Services.AddSingleton<PolicyBook>();
        builder.Services.AddSingleton<Confirmations>();
        builder.Services.AddSingleton(Policies.Bots);
        builder.Services.AddSingleton<ToolBox>();
    }

    public static void MapTools(this IEndpointRouteBuilder routes)
    {
        ToolDoors.Map(routes);
        Policies.Map(routes);
        Confirming.Map(routes);
    }
}
