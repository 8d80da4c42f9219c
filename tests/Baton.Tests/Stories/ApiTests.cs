using Baton.Tests.House;
using Microsoft.OpenApi;

namespace Baton.Tests.Stories;

/// <summary>/openapi/v1.json as a program reads it that writes clients from it.</summary>
public sealed class ApiTests(TestPostgres postgres)
{
    /// <summary>What is really of any shape: a tool's input and what it came to, and messages of another protocol.</summary>
    private static readonly string[] OfAnyShape = ["runTool", "mcp"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_says_everything_that_a_program_must_know()
    {
        await using var hub = await Hub.Start(postgres);
        var json = await hub.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct);
        var read = OpenApiDocument.Parse(json, "json");

        read.Diagnostic!.Errors.ShouldBeEmpty();
        var document = read.Document!;
        document.Components!.SecuritySchemes!.Keys.ShouldBe(["cookie", "bearer", "key", "visitor"], ignoreOrder: true);
        document.Components.Schemas!["Problem"].Properties!.Keys.ShouldContain("code");
        document.Components.Schemas["Problem"].Required!.ShouldContain("code");

        var operations = (from path in document.Paths
                          from operation in path.Value.Operations!
                          select (Name: $"{operation.Key.Method} {path.Key}", operation.Value)).ToArray();
        operations.SelectMany(operation => Complaints(operation.Name, operation.Value)).ShouldBeEmpty();
        operations.Select(operation => operation.Value.OperationId).ShouldBeUnique();
        Api.Lines.Select(line => $"{line.Method} {line.Path}").Except(operations.Select(operation => operation.Name)).ShouldBeEmpty("only what there is");
        Api.Examples.Keys.Except(operations.Where(operation => operation.Value.RequestBody?.Content?.Values.All(content => content.Example is not null) == true)
            .Select(operation => operation.Value.OperationId)).ShouldBeEmpty();
        foreach (var choice in Api.Choices)
            document.Components.Schemas[choice.Key.Split('.')[0]].Properties![choice.Key.Split('.')[1]].Enum!.Count.ShouldBe(choice.Value.Length, choice.Key);
        document.Components.Schemas.Where(schema => schema.Value.Enum is { Count: > 0 } values && values.Any(value => value is null || value.GetValueKind() != System.Text.Json.JsonValueKind.String))
            .Select(schema => schema.Key).ShouldBeEmpty("enum values are names");
    }

    private static IEnumerable<string> Complaints(string name, OpenApiOperation operation)
    {
        if (string.IsNullOrEmpty(operation.OperationId)) yield return $"{name} has no operationId: add a line to Api.cs";
        if (string.IsNullOrEmpty(operation.Summary)) yield return $"{name} has no summary: add a line to Api.cs";
        if (operation.Tags is not { Count: 1 }) yield return $"{name} has no tag: add a line to Api.cs";
        if (operation.Security is null or { Count: 0 } && operation.OperationId is not ("signIn" or "setupNeeded" or "setUp" or "channelLook" or "openWidgetSession")) yield return $"{name} is open to everybody";
        if (operation.Responses!["default"].Content?["application/problem+json"].Schema is not OpenApiSchemaReference { Reference.Id: "Problem" }) yield return $"{name} tells no problem";

        var good = operation.Responses.Where(response => response.Key.StartsWith('2')).ToArray();
        if (good.Length == 0) yield return $"{name} answers nothing";
        foreach (var (status, response) in good)
        {
            if (status == "204") continue;
            var schema = response.Content?.Values.FirstOrDefault()?.Schema;
            if (schema is null) yield return $"{name} says {status} without a shape";
            else if (!OfAnyShape.Contains(operation.OperationId) && IsBlob(schema)) yield return $"{name} gives just anything";
        }
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
            if (content.Schema is null) yield return $"{name} takes a body without a shape";
    }

    private static bool IsBlob(IOpenApiSchema schema) =>
        schema.Type is null && schema.Properties is null or { Count: 0 } && schema.AnyOf is null or { Count: 0 } && schema.OneOf is null or { Count: 0 } && schema.AllOf is null or { Count: 0 }
        || (schema.Type == JsonSchemaType.Array && (schema.Items is null || IsBlob(schema.Items)))
        || (schema.Type == JsonSchemaType.Object && schema.Properties is null or { Count: 0 } && schema.AdditionalProperties is null);
}
