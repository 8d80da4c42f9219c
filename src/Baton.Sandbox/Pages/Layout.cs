namespace Baton.Sandbox.Pages;

/// <summary>What all pages have around them.</summary>
internal static class Layout
{
    private static readonly string Style = ReadStyle();

    public static IResult Page(string title, Html content, int status = 200) => Results.Content(Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title} - Baton Sandbox</title>
        <link rel="icon" href="data:,">
        <style>{new Html(Style)}</style>
        </head>
        <body>
        <header><nav><strong>Baton Sandbox</strong>
        <a href="/">Connection</a> <a href="/records">Records</a> <a href="/switches">Failure switches</a></nav></header>
        <main>
        <h1>{title}</h1>
        {content}
        </main>
        </body>
        </html>
        """).Text, "text/html; charset=utf-8", statusCode: status);

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(Layout).Assembly.GetManifestResourceStream("Baton.Sandbox.Pages.style.css")!);
        return reader.ReadToEnd();
    }
}
