using System.Text.Json;

namespace Baton.Sandbox.OpenAi;

/// <summary>
/// An endpoint that speaks as OpenAI's does: answers whole or streamed, tool calls, usage, and each of the ways in which models fail. What the model says is in its
/// script; without one, it is a stand-in that follows a few rules.
/// </summary>
internal static class ModelDoor
{
    public static void MapModel(this WebApplication app)
    {
        app.MapGet("/openai/v1/models", (HttpContext http) => IsKnown(http) ? Results.Json(Models()) : WrongKey);
        app.MapPost("/openai/v1/chat/completions", Complete);
        app.MapPost("/openai/v1/embeddings", Embed);
        app.MapGet("/sandbox/model", (ScriptedModel model) =>
            Results.Json(new
            {
                model.Script.Behaves, Says = model.Script.Says ?? ModelScript.Usual, model.Script.SlowMilliseconds, model.Script.Embeds, model.Asked, model.Embedded,
            }));
        app.MapPost("/sandbox/model", Turn);
        app.MapPost("/sandbox/model/go", (ScriptedModel model) =>
        {
            model.Go();
            return Results.NoContent();
        });
    }

    private static object Models() => new
    {
        @object = "list",
        data = new[] { ScriptedModel.Name, ScriptedModel.SpareName, Embeddings.Name, Embeddings.LargeName }.Select(id => new { id, @object = "model", created = 0, owned_by = "sandbox" }),
    };

    private static async Task<IResult> Complete(HttpContext http, ScriptedModel model, TimeProvider time)
    {
        if (!IsKnown(http)) return WrongKey;
        if (await Question(http) is not { } question) return NoJson;
        if (Unsound(question) is { } wrong) return Error(400, wrong, "invalid_request_error", null);
        if (LastMessage.Member(question, "model") is not (ScriptedModel.Name or ScriptedModel.SpareName) and var name)
            return NoModel(name);

        var answer = model.Answer(question);
        if (answer.Behaves == "waits") await model.IsToldToGoOn(http.RequestAborted);
        if (answer.SlowMilliseconds > 0) await Task.Delay(TimeSpan.FromMilliseconds(answer.SlowMilliseconds), time, http.RequestAborted);
        return await Give(http, new Completion(question, answer, time));
    }

    private static async Task<IResult> Embed(HttpContext http, ScriptedModel model, TimeProvider time)
    {
        if (!IsKnown(http)) return WrongKey;
        if (await Question(http) is not { } question) return NoJson;
        var script = model.Embed(question);
        if (script.Embeds == "missing") return Results.NotFound();
        if (LastMessage.Member(question, "model") is not (Embeddings.Name or Embeddings.LargeName) and var other) return NoModel(other);
        if (Embeddings.Inputs(question) is not { } texts) return Error(400, "'$.input' is invalid.", "invalid_request_error", null);

        if (script.EmbedsSlowMilliseconds > 0) await Task.Delay(TimeSpan.FromMilliseconds(script.EmbedsSlowMilliseconds), time, http.RequestAborted);
        if (script.Embeds == "refuses" && texts.Any(text => text.Contains(ModelScript.Forbidden, StringComparison.OrdinalIgnoreCase)))
            return Error(400, "This model does not take one of the inputs.", "invalid_request_error", null);
        var name = LastMessage.Member(question, "model")!;
        return await Trouble(http, script.Embeds, name, time) ?? Results.Json(Embeddings.Answer(question, texts, name));
    }

    private static async Task<JsonElement?> Question(HttpContext http)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return body.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<IResult> Give(HttpContext http, Completion completion)
    {
        if (await Trouble(http, completion.Answer.Behaves, completion.Model, completion.Time) is { } trouble) return trouble;
        if (!completion.Streams) return Results.Json(completion.Whole());
        await completion.Stream(http);
        return Results.Empty;
    }

    /// <summary>The ways to fail that all models have in common; null where it does not fail so.</summary>
    private static async Task<IResult?> Trouble(HttpContext http, string behaves, string model, TimeProvider time)
    {
        switch (behaves)
        {
            case "throttled":
                http.Response.Headers.RetryAfter = "20";
                return Error(429, $"Rate limit reached for {model}.", "requests", "rate_limit_exceeded");
            case "error":
                return Error(500, "The server had an error while processing your request.", "server_error", null);
            case "nonsense":
                return Results.Text("<html><body>Welcome to nginx!</body></html>", "text/html");
            case "silent":
                await Task.Delay(Timeout.InfiniteTimeSpan, time, http.RequestAborted);
                return Results.Empty;
            default:
                return null;
        }
    }

    private static async Task<IResult> Turn(HttpContext http, ScriptedModel model)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            model.Set(ModelScript.Read(body.RootElement));
            return Results.NoContent();
        }
        catch (Exception bad) when (bad is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return Results.Problem(bad.Message, statusCode: StatusCodes.Status400BadRequest, title: "The script could not be read.");
        }
    }

    private static bool IsKnown(HttpContext http) => http.Request.Headers.Authorization == $"Bearer {ScriptedModel.Key}";

    /// <summary>What OpenAI's endpoint would not take either: above all a tool's result that nobody asked for, or a call that was never answered.</summary>
    private static string? Unsound(JsonElement question)
    {
        if (question.ValueKind != JsonValueKind.Object || !question.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            return "Missing required parameter: 'messages'.";
        var open = new HashSet<string>();
        foreach (var message in messages.EnumerateArray())
        {
            var role = LastMessage.Member(message, "role");
            if (role is not ("system" or "developer" or "user" or "assistant" or "tool"))
                return $"Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user', 'tool', and 'developer'.";
            if (role == "tool" && !open.Remove(LastMessage.Member(message, "tool_call_id") ?? ""))
                return "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
            if (role != "tool" && open.Count > 0) return "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.";
            if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array) continue;
            foreach (var call in calls.EnumerateArray()) open.Add(LastMessage.Member(call, "id") ?? "");
        }
        return open.Count > 0 ? "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'." : null;
    }

    private static IResult NoJson => Error(400, "We could not parse the JSON body of your request.", "invalid_request_error", null);

    private static IResult NoModel(string? name) =>
        Error(404, $"The model `{name}` does not exist or you do not have access to it.", "invalid_request_error", "model_not_found");

    private static IResult WrongKey => Error(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key");

    private static IResult Error(int status, string message, string type, string? code) =>
        Results.Json(new { error = new { message, type, param = (string?)null, code } }, statusCode: status);
}
