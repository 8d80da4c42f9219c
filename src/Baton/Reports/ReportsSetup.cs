namespace Baton.Reports;

/// <summary>Puts the room in place.</summary>
public static class ReportsSetup
{
    public static void AddReports(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Recounting>();
        builder.Services.AddSingleton<Settling>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Settling>());
    }

    public static void MapReports(this IEndpointRouteBuilder routes) => Insights.Map(routes);
}
