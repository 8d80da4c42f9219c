using System.Runtime.CompilerServices;
using Baton.Sandbox.Tables;
using Microsoft.OData.Edm;

namespace Baton.Sandbox.WebApi;

/// <summary>What the Web API says of itself.</summary>
internal static class Root
{
    private static readonly ConditionalWeakTable<IEdmModel, string> Written = [];

    public static Answer ServiceDocument(Catalog catalog, WebApiRequest request) => Answer.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{request.Root}$metadata");
        json.WriteStartArray("value");
        foreach (var set in catalog.Tables.Select(table => table.Set).Order(StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("name", set);
            json.WriteString("kind", "EntitySet");
            json.WriteString("url", set);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static Answer Metadata(Catalog catalog) =>
        Answer.Text(Written.GetValue(catalog.Model, EdmModels.Csdl), "application/xml");
}
