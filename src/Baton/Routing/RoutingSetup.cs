using Baton.People;

namespace Baton.Routing;

/// <summary>Puts the room in place.</summary>
public static class RoutingSetup
{
    public static void AddRouting(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Router>();
        foreach (var measure in RoutingMeasures.All) builder.Services.AddSingleton(measure);
        builder.Services.AddScoped<Offers>();
        builder.Services.AddSingleton<Filling>();
        builder.Services.AddSingleton<Sweep>();
        builder.Services.AddHostedService(all => all.GetRequiredService<Sweep>());
    }

    public static void MapRouting(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("/api/v1").RequireCaller();
        Queues.Map(routes);
        Workstreams.Map(routes);
        Explaining.Map(routes);
    }
}
