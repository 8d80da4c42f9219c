using Baton.Tools.Mcp;

namespace Baton.Tools;

/// <summary>Puts the room in place. Rooms below add their tools as <see cref="Tool"/> services.</summary>
public static class ToolsSetup
{
    public static void AddTools(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ActivityLog>();
        builder.Services.AddSingleton<PolicyBook>();
        builder.Services.AddScoped<PolicyKeeping>();
        builder.Services.AddSingleton<Confirmations>();
        builder.Services.AddSingleton(Policies.Bots);
        builder.Services.AddSingleton(Policies.Keys);
        builder.Services.AddSingleton<ToolBox>();
        builder.Services.AddSingleton<McpTools>();
        builder.Services.AddSingleton<McpDoor>();
        builder.Logging.AddFilter("ModelContextProtocol", LogLevel.None);   // it tells of what clients got wrong; what we got wrong, McpTools logs
    }

    public static void MapTools(this IEndpointRouteBuilder routes)
    {
        ToolDoors.Map(routes);
        McpDoor.Map(routes);
        Policies.Map(routes);
        Confirming.Map(routes);
    }
}
