using System.Text;
using Baton.Plumbing;
using OpenAI.Chat;

namespace Baton.Bots.Models;

/// <summary>A tool that the model asks for, as it asks: its arguments may be anything.</summary>
internal sealed record AskedTool(string Id, string Name, string Arguments);

/// <summary>What a model said in one go: words, tools that it asks for, or both.</summary>
internal sealed record Spoken
{
    public required string Text { get; init; }
    public required IReadOnlyList<AskedTool> Calls { get; init; }

    /// <summary>Asked and answered together; reckoned from the characters where the endpoint does not count.</summary>
    public required int Tokens { get; init; }

    /// <summary>The name of the model that said it: the first, or the one to fall back on.</summary>
    public required string Model { get; init; }
}

/// <summary>
/// Talks with a model that may ask for tools, and passes its words on as they come. Never asks the same model twice: somebody waits. The model to fall back on is asked
/// where the first fails before it has said a word.
/// </summary>
internal sealed class ModelTalk(ModelClients clients, TimeProvider clock)
{
    /// <summary>Beyond this nobody reads on: the rest is not waited for.</summary>
    public const int TextLengthMax = 12_000;
    public const int CallsMax = 8;
    private const int ArgumentsLengthMax = 20_000;
    private const int NameLengthMax = 100;
    private const int CharactersPerToken = 4;

    /// <summary>Throws <see cref="ModelFailed"/> where nothing comes of it.</summary>
    /// <param name="heard">Given the words as they come.</param>
    public async Task<Spoken> Say(
        Connected model, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool> tools, TimeSpan timeMax, Func<string, Task> heard, CancellationToken ct)
    {
        var hasSpoken = false;
        try
        {
            return await Ask(model.Model, model.Key, messages, tools, timeMax, Noted, ct);
        }
        catch (ModelFailed) when (!hasSpoken && model.Fallback is not null)
        {
            return await Ask(model.Fallback, model.FallbackKey, messages, tools, timeMax, Noted, ct);
        }

        Task Noted(string words)
        {
            hasSpoken = true;
            return heard(words);
        }
    }

    private async Task<Spoken> Ask(
        Model model, string? key, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool> tools, TimeSpan timeMax, Func<string, Task> heard, CancellationToken ct)
    {
        var options = new ChatCompletionOptions { MaxOutputTokenCount = model.TokensMax, Temperature = (float?)model.Temperature };
        foreach (var tool in tools) options.Tools.Add(tool);
        using var limit = new TimeLimit(timeMax, clock, ct);
        var gathered = new Gathering();
        try
        {
            await foreach (var update in clients.Streaming(model, key).CompleteChatStreamingAsync(messages, options, limit.Token))
            {
                if (gathered.Add(update) is { Length: > 0 } words) await heard(words);
                if (gathered.IsFull) break;
            }
        }
        catch (Exception broken) when (gathered.HasBegun && broken is System.ClientModel.ClientResultException or IOException or HttpRequestException)
        {
            throw ModelClients.Broken(model, broken);
        }
        catch (Exception failed) when (failed is not ModelFailed && ModelClients.Meaning(model, timeMax, failed, ct) is { } meaning)
        {
            throw meaning;
        }
        if (gathered.IsRefused) throw ModelClients.Refused(model);
        if (gathered.IsEmpty) throw ModelClients.Empty(model);
        return gathered.Spoken(model, messages);
    }

    /// <summary>An answer while it comes.</summary>
    private sealed class Gathering
    {
        private readonly StringBuilder _text = new();
        private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)> _calls = [];
        private int? _tokens;

        public bool IsRefused { get; private set; }
        public bool IsFull { get; private set; }
        public bool HasBegun => _calls.Count > 0 || _text.Length > 0;
        public bool IsEmpty => _calls.Count == 0 && string.IsNullOrWhiteSpace(_text.ToString());

        /// <summary>Answers the words that are new.</summary>
        public string Add(StreamingChatCompletionUpdate update)
        {
            _tokens = update.Usage?.TotalTokenCount ?? _tokens;
            IsRefused |= update.RefusalUpdate is { Length: > 0 } || update.FinishReason == ChatFinishReason.ContentFilter;
            foreach (var call in update.ToolCallUpdates) Add(call);
            var words = string.Concat(update.ContentUpdate.Where(part => part.Kind == ChatMessageContentPartKind.Text).Select(part => part.Text));
            var room = TextLengthMax - _text.Length;
            if (words.Length > room) (words, IsFull) = (words[..room], true);
            _text.Append(words);
            return words;
        }

        public Spoken Spoken(Model model, IReadOnlyList<ChatMessage> messages) => new()
        {
            Text = _text.ToString(), Model = model.Name, Tokens = _tokens ?? Reckoned(messages),
            Calls = [.. _calls.Values.Take(CallsMax).Select((call, i) => new AskedTool(call.Id is { Length: > 0 } id ? id : $"call_{i}", call.Name ?? "", call.Arguments.ToString()))],
        };

        private void Add(StreamingChatToolCallUpdate update)
        {
            var (id, name, arguments) = _calls.TryGetValue(update.Index, out var known) ? known : (null, null, new StringBuilder());
            if (update.FunctionArgumentsUpdate?.ToString() is { Length: > 0 } more && arguments.Length <= ArgumentsLengthMax) arguments.Append(more);
            var named = update.FunctionName is { Length: > 0 } given ? (given.Length > NameLengthMax ? given[..NameLengthMax] : given) : name;
            _calls[update.Index] = (update.ToolCallId is { Length: > 0 } fresh ? fresh : id, named, arguments);
            IsFull |= _calls.Count > CallsMax;
        }

        private int Reckoned(IReadOnlyList<ChatMessage> messages)
        {
            var asked = messages.Sum(message => message.Content.Sum(part => part.Text?.Length ?? 0));
            return (asked + _text.Length + _calls.Values.Sum(call => call.Arguments.Length)) / CharactersPerToken;
        }
    }
}
