using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.People;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Baton;

/// <summary>Writes /openapi/v1.json: the shapes from the code, the words from <see cref="Api"/>, and what all operations have in common.</summary>
public static partial class ApiDocument
{
    private const string ProblemType = "application/problem+json";
    private const string Secret = "key", Bearer = "bearer", Cookie = "cookie", Visitor = "visitor";

    /// <summary>What every refusal says (RFC 9457). The code is stable; the detail is a sentence for a person.</summary>
    public sealed record Problem
    {
        public string? Type { get; init; }
        public string? Title { get; init; }
        public required int Status { get; init; }
        public string? Detail { get; init; }

        /// <summary>For programs; stable.</summary>
        public required string Code { get; init; }
        public string? TraceId { get; init; }

        /// <summary>What to do about it, where a tool refused.</summary>
        public string? Hint { get; init; }

        /// <summary>Records to choose from, where a tool found several.</summary>
        public IReadOnlyList<Dictionary<string, string>>? Candidates { get; init; }
    }

    public static void AddApi(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.CreateSchemaReferenceId = type => NameOf(type.Type, OpenApiOptions.CreateDefaultSchemaReferenceId(type));
        options.AddDocumentTransformer((document, _, _) => Introduce(document));
        options.AddOperationTransformer(Describe);
        options.AddSchemaTransformer((schema, context, _) => Tidy(schema, context));
    });

    /// <summary>Records that live inside what they belong to are called after both.</summary>
    private static string? NameOf(Type type, string? usual) =>
        usual is null || !type.IsNested || type.DeclaringType == typeof(ApiDocument) ? usual : type.DeclaringType!.Name + usual;

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Baton", Version = "1",
            Description = "A contact centre for Dynamics 365. Ids are UUIDv7, times are UTC, members that are null are left out. Lists are arrays and page with limit and after; "
                + "a Link header names the next page. Refusals are problem details with a stable code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = Sessions.CookieName, Description = "What a browser gets when somebody signs in.",
            },
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of a session, for programs that sign in as a user." },
            [Secret] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "baton_...", Description = "The key of an outside program, made at /api/v1/keys.",
            },
            [Visitor] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A visitor's token, from /widget/session." },
        };
        document.Tags = Api.Lines.Select(line => line.Tag).Distinct().Select(tag => new OpenApiTag { Name = tag }).ToHashSet();
        return Task.CompletedTask;
    }

    private static async Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var (document, endpoint) = (context.Document!, context.Description);
        var path = "/" + Constraint().Replace(endpoint.RelativePath!.Split('?')[0], "").Trim('/');
        if (Api.Lines.FirstOrDefault(line => line.Method == endpoint.HttpMethod && line.Path == path) is { } line)
        {
            (operation.OperationId, operation.Summary) = (line.Name, line.Sentence);
            operation.Tags = new HashSet<OpenApiTagReference> { new(line.Tag, document) };
            if (line.Gives is { } gives) await Give(operation, context, gives, ct);
            if (Api.Examples.TryGetValue(line.Name, out var example)) Show(operation, example);
        }
        operation.Security = SecurityOf(path, endpoint.ActionDescriptor.EndpointMetadata.OfType<ICallerRequired>().Any(), document);

        document.AddComponent("Problem", await context.GetOrCreateSchemaAsync(typeof(Problem), null, ct));
        foreach (var (status, name, sentence) in RefusalsOf(operation, path))
        {
            document.AddComponent(name, new OpenApiResponse
            {
                Description = sentence,
                Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() { Schema = new OpenApiSchemaReference("Problem", document) } },
            });
            operation.Responses!.TryAdd(status, new OpenApiResponseReference(name, document));
        }
    }

    private static async Task Give(OpenApiOperation operation, OpenApiOperationTransformerContext context, Type gives, CancellationToken ct)
    {
        operation.Responses = gives == Api.Nothing
            ? new OpenApiResponses { ["204"] = new OpenApiResponse { Description = "Done." } }
            : new OpenApiResponses
            {
                ["200"] = new OpenApiResponse
                {
                    Description = "OK",
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = await SchemaOf(context, gives, ct) } },
                },
            };
    }

    private static async Task<IOpenApiSchema> SchemaOf(OpenApiOperationTransformerContext context, Type gives, CancellationToken ct)
    {
        if (gives == typeof(JsonObject)) return new OpenApiSchema { Type = JsonSchemaType.Object, Description = "As the tool says." };
        var name = NameOf(gives, gives.Name)!;
        context.Document!.AddComponent(name, await context.GetOrCreateSchemaAsync(gives, null, ct));
        return new OpenApiSchemaReference(name, context.Document);
    }

    private static void Show(OpenApiOperation operation, string example)
    {
        var body = operation.RequestBody as OpenApiRequestBody ?? new OpenApiRequestBody();
        body.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (body.Content.Count == 0) body.Content["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } };
        foreach (var content in body.Content.Values) content.Example = JsonNode.Parse(example);
        operation.RequestBody = body;
    }

    private static List<OpenApiSecurityRequirement> SecurityOf(string path, bool needsCaller, OpenApiDocument document)
    {
        OpenApiSecurityRequirement By(string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
        if (needsCaller) return [By(Cookie), By(Bearer)];
        return path switch
        {
            "/mcp" => [By(Secret)],
            "/widget/survey" => [By(Visitor)],
            _ => [],
        };
    }

    private static IEnumerable<(string Status, string Name, string Sentence)> RefusalsOf(OpenApiOperation operation, string path)
    {
        var (takesBody, isOfOne) = (operation.RequestBody is not null, path.Contains('{', StringComparison.Ordinal));
        if (takesBody || operation.Parameters is { Count: > 0 }) yield return ("400", "Unreadable", "It could not be read.");
        if (operation.Security is { Count: > 0 })
        {
            yield return ("401", "NotSignedIn", "Nobody has signed in, or the token or key is no longer good.");
            yield return ("403", "NotAllowed", "The caller may not do this.");
        }
        if (isOfOne) yield return ("404", "NotFound", "There is no such thing.");
        if (takesBody || isOfOne) yield return ("409", "Conflict", "Its state does not allow it.");
        if (takesBody) yield return ("422", "Invalid", "What was sent will not do; the code begins with invalid_.");
        yield return ("429", "TooMany", "Too many requests; Retry-After says when to go on.");
        yield return ("default", "Refused", "Any other refusal.");
    }

    /// <summary>The <c>:guid</c> of <c>{id:guid}</c>.</summary>
    [GeneratedRegex(@":[^}]*(?=\})")]
    private static partial Regex Constraint();

    /// <summary>
    /// Numbers are numbers: that we would read them from a text too is nobody's business. And a text that is one of a few says which.
    /// </summary>
    private static Task Tidy(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
            (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
        if (context.JsonPropertyInfo is { } property && Api.Choices.TryGetValue($"{NameOf(property.DeclaringType, property.DeclaringType.Name)}.{property.Name}", out var choices))
            schema.Enum = [.. choices.Select(choice => JsonValue.Create(choice))];
        return Task.CompletedTask;
    }
}
