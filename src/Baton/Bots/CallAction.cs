using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots;

/// <summary>The tool behind an action that a service does: calls it, signed where a secret was agreed, and gives back what it answers.</summary>
internal sealed class CallAction(IServiceScopeFactory scopes, OutsideHttp outside, Secrets secrets, TimeProvider clock)
{
    public const string Name = "call_action";

    /// <summary>A result is kept in the activity log.</summary>
    private const int AnswerLengthMax = 100_000;
    private const int InputLengthMax = 100_000;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(10);

    public Tool Tool => new()
    {
        Name = Name,
        Title = "Call an action's service",
        Group = "Actions",
        Description = "Calls the service that an administrator has set up for an action of the bot's topics.",
        Input = new Schema(Field.Text("action", "The action, as the topics name it.").Must, Field.Text("input_json", "Its input.", InputLengthMax)),
        IsReadOnly = false,
        OnlyInConversation = true,
        TimeLimit = TimeMax,
        Run = Run,
    };

    /// <summary>What is run when a topic asks for this: a tool of that name, the tool that the action is, or its service.</summary>
    public static async Task<(string Tool, JsonObject Input)> Resolve(ToolBox box, Database database, Guid botId, string name, string inputJson, CancellationToken ct)
    {
        var input = JsonNode.Parse(inputJson) as JsonObject ?? [];
        if (box.Find(name) is not null || await BotActions.Find(database, botId, name, ct) is not { } action) return (name, input);
        return action.Tool is { } tool ? (tool, input) : (Name, new JsonObject { ["action"] = name, ["input_json"] = input.ToJsonString() });
    }

    private async Task<JsonObject> Run(ToolRun run, CancellationToken ct)
    {
        var name = run.Text("action")!;
        await using var scope = scopes.CreateAsyncScope();
        var action = await BotActions.Find(scope.ServiceProvider.GetRequiredService<Database>(), run.Call.Who.Id ?? Guid.Empty, name, ct);
        if (action?.Url is not { } url) throw new ToolRefused("unknown_action", $"The action '{Cutting.Text(name, 60)}' has no service.", "An administrator sets it up with the bot.");

        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["action"] = name, ["input"] = JsonNode.Parse(run.Text("input_json") ?? "{}"), ["bot"] = run.Call.Who.Name, ["conversationId"] = run.Call.ConversationId,
        }.ToJsonString());
        var began = clock.GetTimestamp();
        try
        {
            var answer = await outside.Send(new Uri(url), address => Request(address, body, run, action.SecretSealed), ct);
            run.Note(new OutsideCall("POST", Where(url), answer.Status, null, Took(began), null));
            return Result(answer);
        }
        catch (Exception failed) when (failed is HttpRequestException or AddressRefused or IOException)
        {
            var why = (failed as AddressRefused ?? failed.InnerException as AddressRefused ?? failed).Message;
            run.Note(new OutsideCall("POST", Where(url), 0, null, Took(began), why));
            throw new ToolRefused("action_unreachable", "The action's service could not be reached.", why);
        }
    }

    private HttpRequestMessage Request(Uri address, byte[] body, ToolRun run, string? secretSealed)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new(MediaTypeNames.Application.Json);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", run.Call.IdempotencyKey ?? run.Id.ToString());
        if (secretSealed is not null) request.Headers.TryAddWithoutValidation("Baton-Signature", Signature(secrets.Open(secretSealed), clock.GetUtcNow(), body));
        return request;
    }

    /// <summary>Over the second and the body, so that nobody can send an old call again later.</summary>
    internal static string Signature(string secret, DateTimeOffset at, byte[] body)
    {
        var second = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{second}."), .. body];
        return $"t={second},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private static JsonObject Result(OutsideAnswer answer)
    {
        if (answer.Status is < 200 or > 299) throw new ToolRefused("action_failed", $"The action's service answered with {answer.Status}.");
        if (answer.Body.Length > AnswerLengthMax) throw new ToolRefused("action_failed", $"The action's service answered with more than {AnswerLengthMax:N0} characters.");
        if (string.IsNullOrWhiteSpace(answer.Body)) return [];
        try
        {
            return JsonNode.Parse(answer.Body) switch
            {
                JsonObject outputs => outputs,
                var value => new JsonObject { ["result"] = value },
            };
        }
        catch (JsonException)
        {
            throw new ToolRefused("action_failed", "The action's service answered with something that is not JSON.");
        }
    }

    /// <summary>Without what may be secret in it.</summary>
    private static string Where(string url) => new Uri(url).GetLeftPart(UriPartial.Path);

    private int Took(long began) => (int)clock.GetElapsedTime(began).TotalMilliseconds;
}
