using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Baton.Dataverse;

/// <summary>One request to be made, perhaps several times.</summary>
internal sealed record Call(HttpMethod Method, string Address)
{
    public ReadOnlyMemory<byte>? Body { get; init; }
    public string BodyType { get; init; } = "application/json";
    public string? IfMatch { get; init; }
    public string? IfNoneMatch { get; init; }
    public string? Prefer { get; init; }

    /// <summary>Doing it twice comes to the same as doing it once.</summary>
    public bool MayBeRepeated { get; init; }
    public Guid? Impersonated { get; init; }

    /// <summary>The user to act for, by their id in Dataverse.</summary>
    public Guid? ForUser { get; init; }

    /// <summary>It asks in FetchXML, whose pages are told in annotations.</summary>
    public bool IsFetch { get; init; }

    /// <summary>Its parts tell their own errors, whatever the status of the whole.</summary>
    public bool IsBatch { get; init; }

    /// <summary>A person waits for it.</summary>
    public bool IsUrgent { get; init; }
    public TimeSpan? Patience { get; init; }
    public Action<Exchange>? Observer { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, JsonElement Json, string? ETag, string? EntityId, ReadOnlyMemory<byte> Raw, string? ContentType);

/// <summary>
/// The line to one environment. Everybody who talks to it shares this: its token, its 52 requests at once, the pause it asked for, and the
/// knowledge that it is down.
/// </summary>
internal sealed class Wire : IDisposable
{
    private const string Annotations = "OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname";
    private const string Usual = $"odata.include-annotations=\"{Annotations}\"";
    private const string ForFetch =
        $"odata.include-annotations=\"{Annotations},Microsoft.Dynamics.CRM.fetchxmlpagingcookie,Microsoft.Dynamics.CRM.morerecords\"";

    private static readonly ResiliencePropertyKey<Attempting> Attempt = new("attempting");

    private readonly DataverseOptions _options;
    private readonly AccessToken _token;
    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly Seats _seats;
    private readonly ResiliencePipeline<Answer> _pipeline;
    private long _quietUntil;

    public Wire(DataverseOptions options, AccessToken token, HttpMessageHandler? handler)
    {
        (_options, _token) = (options, token);
        _root = new Uri(options.Instance, "/api/data/v9.2/");
        _seats = new Seats(options.RequestsAtOnceMax, options.RequestsKeptForPeople);
        _http = new HttpClient(handler ?? Outgoing.Handler(options.RequestsAtOnceMax), disposeHandler: handler is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _pipeline = Pipeline(options);
    }

    public Uri Root => _root;

    public TimeProvider Clock => _options.Clock;

    public async Task<Answer> Send(Call call, CancellationToken ct)
    {
        var context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(Attempt, new Attempting(call, _options.Clock.GetTimestamp()));
        try
        {
            return await _pipeline.ExecuteAsync(static (context, wire) => new ValueTask<Answer>(wire.Try(context)), context, this);
        }
        catch (BrokenCircuitException resting)
        {
            throw new DataverseError("resting", 0, "Several calls in a row have failed.", resting) { RetryAfter = resting.RetryAfter };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline<Answer> Pipeline(DataverseOptions options)
    {
        var builder = new ResiliencePipelineBuilder<Answer> { TimeProvider = options.Clock };
        if (options.RetriesMax > 0)
            builder.AddRetry(new RetryStrategyOptions<Answer>
            {
                MaxRetryAttempts = options.RetriesMax,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstPause,
                ShouldHandle = outcome => new(outcome.Outcome.Exception is DataverseError error && IsWorthRepeating(error, Of(outcome.Context))),
                DelayGenerator = outcome => new(outcome.Outcome.Exception is DataverseError { RetryAfter: { } after } ? after : null),
            });
        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Answer>
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.FailuresBeforeRest,
                SamplingDuration = options.RestTime,
                BreakDuration = options.RestTime,
                ShouldHandle = outcome => new(outcome.Outcome.Exception is DataverseError { Code: "time_limit" or "unreachable" } or DataverseError { Status: 502 or 503 or 504 }),
            })
            .Build();
    }

    /// <summary>What was refused or never sent may be sent again; what may have been carried out, only if twice is the same as once.</summary>
    private bool IsWorthRepeating(DataverseError error, Attempting attempting)
    {
        var left = attempting.Left(_options);
        if (left <= TimeSpan.Zero || error.RetryAfter > left) return false;
        return error.Status == 429 || attempting.Unsent && error.WillPass
            || attempting.Call.MayBeRepeated && (error.Status is 502 or 503 or 504 || error.Code is "time_limit" or "unreachable");
    }

    private async Task<Answer> Try(ResilienceContext context)
    {
        var attempting = Of(context);
        attempting.Unsent = true;
        await KeepQuiet(attempting, context.CancellationToken);

        var left = attempting.Left(_options);
        using var limit = new CancellationTokenSource(left < _options.TimeLimit ? Max(left, TimeSpan.Zero) : _options.TimeLimit, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, limit.Token);
        try
        {
            await _seats.Take(attempting.Call.IsUrgent, either.Token);
            try
            {
                return await SendOnce(attempting, either.Token);
            }
            finally
            {
                _seats.Give(attempting.Call.IsUrgent);
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw Failed(attempting, "time_limit", $"No answer within {_options.TimeLimit.TotalSeconds:0.#} s.", late);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            if (lost is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError })
                attempting.Unsent = true;   // there was never a connection to send it over
            throw Failed(attempting, "unreachable", lost.Message, lost);
        }
    }

    /// <summary>When Dataverse has asked anybody to wait, everybody waits.</summary>
    private async Task KeepQuiet(Attempting attempting, CancellationToken ct)
    {
        var wait = TimeSpan.FromTicks(Volatile.Read(ref _quietUntil) - _options.Clock.GetUtcNow().Ticks);
        if (wait <= TimeSpan.Zero) return;
        if (wait > attempting.Left(_options))
            throw new DataverseError("0x80072322", 429, "Dataverse has asked us to wait.") { RetryAfter = wait };
        await Task.Delay(wait, _options.Clock, ct);
    }

    private async Task<Answer> SendOnce(Attempting attempting, CancellationToken ct)
    {
        var token = await _token(null, ct);
        var started = _options.Clock.GetTimestamp();
        attempting.Unsent = false;
        var response = await _http.SendAsync(Request(attempting.Call, token), HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            response.Dispose();
            attempting.Unsent = true;
            token = await _token(token, ct);   // once: it may have been revoked, or a clock may be wrong
            attempting.Unsent = false;
            response = await _http.SendAsync(Request(attempting.Call, token), HttpCompletionOption.ResponseHeadersRead, ct);
        }
        using (response)
        {
            var body = await Outgoing.Read(response.Content, ct);
            var isTold = response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified
                || (attempting.Call.IsBatch && response.Content.Headers.ContentType?.MediaType == "multipart/mixed");
            var error = isTold ? null : Refused(response, body);
            if (error is null) _seats.Widen();
            Told(attempting.Call, response, started, error);
            return error is null ? Outgoing.Answer(response, body) : throw error;
        }
    }

    private HttpRequestMessage Request(Call call, string token)
    {
        var absolute = call.Address.StartsWith("http", StringComparison.Ordinal);
        var request = new HttpRequestMessage(call.Method, absolute ? Outgoing.Untouched(call.Address, _root) : new Uri(_root, call.Address));
        var headers = request.Headers;
        headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        headers.TryAddWithoutValidation("Accept", "application/json");
        headers.TryAddWithoutValidation("OData-Version", "4.0");
        headers.TryAddWithoutValidation("OData-MaxVersion", "4.0");
        var annotations = call.IsFetch ? ForFetch : Usual;
        headers.TryAddWithoutValidation("Prefer", call.Prefer is null ? annotations : $"{annotations},{call.Prefer}");
        if (call.IfMatch is not null) headers.TryAddWithoutValidation("If-Match", call.IfMatch);
        if (call.IfNoneMatch is not null) headers.TryAddWithoutValidation("If-None-Match", call.IfNoneMatch);
        if (call.ForUser is { } known) headers.TryAddWithoutValidation("MSCRMCallerID", known.ToString("D"));
        if (call.Impersonated is { } user) headers.TryAddWithoutValidation("CallerObjectId", user.ToString("D"));
        foreach (var (name, value) in call.Headers) headers.TryAddWithoutValidation(name, value);
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.BodyType);
        }
        return request;
    }

