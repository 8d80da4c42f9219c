using Baton.People;
using Baton.Plumbing;
using Baton.Routing;

namespace Baton;

/// <summary>The Contoso demo, made once in an empty database.</summary>
public static class Demo
{
    public static async Task Seed(IServiceProvider services, BatonSettings settings)
    {
        await using var scope = services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(CancellationToken.None);
        if (!await work.IsNobodyHere()) return;

        var password = await DemoPeople.Seed(work, settings.DemoPassword);
        await DemoRouting.Seed(work);
        await work.Commit();
        if (settings.DemoPassword is null) Console.WriteLine($"The demo's people sign in at /desk with the password {password}");
    }
}
