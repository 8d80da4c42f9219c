using System.Text.Json;

namespace Baton.Sandbox.OpenAi;

/// <summary>An endpoint that speaks as OpenAI's does, with a model that says what its script says: whole or streamed, or with each of the ways in which models fail.</summary>
internal static class ModelDoor
{
    public static void MapModel(this WebApplication app)
    {
        app.MapGet("/openai/v1/models", (HttpContext http) => IsKnown(http)
            ? Results.Json(new { @object = "list", data = (object[])[new { id = ScriptedModel.Name, @object = "model", created = 0, owned_by = "sandbox" }] }) : WrongKey);
        app.MapPost("/openai/v1/chat/completions", Complete);
        app.MapGet("/sandbox/model", (ScriptedModel model) => Results.Json(new { model.Script.Behaves, model.Script.Says, model.Script.SlowMilliseconds, model.Asked }));
        app.MapPost("/sandbox/model", Turn);
    }

    private static async Task<IResult> Complete(HttpContext http, ScriptedModel model, TimeProvider time)
    {
        if (!IsKnown(http)) return WrongKey;
        JsonElement question;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            question = body.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Error(400, "We could not parse the JSON body of your request.", "invalid_request_error", null);
        }
        if (!HasMessages(question)) return Error(400, "Missing required parameter: 'messages'.", "invalid_request_error", null);
        if (Text(question, "model") is var name && name != ScriptedModel.Name)
            return Error(404, $"The model `{name}` does not exist or you do not have access to it.", "invalid_request_error", "model_not_found");

        model.Note(question);
        var script = model.Script;
        if (script.SlowMilliseconds > 0) await Task.Delay(TimeSpan.FromMilliseconds(script.SlowMilliseconds), time, http.RequestAborted);
        return await Answer(http, script, question.TryGetProperty("stream", out var streams) && streams.ValueKind == JsonValueKind.True, time);
    }

    private static async Task<IResult> Answer(HttpContext http, ModelScript script, bool streams, TimeProvider time)
    {
        switch (script.Behaves)
        {
            case "throttled":
                http.Response.Headers.RetryAfter = "20";
                return Error(429, "Rate limit reached for sandbox-small.", "requests", "rate_limit_exceeded");
            case "error":
                return Error(500, "The server had an error while processing your request.", "server_error", null);
            case "nonsense":
                return Results.Text("<html><body>Welcome to nginx!</body></html>", "text/html");
            case "silent":
                await Task.Delay(Timeout.InfiniteTimeSpan, time, http.RequestAborted);
                return Results.Empty;
        }
        var (text, refusal) = script.Behaves switch
        {
            "refuses" => (null, "I can't help with that."),
            "empty" => ("", null),
            _ => (script.Says, (string?)null),
        };
        if (!streams) return Results.Json(Whole(text, refusal, time));
        await Stream(http, text ?? "", time);
        return Results.Empty;
    }

    private static object Whole(string? text, string? refusal, TimeProvider time) => new
    {
        id = "chatcmpl-sandbox", @object = "chat.completion", created = time.GetUtcNow().ToUnixTimeSeconds(), model = ScriptedModel.Name,
        choices = (object[])[new { index = 0, message = new { role = "assistant", content = text, refusal }, finish_reason = "stop" }],
        usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 },
    };

    // Word by word, as models do.
    private static async Task Stream(HttpContext http, string text, TimeProvider time)
    {
        http.Response.ContentType = "text/event-stream";
        var words = text.Split(' ');
        for (var i = 0; i < words.Length; i++) await Send(http, Piece(new { role = "assistant", content = i == 0 ? words[i] : " " + words[i] }, null, time));
        await Send(http, Piece(new { }, "stop", time));
        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
    }

    private static async Task Send(HttpContext http, object piece) =>
        await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(piece)}\n\n", http.RequestAborted);

    private static object Piece(object delta, string? finish, TimeProvider time) => new
    {
        id = "chatcmpl-sandbox", @object = "chat.completion.chunk", created = time.GetUtcNow().ToUnixTimeSeconds(), model = ScriptedModel.Name,
        choices = (object[])[new { index = 0, delta, finish_reason = finish }],
    };

    private static async Task<IResult> Turn(HttpContext http, ScriptedModel model)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            model.Set(ModelScript.Read(body.RootElement));
            return Results.NoContent();
        }
        catch (Exception bad) when (bad is JsonException or FormatException or InvalidOperationException)
        {
            return Results.Problem(bad.Message, statusCode: StatusCodes.Status400BadRequest, title: "The script could not be read.");
        }
    }

    private static bool IsKnown(HttpContext http) => http.Request.Headers.Authorization == $"Bearer {ScriptedModel.Key}";

    private static bool HasMessages(JsonElement question) =>
        question.ValueKind == JsonValueKind.Object && question.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array && messages.GetArrayLength() > 0;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IResult WrongKey => Error(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key");

    private static IResult Error(int status, string message, string type, string? code) =>
        Results.Json(new { error = new { message, type, param = (string?)null, code } }, statusCode: status);
}
