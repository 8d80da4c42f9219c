using Baton.Sandbox.Definitions;
using Baton.Sandbox.Entra;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Pages;

/// <summary>The columns of a table, and a form that adds one as an organisation would.</summary>
internal static class ColumnPage
{
    private static readonly (string Kind, string Name)[] Kinds =
    [
        ("text", "Text"), ("memo", "Text, several lines"), ("integer", "Whole number"), ("decimal", "Decimal number"), ("boolean", "Yes or no"),
        ("date", "Date"), ("datetime", "Date and time"), ("picklist", "Choice"), ("multipicklist", "Choices, several at once"),
    ];

    public static IResult Show(string set, Database database) => Page(set, database, null);

    public static async Task<IResult> Add(string set, HttpContext http, Database database, Callers callers)
    {
        if (PagesSetup.ComesFromElsewhere(http)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (database.Catalog.FindSet(set) is not { } table) return Results.NotFound();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            await Customizing.AddColumn(database, table.Name, Line(form), http.RequestAborted);
        }
        catch (Fault refused)
        {
            return Page(set, database, refused.Message);
        }
        callers.Forget();
        return Results.Redirect($"/columns/{set}");
    }

    public static async Task<IResult> Remove(string set, string column, HttpContext http, Database database)
    {
        if (PagesSetup.ComesFromElsewhere(http)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (database.Catalog.FindSet(set) is not { } table) return Results.NotFound();
        try
        {
            await using var change = await CatalogChange.Begin(database, http.RequestAborted);
            await change.Commit(await Customizing.RemoveColumn(change, change.Catalog[table.Name], column));
        }
        catch (Fault refused)
        {
            return Page(set, database, refused.Message);
        }
        return Results.Redirect($"/columns/{set}");
    }

    // A line of a *.table file. Choices are numbered as Dataverse numbers those of its first publisher.
    private static string Line(IFormCollection form)
    {
        const int FirstOption = 100_000_000;
        var (kind, schema, label) = (form["kind"].ToString(), form["name"].ToString().Trim(), form["label"].ToString().Trim());
        if (!Kinds.Any(known => known.Kind == kind)) throw Fault.BadBody($"'{kind}' is no kind of column.");
        if (schema.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_') || schema.Length == 0)
            throw Fault.BadBody("The name begins with a prefix such as new_ and goes on in letters, digits and underscores.");
        var words = new List<string> { kind, schema.ToLowerInvariant(), MetadataText.Quoted(label.Length == 0 ? schema : label), "custom", $"schema={schema}" };
        if (kind is "text") words.Add("max=200");
        if (kind is "memo") words.Add("max=4000");
        var options = form["options"].ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (kind is "picklist" or "multipicklist")
        {
            if (options.Length == 0) throw Fault.BadBody("A choice needs at least one option: write one in each line.");
            words.AddRange(options.Select((option, i) => $"{FirstOption + i}={MetadataText.Quoted(option)}"));
        }
        return string.Join(' ', words);
    }

    private static IResult Page(string set, Database database, string? problem)
    {
        if (database.Catalog.FindSet(set) is not { } table) return Results.NotFound();
        var rows = Html.Join(table.Columns.Select(column => Html.Of($"""
            <tr><td><code>{column.Property}</code></td><td>{column.DisplayName}</td><td>{column.Kind}</td><td>{Removal(set, column)}</td></tr>
            """)));
        return Layout.Page($"Columns of {table.PluralName}", Html.Of($"""
            <form method="post" action="/columns/{set}">
            {(problem is null ? Html.Empty : Html.Of($"""<p role="alert">{problem}</p>"""))}
            <label class="switch">Name <input name="name" required placeholder="new_Colour" pattern="[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+"></label>
            <label class="switch">Label <input name="label" placeholder="Favourite colour"></label>
            <label class="switch">Kind
            <select name="kind">{Html.Join(Kinds.Select(kind => Html.Of($"<option value=\"{kind.Kind}\">{kind.Name}</option>")))}</select></label>
            <label class="switch">Options, one in each line <textarea name="options" rows="3"></textarea></label>
            <button>Add column</button>
            </form>
            <div class="scroll"><table><thead><tr><th>Column</th><th>Label</th><th>Kind</th><th></th></tr></thead><tbody>{rows}</tbody></table></div>
            """));
    }

    private static Html Removal(string set, Column column) => !column.IsCustom || column.Name == "new_vip" ? Html.Empty
        : Html.Of($"""<form method="post" action="/columns/{set}/{column.Name}/delete"><button class="plain">Remove</button></form>""");
}
