using Baton.People;
using Baton.Plumbing;

namespace Baton.Desk;

/// <summary>How everything is that Baton needs, for administrators; ./baton check asks the same.</summary>
internal static class Checking
{
    public static readonly Check Teams = new("Teams", (_, _) => Task.FromResult(Finding.NotConfigured("Not configured: agents work at the desk.")));

    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/checks", async (Caller caller, Checks checks, CancellationToken ct) =>
        {
            caller.MustAdminister();
            return TypedResults.Ok(await checks.Run(ct));
        });
}
