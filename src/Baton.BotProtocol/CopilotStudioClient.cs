using System.Text.Json;

namespace Baton.BotProtocol;

/// <summary>The way to a Copilot Studio agent by Direct Line: a token for a new conversation, and where Direct Line is for its region.</summary>
public sealed class CopilotStudioClient(HttpMessageInvoker calls, TimeProvider clock)
{
    private const string UsualVersion = "2022-03-01-preview";

    private readonly WebCalls _calls = new(calls, clock);

    /// <summary>A token, as an agent's token endpoint gives them to everybody who asks.</summary>
    public async Task<string> Token(Uri tokenEndpoint, CancellationToken ct)
    {
        var answer = await _calls.Send(new HttpRequestMessage(HttpMethod.Get, tokenEndpoint), null, ct);
        return WebCalls.Parse(answer, tokenEndpoint.Host, utf8 =>
        {
            using var json = JsonDocument.Parse(utf8);
            return json.RootElement.GetProperty("token").GetString() is { Length: > 0 } token ? token : throw new JsonException("There is no token.");
        });
    }

    /// <summary>Where Direct Line is for the region that the agent lives in; the usual place where nobody says.</summary>
    public async Task<Uri> Domain(Uri tokenEndpoint, CancellationToken ct)
    {
        var version = tokenEndpoint.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).FirstOrDefault(part => part is ["api-version", _])?[1] ?? UsualVersion;
        var settings = new Uri(tokenEndpoint, $"/powervirtualagents/regionalchannelsettings?api-version={version}");
        try
        {
            var answer = await _calls.Send(new HttpRequestMessage(HttpMethod.Get, settings), null, ct);
            return WebCalls.Parse(answer, settings.Host, utf8 =>
            {
                using var json = JsonDocument.Parse(utf8);
                return Uri.TryCreate(json.RootElement.GetProperty("channelUrlsById").GetProperty("directline").GetString(), UriKind.Absolute, out var named) ? named : null;
            });
        }
        catch (DirectLineProblem unknown) when (unknown.Trouble is DirectLineTrouble.Gone or DirectLineTrouble.Nonsense)
        {
            return DirectLineClient.UsualDomain;
        }
    }
}
