using Baton.Plumbing;
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
public sealed class ModelLine(ModelClients clients, TimeProvider clock)
{
    /// <summary>The model's words. Throws <see cref="ModelFailed"/> where there are none.</summary>
    public async Task<string> Ask(Model model, string? key, Prompt prompt, TimeSpan timeMax, CancellationToken ct)
    {
        using var limit = new TimeLimit(timeMax, clock, ct);
        try
        {
            var asked = new ChatCompletionOptions { MaxOutputTokenCount = model.TokensMax, Temperature = (float?)model.Temperature };
            var answer = await clients.Whole(model, key).CompleteChatAsync([new SystemChatMessage(prompt.Instructions), new UserChatMessage(prompt.Data)], asked, limit.Token);
            return Words(model, answer.Value);
        }
        catch (Exception failed) when (ModelClients.Meaning(model, timeMax, failed, ct) is { } meaning)
        {
            throw meaning;
        }
    }

    private static string Words(Model model, ChatCompletion answer)
    {
        if (answer.FinishReason == ChatFinishReason.ContentFilter || answer.Refusal is { Length: > 0 }) throw ModelClients.Refused(model);
        var words = string.Concat(answer.Content.Where(part => part.Kind == ChatMessageContentPartKind.Text).Select(part => part.Text));
        return string.IsNullOrWhiteSpace(words) ? throw ModelClients.Empty(model) : words;
    }
}
