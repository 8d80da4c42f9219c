using System.Text;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>Makes the HTTP requests that topics ask for. One that can't be made, or is answered too late, is status 0 to the topic, which knows what to do then.</summary>
internal sealed class Requests(OutsideHttp outside, TimeProvider clock, ILogger<Requests> log)
{
    private const int AddressLengthMax = 8_000;
    private const int HeadersMax = 50;
    private const int HeaderLengthMax = 8_000;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(10);

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    /// <summary>What frames a request is ours to say.</summary>
    private static readonly string[] OurHeaders =
        ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "Expect", "TE", "Trailer", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection"];

    /// <param name="key">The same when a crash makes the turn run again, for services that know what they have done before.</param>
    public async Task<HttpDone> Make(Turn turn, NeedsHttp need, string key, CancellationToken ct)
    {
        if (need.Url.Length > AddressLengthMax || !Uri.TryCreate(need.Url, UriKind.Absolute, out var address) || !Methods.Contains(need.Method)) return NotMade;

        // Half of what the bot has: the topic is to have its own say about a service that is slow, before the bot is taken for silent.
        var time = new[] { TimeMax, TimeSpan.FromMilliseconds(Math.Max(1, need.TimeoutMilliseconds)), TimeSpan.FromSeconds(turn.SilenceSeconds / 2d) }.Min();
        using var limit = new TimeLimit(time, clock, ct);
        try
        {
            var answer = await outside.Send(address, to => Request(need, to, key), limit.Token);
            return new HttpDone(answer.Status, answer.Body, answer.Headers);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            BotsLog.RequestNotMade(log, turn.BotName, address.Host, $"no answer within {time.TotalSeconds:0.#} s");
            return NotMade;
        }
        catch (Exception failed) when (failed is HttpRequestException or AddressRefused or IOException or InvalidDataException or System.Net.Sockets.SocketException)
        {
            BotsLog.RequestNotMade(log, turn.BotName, address.Host, (failed as AddressRefused ?? failed.InnerException as AddressRefused ?? failed).Message);
            return NotMade;
        }
    }

    private static HttpDone NotMade => new(0, "", new Dictionary<string, string>());

    private static HttpRequestMessage Request(NeedsHttp need, Uri address, string key)
    {
        var request = new HttpRequestMessage(new HttpMethod(need.Method), address);
        if (need.Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(need.Body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", IsPlain(need.ContentType ?? "") && need.ContentType is { Length: > 0 } type ? type : "text/plain; charset=utf-8");
        }
        if (need.Method is "POST" or "PUT" or "PATCH" or "DELETE") request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        foreach (var (name, value) in need.Headers.Take(HeadersMax))
        {
            // A visitor's words may be in it: no line ends, so that they stay within their header.
            if (OurHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || value.Length > HeaderLengthMax || !IsPlain(value)) continue;
            if (name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase)) request.Headers.Remove(name);
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Content?.Headers.Remove(name);
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
            else request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    private static bool IsPlain(string text) => text.All(c => c is >= ' ' and <= '~' or '\t');
}