    private DataverseError Refused(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var status = (int)response.StatusCode;
        var (code, message) = Outgoing.ErrorIn(body);
        var retryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - _options.Clock.GetUtcNow() : null;
        if (status == 429)
        {
            Hush(retryAfter ?? _options.FirstPause);
            _seats.Narrow(Outgoing.ParallelismHint(response));
        }
        return new DataverseError(code ?? $"http_{status}", status, message ?? $"HTTP {status} {response.ReasonPhrase}")
        {
            RequestId = Outgoing.RequestId(response), RetryAfter = retryAfter, MayHaveHappened = status is 502 or 504,
        };
    }

    private void Hush(TimeSpan pause)
    {
        var until = (_options.Clock.GetUtcNow() + pause).Ticks;
        var known = Volatile.Read(ref _quietUntil);
        while (until > known)
        {
            var seen = Interlocked.CompareExchange(ref _quietUntil, until, known);
            if (seen == known) return;
            known = seen;
        }
    }

    private static DataverseError Failed(Attempting attempting, string code, string message, Exception cause)
    {
        attempting.Call.Observer?.Invoke(new Exchange(attempting.Call.Method.Method, attempting.Call.Address, 0, null, TimeSpan.Zero, code));
        return new DataverseError(code, 0, message, cause) { MayHaveHappened = !attempting.Unsent };
    }

    private void Told(Call call, HttpResponseMessage response, long started, DataverseError? error) =>
        call.Observer?.Invoke(new Exchange(call.Method.Method, call.Address, (int)response.StatusCode, Outgoing.RequestId(response),
            _options.Clock.GetElapsedTime(started), error?.Code));

    private static Attempting Of(ResilienceContext context) => context.Properties.GetValue(Attempt, null!);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    public void Dispose()
    {
        _http.Dispose();
    }

    /// <summary>A call on its way: when it began, and whether the latest attempt has reached the other side.</summary>
    private sealed class Attempting(Call call, long began)
    {
        public Call Call => call;
        public bool Unsent { get; set; }
        public TimeSpan Left(DataverseOptions options) => (call.Patience ?? options.Patience) - options.Clock.GetElapsedTime(began);
    }
}
