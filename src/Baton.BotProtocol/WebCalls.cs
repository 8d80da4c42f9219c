using System.Net.Http.Headers;
using System.Text.Json;

namespace Baton.BotProtocol;

/// <summary>One HTTP call with a time limit, a bound on its answer, and one kind of exception for all that goes wrong.</summary>
internal sealed class WebCalls(HttpMessageInvoker http, TimeProvider clock)
{
    /// <summary>No answer is bigger; what is goes unread.</summary>
    public const int AnswerBytesMax = 1024 * 1024;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    /// <summary>The body of an answer of the kind 2xx.</summary>
    public async Task<byte[]> Send(HttpRequestMessage request, string? bearer, CancellationToken ct)
    {
        var host = request.RequestUri!.Host;
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var time = new CancellationTokenSource(TimeMax, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            using var answer = await http.SendAsync(request, limit.Token);
            MustBeWell(answer, host, clock);
            return await Read(answer, host, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DirectLineProblem(DirectLineTrouble.Away, $"{host} did not answer within {TimeMax.TotalSeconds} seconds.");
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw new DirectLineProblem(DirectLineTrouble.Away, lost.Message, cause: lost);
        }
        finally
        {
            request.Dispose();
        }
    }

    public static void MustBeWell(HttpResponseMessage answer, string host, TimeProvider clock)
    {
        if (!answer.IsSuccessStatusCode) throw DirectLineProblem.Of((int)answer.StatusCode, host, RetryAfter(answer, clock));
    }

    public static HttpContent Json(byte[] utf8) => new ByteArrayContent(utf8) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };

    /// <summary>Reads JSON; anything else is nonsense.</summary>
    public static T Parse<T>(byte[] utf8, string host, Func<byte[], T?> shape) where T : class
    {
        try
        {
            return shape(utf8) ?? throw DirectLineProblem.NotUnderstood(host);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException or KeyNotFoundException)
        {
            throw DirectLineProblem.NotUnderstood(host, unreadable);
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider clock) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    private static async Task<byte[]> Read(HttpResponseMessage answer, string host, CancellationToken ct)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[8_192];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (body.Length + read > AnswerBytesMax) throw new DirectLineProblem(DirectLineTrouble.Nonsense, $"{host} answers with more than {AnswerBytesMax / 1024 / 1024} MB.");
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
