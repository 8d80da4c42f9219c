using Baton.Desk.Macros;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Desk;

/// <summary>Puts the room in place.</summary>
public static class DeskSetup
{
    public static void AddDesk(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Checking.Teams);
        builder.Services.AddScoped<MacroPreviewing>();
        builder.Services.AddScoped<MacroRunning>();
    }

    public static void MapDesk(this WebApplication app)
    {
        var routes = app.MapGroup("/api/v1").RequireCaller();
        Inbox.Map(routes);
        Replying.Map(routes);
        Finishing.Map(routes);
        PutAside.Map(routes);
        MacroBook.Map(routes);
        MacroPreviewing.Map(routes);
        MacroRunning.Map(routes);
        Checking.Map(routes);
        Taking.Map(app);
        DeskPages.Map(app, app.Services.GetRequiredService<BatonSettings>());
    }
}
