using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Baton.Plumbing;
using Baton.Tools;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Baton.Bots.Models;

/// <summary>
/// The connections to models: one line for answers that are looked at when they are whole, one for embeddings, one for what is read as it comes. None is followed elsewhere or
/// read without end.
/// </summary>
public sealed class ModelClients : IDisposable
{
    private const int AnswerBytesMax = 1024 * 1024;
    private const int EmbeddingBytesMax = 16 * 1024 * 1024;
    private const int CauseLengthMax = 200;

    /// <summary>Endpoints on one's own machine take no key, but the client has to send one.</summary>
    private const string NoKey = "none";

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = Http(new Buffered(AnswerBytesMax));
    private readonly HttpClient _numbers = Http(new Buffered(EmbeddingBytesMax));
    private readonly HttpClient _streams = Http(new Streamed());
    private readonly HttpClientPipelineTransport _whole;
    private readonly HttpClientPipelineTransport _embedding;
    private readonly HttpClientPipelineTransport _streamed;

    public ModelClients() =>
        (_whole, _embedding, _streamed) = (new HttpClientPipelineTransport(_http), new HttpClientPipelineTransport(_numbers), new HttpClientPipelineTransport(_streams));

    internal ChatClient Whole(Model model, string? key) => Client(model, key, _whole);

    internal ChatClient Streaming(Model model, string? key) => Client(model, key, _streamed);

    internal EmbeddingClient Embedding(Model model, string? key) => new(model.Name, Credential(key), Options(model, _embedding));

    public void Dispose()
    {
        _whole.Dispose();
        _embedding.Dispose();
        _streamed.Dispose();
        _http.Dispose();
        _numbers.Dispose();
        _streams.Dispose();
    }

    internal static ModelFailed Refused(Model model) => new("refused", $"{model.Name} refuses to answer that.", "Its own filter decided so; another model may decide otherwise.");

    internal static ModelFailed Empty(Model model) =>
        new("empty", $"{model.Name} answers with nothing.", "Give it more tokens: models that think first may use them all up.", "tokensMax");

    internal static ModelFailed Broken(Model model, Exception cause) =>
        new("broken", $"{model.Host} broke off in the middle of its answer.", "Try again; if it stays so, look at the model's server.", null, cause);

    /// <summary>What it means that asking failed so; null for what is no failure of the model: that nobody waits any more, or a mistake of ours.</summary>
    internal static ModelFailed? Meaning(Model model, TimeSpan timeMax, Exception failed, CancellationToken ct) => failed switch
    {
        OperationCanceledException when ct.IsCancellationRequested => null,
        OperationCanceledException => new ModelFailed(
            "slow", $"{model.Host} did not answer within {timeMax.TotalSeconds:0.#} s.", "Take a smaller model or fewer tokens, or give it more time.", "secondsMax"),
        ClientResultException refused => Meaning(model, refused),
        TooLong => new ModelFailed("nonsense", $"{model.Host} answers without end.", "Look at the base URL: it mostly ends in /v1.", "baseUrl", failed),
        HttpRequestException or IOException => Broken(model, failed),
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException =>
            new ModelFailed("nonsense", $"What answers at {model.Host} does not speak as OpenAI's endpoint does.", "Look at the base URL: it mostly ends in /v1.", "baseUrl", failed),
        _ => null,
    };

    private static ModelFailed Meaning(Model model, ClientResultException refused) => refused.Status switch
    {
        0 when refused.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new("nonsense", $"{model.Host} answers without end.", "Look at the base URL: it mostly ends in /v1.", "baseUrl", refused),
        0 => new("unreachable", $"Nobody answers at {model.Host}.", "Look at the base URL, and whether the model's server runs.", "baseUrl", refused),
        401 or 403 => new("key", $"{model.Host} refuses the key.", "Make a new key there, and enter it here.", "apiKey", refused),
        404 => new("unknown", $"{model.Host} knows no model '{model.Name}', or the base URL leads elsewhere.",
            "Look at the model's name as its provider writes it, and at the base URL: it mostly ends in /v1.", "model", refused),
        429 => new("limit", $"{model.Host} takes no more questions just now.", "Look at the account's limits and its credit.", null, refused),
        >= 300 and < 400 => new("elsewhere", $"{model.Host} sends us to another address.", "Enter that address as the base URL.", "baseUrl", refused),
        >= 500 => new("down", $"{model.Host} is in trouble itself ({refused.Status}).", "Try again later; its provider's status page may say more.", null, refused),
        var status => new("invalid", $"{model.Host} does not take the question ({status}): {Cutting.Text(refused.Message.ReplaceLineEndings(" "), CauseLengthMax)}",
            "Some models take no temperature: leave it empty. Some take fewer tokens.", null, refused),
    };

