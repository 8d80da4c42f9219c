using System.Globalization;
using System.Text.Json;

namespace Baton.Sandbox.OpenAi;

/// <summary>An answer as it goes over the wire, whole or in pieces, with its usage.</summary>
internal sealed class Completion(JsonElement question, ModelAnswer answer, TimeProvider time)
{
    private const int CharactersPerToken = 4;
    private const int ArgumentsPiece = 24;
    private static readonly TimeSpan BreakDelay = TimeSpan.FromMilliseconds(200);
    private const string Refusal = "I can't help with that.";

    public ModelAnswer Answer => answer;
    public TimeProvider Time => time;
    public string Model => LastMessage.Member(question, "model")!;
    public bool Streams => IsTrue(question, "stream");

    private bool Refuses => answer.Behaves == "refuses";
    private string Text => answer.Behaves is "refuses" or "empty" ? "" : answer.Says;
    private IReadOnlyList<ScriptedCall> Calls => answer.Behaves is "refuses" or "empty" ? [] : answer.Calls;
    private string Finish => Calls.Count > 0 ? "tool_calls" : "stop";

    public object Whole() => new
    {
        id = "chatcmpl-sandbox", @object = "chat.completion", created = time.GetUtcNow().ToUnixTimeSeconds(), model = Model,
        choices = (object[])[new { index = 0, message = Message(), finish_reason = Finish }],
        usage = Usage(),
    };

    /// <summary>Word by word, as models do; tools after that, their arguments in pieces too.</summary>
    public async Task Stream(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await Send(http, Piece(new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = Refuses ? null : "" }, null));
        if (Refuses) await Send(http, Piece(new Dictionary<string, object?> { ["refusal"] = Refusal }, null));
        var words = Text.Length == 0 ? [] : Text.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            if (answer.Behaves == "breaks" && i == (words.Length + 1) / 2)
            {
                await Task.Delay(BreakDelay, time, http.RequestAborted);   // so that what was said arrives
                http.Abort();
                return;
            }
            if (answer.WordMilliseconds > 0) await Task.Delay(TimeSpan.FromMilliseconds(answer.WordMilliseconds), time, http.RequestAborted);
            await Send(http, Piece(new Dictionary<string, object?> { ["content"] = i == 0 ? words[i] : " " + words[i] }, null));
        }
        for (var i = 0; i < Calls.Count; i++) await Send(http, i);
        await Send(http, Piece([], Finish));
        if (question.TryGetProperty("stream_options", out var options) && IsTrue(options, "include_usage")) await Send(http, Chunk([], Usage()));
        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
    }

    private async Task Send(HttpContext http, int index)
    {
        var call = Calls[index];
        await Send(http, Piece(Called(new { index, id = Id(index), type = "function", function = new { name = call.Name, arguments = "" } }), null));
        for (var from = 0; from < call.Arguments.Length; from += ArgumentsPiece)
        {
            var arguments = call.Arguments[from..Math.Min(from + ArgumentsPiece, call.Arguments.Length)];
            await Send(http, Piece(Called(new { index, function = new { arguments } }), null));
        }
    }

    private static async Task Send(HttpContext http, object piece)
    {
        await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(piece)}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static Dictionary<string, object?> Called(object call) => new() { ["tool_calls"] = (object[])[call] };

    private Dictionary<string, object?> Message()
    {
        var message = new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = Refuses || (Text.Length == 0 && Calls.Count > 0) ? null : Text, ["refusal"] = Refuses ? Refusal : null };
        if (Calls.Count > 0)
            message["tool_calls"] = Calls.Select((call, index) => new { id = Id(index), type = "function", function = new { name = call.Name, arguments = call.Arguments } });
        return message;
    }

    private object Piece(Dictionary<string, object?> delta, string? finish) => Chunk([new { index = 0, delta, finish_reason = finish }], null);

    private object Chunk(object[] choices, object? usage) => new
    {
        id = "chatcmpl-sandbox", @object = "chat.completion.chunk", created = time.GetUtcNow().ToUnixTimeSeconds(), model = Model, choices, usage,
    };

    // Ids must differ over all of a talk: how many calls there were before this answer is part of them.
    private string Id(int index) => string.Create(CultureInfo.InvariantCulture, $"call_{question.GetProperty("messages").GetArrayLength()}_{index}");

    private object Usage()
    {
        var (asked, said) = (Tokens(question.GetRawText().Length), Tokens(Text.Length + Calls.Sum(call => call.Arguments.Length)));
        return new { prompt_tokens = asked, completion_tokens = said, total_tokens = asked + said };
    }

    private static int Tokens(int characters) => 1 + (characters / CharactersPerToken);

    private static bool IsTrue(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
