using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Sandbox.Records;

namespace Baton.Sandbox.WebApi;

/// <summary>Relevance search: rows of several tables by words, suggestions, and the end of a word that was begun.</summary>
internal static class SearchDoor
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapSearch(this WebApplication app)
    {
        app.Map("/api/search/{version}/{what}", (RequestDelegate)(http => Door.Guarded(http, Serve)));
        app.Map("/api/search/{**rest}", (RequestDelegate)(http => Door.Guarded(http, (_, _, _) => throw Fault.NoResource(http.Request.Path))));
    }

    private static async Task<Answer> Serve(Dispatcher dispatcher, Caller caller, HttpContext http)
    {
        var (version, what) = (http.Request.RouteValues["version"]?.ToString(), http.Request.RouteValues["what"]?.ToString());
        if (version is not ("v1.0" or "v2.0")) throw Fault.NoResource(http.Request.Path);
        if (what is "status" or "statistics" && HttpMethods.IsGet(http.Request.Method)) return Status(what);
        if (what is not ("query" or "suggest" or "autocomplete")) throw Fault.NoResource(http.Request.Path);
        if (!HttpMethods.IsPost(http.Request.Method))
            throw new Fault(405, "", $"The requested resource does not support http method '{http.Request.Method}'.");
        var ask = SearchAsk.Read(await Body(http), version == "v1.0", suggests: what != "query");
        await using var work = await dispatcher.Database.Open(http.RequestAborted);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var hits = await new Searching(dispatcher, caller, work, now).Find(ask);
        return what switch { "query" => Query(ask, hits), "suggest" => Suggest(ask, hits), _ => Complete(ask, hits) };
    }

    private static async Task<JsonElement> Body(HttpContext http)
    {
        try
        {
            return (await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted)).RootElement;
        }
        catch (JsonException bad)
        {
            throw Fault.BadRequest($"The body of the search is no JSON: {bad.Message}");
        }
    }

    private static Answer Status(string what) => Wrapped(new JsonObject
    {
        ["Value"] = what == "status"
            ? new JsonObject { ["Status"] = "Provisioned", ["LockboxStatus"] = "Disabled", ["CMKStatus"] = "Disabled" }
            : new JsonObject { ["StorageSizeInBytes"] = 0, ["StorageSizeInMb"] = 0, ["DocumentCount"] = 0 },
    });

    private static Answer Query(SearchAsk ask, List<Hit> hits)
    {
        var best = hits.Skip(ask.Skip).Take(ask.Top);
        var (facets, count) = (Searching.Facets(ask, hits), ask.WantsCount ? hits.Count : -1);
        if (!ask.IsV1)
            return Wrapped(new JsonObject
            {
                ["Error"] = null, ["Value"] = new JsonArray([.. best.Select(Described)]), ["Facets"] = facets, ["QueryContext"] = null,
                ["Count"] = count,
            });
        return Written(new JsonObject
        {
            ["value"] = new JsonArray([.. best.Select(hit =>
            {
                var flat = new JsonObject
                {
                    ["@search.score"] = hit.Score, ["@search.highlights"] = hit.Highlights.DeepClone(),
                    ["@search.entityname"] = hit.Table.Name, ["@search.objectid"] = hit.Record.Id.ToString(),
                };
                foreach (var (name, value) in hit.Attributes()) flat[name] = value?.DeepClone();
                return flat;
            })]),
            ["facets"] = facets, ["totalrecordcount"] = count, ["querycontext"] = null,
        });
    }

    private static JsonObject Described(Hit hit) => new()
    {
        ["Id"] = hit.Record.Id.ToString(), ["EntityName"] = hit.Table.Name, ["ObjectTypeCode"] = hit.Table.TypeCode,
        ["Attributes"] = hit.Attributes(), ["Highlights"] = hit.Highlights.DeepClone(), ["Score"] = hit.Score,
    };

    private static Answer Suggest(SearchAsk ask, List<Hit> hits)
    {
        var (text, document) = ask.IsV1 ? ("text", "document") : ("Text", "Document");
        var list = new JsonArray([.. hits.Skip(ask.Skip).Take(ask.Top).Select(hit =>
        {
            var attributes = hit.Attributes();
            attributes["@search.objectid"] = hit.Record.Id.ToString();
            attributes["@search.entityname"] = hit.Table.Name;
            attributes["@search.objecttypecode"] = hit.Table.TypeCode;
            return new JsonObject
            {
                [text] = (hit.Highlights.FirstOrDefault().Value as JsonArray)?[0]?.GetValue<string>(), [document] = attributes,
            };
        })]);
        return ask.IsV1 ? Written(new JsonObject { ["value"] = list, ["querycontext"] = null })
            : Wrapped(new JsonObject { ["Error"] = null, ["Value"] = list, ["QueryContext"] = null });
    }

    // The last word that was begun is completed to the first that is found so.
    private static Answer Complete(SearchAsk ask, List<Hit> hits)
    {
        var begun = ask.Words.Count > 0 ? ask.Words[^1] : "";
        var word = hits.SelectMany(hit => hit.Highlights.Select(highlight => hit.Record[highlight.Key] as string ?? ""))
            .SelectMany(text => text.Split(' ', ',', '.', '@')).FirstOrDefault(word => word.StartsWith(begun, StringComparison.OrdinalIgnoreCase));
        var value = word is null ? "" : $"{{crmhit}}{string.Join(' ', ask.Words.SkipLast(1).Append(word.ToLowerInvariant()))}{{/crmhit}}";
        return ask.IsV1 ? Written(new JsonObject { ["value"] = value, ["querycontext"] = null })
            : Wrapped(new JsonObject { ["Error"] = null, ["Value"] = value, ["QueryContext"] = null });
    }

    // Version 2.0 answers JSON within JSON.
    private static Answer Wrapped(JsonObject response) => Written(new JsonObject { ["response"] = response.ToJsonString(Plain) });

    private static Answer Written(JsonObject json) => Answer.Json(200, writer => json.WriteTo(writer, Plain));
}
