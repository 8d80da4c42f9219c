using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton;

/// <summary>
/// ./baton mcp: the tools for clients that start a program and talk to it over its input and output. A bridge: each line that comes in is posted to a
/// running Baton's /mcp with the key of BATON_KEY, and what it answers goes out. Nothing else is ever written to the output.
/// </summary>
public sealed class McpCommand : IDisposable
{
    private const string KeyName = "BATON_KEY";
    private const string UrlName = "BATON_URL";
    private const int AtOnceMax = 64;
    private const int LineCharactersMax = 512 * 1024;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(150);

    private readonly HttpClient _http;
    private readonly TextWriter _output;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _room = new(AtOnceMax);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _asked = new();
    private volatile string? _revision;

    private McpCommand(Uri url, string key, TextWriter output)
    {
        _output = output;
        _http = new HttpClient { BaseAddress = url, Timeout = AnswerMax };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/event-stream");
    }

    public static async Task<int> Run(IConfiguration environment, Uri publicUrl, CancellationToken stopping)
    {
        if (environment[KeyName] is not { Length: > 0 } key)
        {
            await Console.Error.WriteLineAsync($"{KeyName} is not set. An administrator makes a key with the scope tools: POST /api/v1/keys.");
            return 1;
        }
        var url = publicUrl;
        if (environment[UrlName] is { Length: > 0 } given && (!Uri.TryCreate(given, UriKind.Absolute, out url!) || url.Scheme is not ("http" or "https")))
        {
            await Console.Error.WriteLineAsync($"{UrlName} is '{given}'. It takes the address of a running Baton, such as http://127.0.0.1:5080.");
            return 1;
        }
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var input = new StreamReader(Console.OpenStandardInput(), utf8);
        await using var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true, NewLine = "\n" };
        using var bridge = new McpCommand(url, key, output);
        await bridge.Carry(input, stopping);
        return 0;
    }

    public void Dispose()
    {
        _http.Dispose();
        _writing.Dispose();
        _room.Dispose();
    }

    /// <summary>Until the input ends; then what is under way is answered.</summary>
    private async Task Carry(StreamReader input, CancellationToken stopping)
    {
        var underWay = new List<Task>();
        while (await NextLine(input, stopping) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            await _room.WaitAsync(stopping);
            underWay.RemoveAll(task => task.IsCompletedSuccessfully);
            underWay.Add(Forward(line, stopping));
        }
        await Task.WhenAll(underWay);
    }

    private static async Task<string?> NextLine(StreamReader input, CancellationToken stopping)
    {
        try
        {
            return await input.ReadLineAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task Forward(string line, CancellationToken stopping)
    {
        JsonNode? id = null;
        try
        {
            if (line.Length > LineCharactersMax || Parse(line) is not { } message)
            {
                await Complain(null, -32700, "This line is no JSON-RPC message, or it is too long.");
                return;
            }
            id = message["id"];
            if (Text(message["method"]) == "notifications/cancelled") Cancel(message);
            else await Ask(line, message, id, stopping);
        }
        catch (OperationCanceledException)
        {
            // Called off by the client, who wants no answer any more, or over its time.
            if (!stopping.IsCancellationRequested && id is not null && _asked.TryGetValue(id.ToJsonString(), out var asked) && !asked.IsCancellationRequested)
                await Complain(id, -32603, $"Baton did not answer within {AnswerMax.TotalSeconds:0} s.");
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            if (id is not null) await Complain(id, -32603, $"Baton at {_http.BaseAddress} does not answer ({gone.Message}). Is it running? {UrlName} says where it is.");
        }
        finally
        {
            if (id is not null && _asked.TryRemove(id.ToJsonString(), out var done)) done.Dispose();
            _room.Release();
        }
    }

    private async Task Ask(string line, JsonObject message, JsonNode? id, CancellationToken stopping)
    {
        var called = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (id is not null) _asked[id.ToJsonString()] = called;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(line, Encoding.UTF8, "application/json") };
        Label(request, message);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, called.Token);
        await using var body = await answer.Content.ReadAsStreamAsync(called.Token);
        switch (answer.Content.Headers.ContentType?.MediaType)
        {
            case "text/event-stream":
                await foreach (var said in SseParser.Create(body).EnumerateAsync(called.Token)) await Pass(said.Data);
                break;
            case "application/json" when id is not null:
                await Pass((await JsonNode.ParseAsync(body, cancellationToken: called.Token))!.ToJsonString());
                break;
            case "application/problem+json" when id is not null:
                await Refused(id, (await JsonNode.ParseAsync(body, cancellationToken: called.Token))!, answer);
                break;
            default:
                if (id is not null) await Complain(id, -32603, $"Baton answered {(int)answer.StatusCode} and no message.");
                break;
        }
    }

    /// <summary>What HTTP clients say in headers, and clients on a pipe don't.</summary>
    private void Label(HttpRequestMessage request, JsonObject message)
    {
        var parameters = message["params"] as JsonObject;
        var own = Text((parameters?["_meta"] as JsonObject)?["io.modelcontextprotocol/protocolVersion"]);
        if (own is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Method", Text(message["method"]));
            if (Text(parameters?["name"]) is { } name) request.Headers.TryAddWithoutValidation("Mcp-Name", name);
        }
        if ((own ?? (Text(message["method"]) == "initialize" ? null : _revision)) is { } revision)
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", revision);
    }

    private async Task Pass(string message)
    {
        // The answer to initialize names the revision that all later requests carry.
        if (_revision is null && Text((Parse(message)?["result"] as JsonObject)?["protocolVersion"]) is { } agreed) _revision = agreed;
        await Write(message.ReplaceLineEndings(" "));
    }

    private Task Refused(JsonNode id, JsonNode problem, HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter?.Delta is { } pause ? $" (Retry after {pause.TotalSeconds:0} s.)" : "";
        return Complain(id, -32000, $"{Text(problem["detail"])}{wait}", Text(problem["code"]));
    }

    private void Cancel(JsonObject message)
    {
        if (message["params"]?["requestId"] is { } which && _asked.TryGetValue(which.ToJsonString(), out var asked)) asked.Cancel();
    }

    private Task Complain(JsonNode? id, int code, string sentence, string? named = null) => Write(new JsonObject
    {
        ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(),
        ["error"] = new JsonObject { ["code"] = code, ["message"] = sentence, ["data"] = named is null ? null : new JsonObject { ["code"] = named } },
    }.ToJsonString());

    private async Task Write(string line)
    {
        await _writing.WaitAsync();
        try
        {
            await _output.WriteLineAsync(line);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static JsonObject? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