    private static ChatClient Client(Model model, string? key, PipelineTransport transport) => new(model.Name, Credential(key), Options(model, transport));

    private static ApiKeyCredential Credential(string? key) => new(key is { Length: > 0 } ? key : NoKey);

    private static OpenAIClientOptions Options(Model model, PipelineTransport transport) => new()
    {
        Endpoint = new Uri(model.BaseUrl), Transport = transport, RetryPolicy = new ClientRetryPolicy(maxRetries: 0), NetworkTimeout = Timeout.InfiniteTimeSpan,
    };

    // No redirects: the key is for the address that it was entered for.
    private static HttpClient Http(DelegatingHandler bounded)
    {
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectMax, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        bounded.InnerHandler = bounded is Streamed ? sockets : new TappedHandler(sockets);
        return new HttpClient(bounded) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>An answer is read to its end before it is looked at; one without an end is none.</summary>
    private sealed class Buffered(int bytesMax) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(bytesMax, cancellationToken);
            return answer;
        }
    }

    /// <summary>An answer is read as it comes, up to a limit; whoever listens to the wire is shown it when it is over.</summary>
    private sealed class Streamed : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var note = WireTap.Now is { } tap ? await Noting(tap, request, cancellationToken) : null;
            HttpResponseMessage answer;
            try
            {
                answer = await base.SendAsync(request, cancellationToken);
            }
            catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
            {
                note?.Invoke(0, null, failed is OperationCanceledException ? "The time was over." : Mask.Of(failed.Message));
                throw;
            }
            var status = (int)answer.StatusCode;
            var bounded = new StreamContent(new Bounded(await answer.Content.ReadAsStreamAsync(cancellationToken), note is null ? null : body => note(status, Mask.Of(StreamedBody.Told(body)), null)));
            foreach (var (name, values) in answer.Content.Headers) bounded.Headers.TryAddWithoutValidation(name, values);
            answer.Content = bounded;
            return answer;
        }

        private static async Task<Action<int, string?, string?>> Noting(WireTap tap, HttpRequestMessage request, CancellationToken ct)
        {
            var (at, began) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetTimestamp());
            var sent = request.Content is null ? null : Mask.Of(await request.Content.ReadAsStringAsync(ct));
            var (method, address) = (request.Method.Method, Mask.Of(request.RequestUri!.ToString()));
            return (status, answered, error) => tap.Note(new WireCall
            {
                At = at, Direction = "out", Method = method, Address = address, Status = status, Sent = sent, Answered = answered, Error = error,
                TookMs = (int)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds,
            });
        }
    }

    /// <summary>It went on after all that an answer may have.</summary>
    private sealed class TooLong() : IOException("The answer has no end.");

    private sealed class Bounded(Stream inner, Action<string>? over) : Stream
    {
        private readonly MemoryStream? _seen = over is null ? null : new MemoryStream();
        private long _read;
        private bool _isOver;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            return Counted(buffer.Span[..count]);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override int Read(byte[] buffer, int offset, int count) => Counted(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));
        public override void Flush() => inner.Flush();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            if (disposing) Over();
            base.Dispose(disposing);
        }

        private int Counted(ReadOnlySpan<byte> piece)
        {
            _read += piece.Length;
            if (_read > AnswerBytesMax) throw new TooLong();
            _seen?.Write(piece);
            if (piece.Length == 0) Over();
            return piece.Length;
        }

        /// <summary>Told once: at its end, or when it is left before.</summary>
        private void Over()
        {
            if (over is not null && !_isOver) over(Encoding.UTF8.GetString(_seen!.ToArray()));
            _isOver = true;
        }
    }
}
