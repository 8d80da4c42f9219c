namespace Baton.Sandbox.Pages;

/// <summary>The pages for people, and the addresses for programs, of the sandbox itself.</summary>
internal static class PagesSetup
{
    public static void MapPages(this WebApplication app)
    {
        app.MapGet("/", StartPage.Show);
        app.MapGet("/records", RecordPages.Tables);
        app.MapGet("/records/{set}", RecordPages.List);
        app.MapGet("/records/{set}/{id:guid}", RecordPages.One);
        app.MapGet("/columns/{set}", ColumnPage.Show);
        app.MapPost("/columns/{set}", ColumnPage.Add);
        app.MapPost("/columns/{set}/{column}/delete", ColumnPage.Remove);
        app.MapGet("/switches", SwitchPage.Show);
        app.MapPost("/switches", SwitchPage.Turn);
        app.MapPost("/switches/model", SwitchPage.Tell);
        app.MapPost("/switches/agent", SwitchPage.TellAgent);
        app.MapPost("/reset", SwitchPage.Reset);
    }

    /// <summary>A form of another site must not turn our switches.</summary>
    public static bool ComesFromElsewhere(HttpContext http) =>
        http.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
}
