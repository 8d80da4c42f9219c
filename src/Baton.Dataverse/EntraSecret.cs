using System.Net.Http.Headers;

namespace Baton.Dataverse;

/// <summary>
/// Access tokens for an app registration with a client secret (OAuth 2.0 client credentials). One token is kept until five minutes before it
/// expires; any number of callers wait for the same request.
/// </summary>
public sealed class EntraSecret : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly Dictionary<string, string> _form;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _one = new(1);
    private (string Token, DateTimeOffset GoodUntil)? _known;

    /// <param name="authority">Entra's address, for example https://login.microsoftonline.com.</param>
    public EntraSecret(Uri authority, string tenant, string clientId, string secret, Uri instance, TimeProvider? clock = null, HttpMessageHandler? handler = null)
        : this(authority, tenant, clientId, secret, instance.GetLeftPart(UriPartial.Authority) + "/.default", clock, handler) { }

    private EntraSecret(Uri authority, string tenant, string clientId, string secret, string scope, TimeProvider? clock, HttpMessageHandler? handler)
    {
        _address = new Uri(authority, $"/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token");
        _form = new()
        {
            ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = secret,
            ["scope"] = scope,
        };
        _clock = clock ?? TimeProvider.System;
        _http = new HttpClient(handler ?? Outgoing.Handler(4), disposeHandler: handler is null) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>For something else than an environment of Dynamics, by its scope.</summary>
    public static EntraSecret ForScope(
        Uri authority, string tenant, string clientId, string secret, string scope, TimeProvider? clock = null, HttpMessageHandler? handler = null) =>
        new(authority, tenant, clientId, secret, scope, clock, handler);

    /// <summary>The token to use now; never the refused one. Fits <see cref="AccessToken"/>.</summary>
    public ValueTask<string> Token(string? refused, CancellationToken ct) =>
        _known is { } known && IsGood(known, refused) ? new(known.Token) : new(Fetch(refused, ct));

    private bool IsGood((string Token, DateTimeOffset GoodUntil) known, string? refused) =>
        known.Token != refused && _clock.GetUtcNow() < known.GoodUntil;

    private async Task<string> Fetch(string? refused, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_known is { } known && IsGood(known, refused)) return known.Token;   // somebody fetched it while we waited

            var answer = await Ask(ct);
            var token = answer.Text("access_token") ?? throw new DataverseError("not_entra", 0, "The authority's answer has no access token.");
            var lifetime = TimeSpan.FromSeconds(answer.Whole("expires_in") ?? 300);
            // A token that lives for less than ten minutes is used for half of its life.
            _known = (token, _clock.GetUtcNow() + (lifetime > 2 * Early ? lifetime - Early : lifetime / 2));
            return token;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Row> Ask(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(TimeLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new FormUrlEncodedContent(_form) };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await Outgoing.Read(response.Content, either.Token);
            return response.IsSuccessStatusCode ? new Row(Outgoing.Answer(response, body).Json) : throw Refused((int)response.StatusCode, body);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new DataverseError("time_limit", 0, $"Entra did not answer within {TimeLimit.TotalSeconds:0} s.", late);
        }
        catch (HttpRequestException lost)
        {
            throw new DataverseError("unreachable", 0, $"Entra ({_address.Host}) could not be reached: {lost.Message}", lost);
        }
    }

    /// <summary>Entra says not to read its sentences but its numbers.</summary>
    private static DataverseError Refused(int status, ReadOnlyMemory<byte> body)
    {
        Row? read = null;
        try
        {
            read = new Row(System.Text.Json.JsonDocument.Parse(body).RootElement);
        }
        catch (System.Text.Json.JsonException)
        {
            return new DataverseError($"http_{status}", status, "The authority's answer is not Entra's.");
        }
        var number = read.Value.Json.TryGetProperty("error_codes", out var codes) && codes.GetArrayLength() > 0 ? codes[0].GetRawText() : null;
        return new DataverseError(number is null ? read.Value.Text("error") ?? $"http_{status}" : "AADSTS" + number, status,
            read.Value.Text("error_description") ?? read.Value.Text("error") ?? $"HTTP {status}")
        {
            RequestId = read.Value.Text("correlation_id") ?? read.Value.Text("trace_id"),
        };
    }

    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }
}
