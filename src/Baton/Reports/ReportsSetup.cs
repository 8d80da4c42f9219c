namespace Baton.Reports;

/// <summary>Puts the room in place.</summary>
public static class ReportsSetup
{
    public static void MapReports(this IEndpointRouteBuilder routes) => Insights.Map(routes);
}
