using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Baton.Tools;
using OpenAI;
using OpenAI.Chat;

namespace Baton.Bots.Models;

/// <summary>What a model is asked: what it is told to do, and what it is given to do it with, which is never an instruction.</summary>
public sealed record Prompt(string Instructions, string Data);

/// <summary>The model gave no answer: a code for the metrics, why, and what an administrator can do about it.</summary>
public sealed class ModelFailed(string code, string sentence, string nextStep, string? wrongField = null, Exception? cause = null) : Exception(sentence, cause)
{
    public string Code => code;
    public string NextStep => nextStep;

    /// <summary>The field of the form that is most likely wrong.</summary>
    public string? Field => wrongField;
}

/// <summary>Asks a model one question. Never a second time: somebody waits, and whoever asks has something else to say.</summary>
public sealed class ModelLine : IDisposable
{
    private const int AnswerBytesMax = 1024 * 1024;
    private const int CauseLengthMax = 200;

    /// <summary>Endpoints on one's own machine take no key, but the client has to send one.</summary>
    private const string NoKey = "none";

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    // No redirects: the key is for the address that it was entered for.
    private readonly HttpClient _http = new(new Bounded(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectMax, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly HttpClientPipelineTransport _transport;

    public ModelLine() => _transport = new HttpClientPipelineTransport(_http);

    /// <summary>The model's words. Throws <see cref="ModelFailed"/> where there are none.</summary>
    public async Task<string> Ask(Model model, string? key, Prompt prompt, TimeSpan timeMax, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeMax);
        try
        {
            var asked = new ChatCompletionOptions { MaxOutputTokenCount = model.TokensMax, Temperature = (float?)model.Temperature };
            var answer = await Client(model, key).CompleteChatAsync([new SystemChatMessage(prompt.Instructions), new UserChatMessage(prompt.Data)], asked, limit.Token);
            return Words(model, answer.Value);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ModelFailed("slow", $"{model.Host} did not answer within {timeMax.TotalSeconds:0.#} s.", "Take a smaller model or fewer tokens, or give it more time.", "secondsMax");
        }
        catch (ClientResultException refused)
        {
            throw Meaning(model, refused);
        }
        catch (Exception nonsense) when (nonsense is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new ModelFailed("nonsense", $"What answers at {model.Host} does not speak as OpenAI's endpoint does.", "Look at the base URL: it mostly ends in /v1.", "baseUrl", nonsense);
        }
    }

    public void Dispose()
    {
        _transport.Dispose();
        _http.Dispose();
    }

    private ChatClient Client(Model model, string? key) => new(model.Name, new ApiKeyCredential(key is { Length: > 0 } ? key : NoKey), new OpenAIClientOptions
    {
        Endpoint = new Uri(model.BaseUrl), Transport = _transport, RetryPolicy = new ClientRetryPolicy(maxRetries: 0), NetworkTimeout = Timeout.InfiniteTimeSpan,
    });

    private static string Words(Model model, ChatCompletion answer)
    {
        if (answer.FinishReason == ChatFinishReason.ContentFilter || answer.Refusal is { Length: > 0 })
            throw new ModelFailed("refused", $"{model.Name} refuses to answer that.", "Its own filter decided so; another model may decide otherwise.");
        var words = string.Concat(answer.Content.Where(part => part.Kind == ChatMessageContentPartKind.Text).Select(part => part.Text));
        return string.IsNullOrWhiteSpace(words)
            ? throw new ModelFailed("empty", $"{model.Name} answers with nothing.", "Give it more tokens: models that think first may use them all up.", "tokensMax")
            : words;
    }

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

    /// <summary>An answer is read to its end before it is looked at; one without an end is none.</summary>
    private sealed class Bounded(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(AnswerBytesMax, cancellationToken);
            return answer;
        }
    }
}
