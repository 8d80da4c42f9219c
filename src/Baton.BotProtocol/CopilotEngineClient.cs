using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.BotProtocol;

/// <summary>An application that may call agents of Copilot Studio, and who gives it tokens.</summary>
public sealed record EngineCaller(Uri Authority, string TenantId, string ClientId, string ClientSecret);

/// <summary>Copilot Studio's engine (Direct-to-Engine), for agents whose users sign in with Entra: each turn is one call, and its answer a stream of activities.</summary>
public sealed class CopilotEngineClient(HttpMessageInvoker calls, TimeProvider clock)
{
    private const string Scope = "https://api.powerplatform.com/.default";
    private const string Version = "2022-03-01-preview";
    private const string ConversationHeader = "x-ms-conversationid";

    private readonly WebCalls _calls = new(calls, clock);

    /// <summary>A token for the engine.</summary>
    public async Task<DirectLineToken> Token(EngineCaller caller, CancellationToken ct)
    {
        var address = new Uri(caller.Authority, $"/{Uri.EscapeDataString(caller.TenantId)}/oauth2/v2.0/token");
        var asked = clock.GetUtcNow();
        var answer = await _calls.Send(new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = caller.ClientId, ["client_secret"] = caller.ClientSecret, ["scope"] = Scope,
            }),
        }, null, ct);
        return WebCalls.Parse(answer, address.Host, utf8 =>
        {
            using var json = JsonDocument.Parse(utf8);
            var token = json.RootElement.GetProperty("access_token").GetString() ?? throw new JsonException("There is no token.");
            return new DirectLineToken(token, asked.AddSeconds(json.RootElement.GetProperty("expires_in").GetInt32()));
        });
    }

    /// <summary>Begins a conversation; answers its id and what the agent says at once.</summary>
    public Task<EngineTurn> Start(Uri host, string schema, string token, string? locale, CancellationToken ct)
    {
        var body = new JsonObject { ["emitStartConversationEvent"] = true };
        if (locale is not null) body["locale"] = locale;
        return Call(At(host, schema, null), token, body, ct);
    }

    /// <summary>Tells the agent something; answers what it says.</summary>
    public Task<EngineTurn> Tell(Uri host, string schema, string token, string conversationId, Activity activity, CancellationToken ct) =>
        Call(At(host, schema, conversationId), token, new JsonObject
        {
            ["activity"] = JsonSerializer.SerializeToNode(activity, BotJson.Wire.Activity), ["conversationId"] = conversationId,
        }, ct);

    private async Task<EngineTurn> Call(Uri address, string token, JsonObject body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = WebCalls.Json(JsonSerializer.SerializeToUtf8Bytes(body)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        HttpResponseMessage? answer = null;
        try
        {
            answer = await calls.SendAsync(request, ct);
            WebCalls.MustBeWell(answer, address.Host, clock);
            var id = answer.Headers.TryGetValues(ConversationHeader, out var values) ? values.FirstOrDefault() : null;
            return new EngineTurn(answer, id, address.Host);
        }
        catch (Exception failed)
        {
            answer?.Dispose();
            if (failed is HttpRequestException or IOException) throw new DirectLineProblem(DirectLineTrouble.Away, failed.Message, cause: failed);
            throw;
        }
    }

    private static Uri At(Uri host, string schema, string? conversationId) => new(host,
        $"/copilotstudio/dataverse-backed/authenticated/bots/{Uri.EscapeDataString(schema)}/conversations"
        + $"{(conversationId is null ? "" : $"/{Uri.EscapeDataString(conversationId)}")}?api-version={Version}");
}
