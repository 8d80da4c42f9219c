using System.Text.Json;
using Baton.Bots.Ai;
using Baton.Plumbing;

namespace Baton.Bots.Models;

/// <summary>The language model that bots ask, behind an OpenAI-compatible endpoint. Its key is not here: it is sealed, and opened only where it is sent.</summary>
public sealed record Model
{
    public const string SettingName = "bots.model";
    public const string SecretName = "bots.model_key";
    public const string FallbackSecretName = "bots.model_fallback_key";

    public const int SecondsMaxUsual = 15;
    public const int TokensMaxUsual = 800;

    internal const double TemperatureMax = 2;
    internal const int SecondsMost = 120;
    internal const int TokensMost = 16_000;

    private const int AddressLengthMax = 500;
    private const int NameLengthMax = 200;
    private const int KeyLengthMax = 1_000;
    private const int TokensPerDayMost = 2_000_000_000;

    /// <summary>What comes before /chat/completions.</summary>
    public required string BaseUrl { get; init; }
    public required string Name { get; init; }

    /// <summary>Null leaves it to the model; some take none.</summary>
    public double? Temperature { get; init; }
    public int SecondsMax { get; init; } = SecondsMaxUsual;
    public int TokensMax { get; init; } = TokensMaxUsual;

    /// <summary>The model that AI bots ask where this one fails before it has said a word; null for none.</summary>
    public string? FallbackName { get; init; }

    /// <summary>Where that one is; null for the same place.</summary>
    public string? FallbackBaseUrl { get; init; }

    /// <summary>The model at the same address that says what texts mean, so that articles are found in other words too; null for none.</summary>
    public string? EmbeddingName { get; init; }

    /// <summary>Tokens of all AI bots together on a day (UTC), after which conversations go to people; 0 for no limit.</summary>
    public int TokensPerDayMax { get; init; }

    /// <summary>The model to fall back on, with the same limits.</summary>
    internal Model? Fallback => FallbackName is null ? null : this with { Name = FallbackName, BaseUrl = FallbackBaseUrl ?? BaseUrl, FallbackName = null, FallbackBaseUrl = null };

    public string Host => new Uri(BaseUrl).Authority;

    /// <summary>Takes what an administrator typed, and refuses what can't be meant.</summary>
    public static Model From(ModelGiven given, OutsideSettings outside)
    {
        var name = given.Model?.Trim();
        if (name is not { Length: > 0 and <= NameLengthMax } || name.Contains('\0', StringComparison.Ordinal))
            throw Refusal.Invalid("invalid_model", $"The model's name is missing, or has more than {NameLengthMax} characters.");
        var temperature = TemperatureOf(given.Temperature);
        var fallback = NameOf(given.FallbackModel, "The fallback", "invalid_fallback_model");
        var elsewhere = given.FallbackBaseUrl?.Trim();
        return new Model
        {
            BaseUrl = Address(given.BaseUrl?.Trim() ?? "", outside), Name = name, Temperature = temperature,
            FallbackName = fallback, EmbeddingName = NameOf(given.EmbeddingModel, "The embedding", "invalid_embedding_model"),
            FallbackBaseUrl = fallback is not null && elsewhere is { Length: > 0 } ? Address(elsewhere, outside, "invalid_fallback_url") : null,
            TokensPerDayMax = given.TokensPerDayMax is null or 0 ? 0 : Within("tokensPerDayMax", "The token limit of a day", given.TokensPerDayMax.Value, TokensPerDayMost),
            SecondsMax = Within("secondsMax", "The time limit", given.SecondsMax ?? SecondsMaxUsual, SecondsMost),
            TokensMax = Within("tokensMax", "The token limit", given.TokensMax ?? TokensMaxUsual, TokensMost),
        };
    }

    /// <summary>The key as typed: null keeps the one there is, nothing takes it away.</summary>
    public static string? KeyFrom(string? given, string code = "invalid_key")
    {
        var key = given?.Trim();
        return key is null || (key.Length <= KeyLengthMax && key.All(c => c is > ' ' and <= '~'))
            ? key
            : throw Refusal.Invalid(code, $"A key has at most {KeyLengthMax} letters, digits and signs, and no spaces.");
    }

    internal static async Task<Model?> Saved(Database database, CancellationToken ct) =>
        await database.Find<string>("select value::text from settings where name = @name", new { name = SettingName }, ct) is { } json
            ? JsonSerializer.Deserialize<Model>(json, JsonSerializerOptions.Web)
            : null;

    internal static double? TemperatureOf(double? given) => given is null or (>= 0 and <= TemperatureMax)
        ? given
        : throw Refusal.Invalid("invalid_temperature", $"The temperature is a number from 0 to {TemperatureMax}, or left out.");

    /// <summary>The name of a model that may be left out.</summary>
    internal static string? NameOf(string? given, string kind, string code) => given?.Trim() switch
    {
        null or "" => null,
        { Length: <= NameLengthMax } name when !name.Contains('\0', StringComparison.Ordinal) => name,
        _ => throw Refusal.Invalid(code, $"{kind} model's name has more than {NameLengthMax} characters."),
    };

    internal static int Within(string code, string name, int value, int most) =>
        value >= 1 && value <= most ? value : throw Refusal.Invalid($"invalid_{code}", $"{name} is a number from 1 to {most:N0}.");

    private static string Address(string text, OutsideSettings outside, string code = "invalid_base_url")
    {
        if (text.Length is 0 or > AddressLengthMax || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0
            || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw Refusal.Invalid(code, "The base URL is an address such as https://api.openai.com/v1 or http://127.0.0.1:11434/v1.");
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && !outside.IsAllowed(uri.IdnHost, uri.Port))
            throw Refusal.Invalid(code, "The base URL begins with https://, except on this machine. An operator may allow another host by http (BATON_REQUEST_HOSTS).");
        return uri.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }
}

/// <summary>What an administrator typed. Without a key, the one that is kept stays; an empty key takes it away.</summary>
public sealed record ModelGiven
{
    public string? BaseUrl { get; init; }
    public string? ApiKey { get; init; }
    public string? Model { get; init; }
    public double? Temperature { get; init; }
    public int? SecondsMax { get; init; }
    public int? TokensMax { get; init; }
    public string? FallbackModel { get; init; }
    public string? FallbackBaseUrl { get; init; }

    /// <summary>Only for a fallback at another address; at the same one, the key is the same.</summary>
    public string? FallbackApiKey { get; init; }

    /// <summary>The model that makes embeddings, at the same address; left out: articles are found by their words.</summary>
    public string? EmbeddingModel { get; init; }
    public int? TokensPerDayMax { get; init; }
}

/// <summary>A model with what opens it, and the one to fall back on.</summary>
internal sealed record Connected(Model Model, string? Key, Model? Fallback = null, string? FallbackKey = null)
{
    /// <summary>The same as this program wants it. The one to fall back on keeps its name and takes the limits.</summary>
    public Connected For(AiProgram program) => program.Model is not { } own ? this : this with
    {
        Model = Within(Model, own) with { Name = own.Name ?? Model.Name }, Fallback = Fallback is null ? null : Within(Fallback, own),
    };

    private static Model Within(Model model, OwnModel own) => model with
    {
        Temperature = own.Temperature ?? model.Temperature, SecondsMax = own.SecondsMax ?? model.SecondsMax, TokensMax = own.TokensMax ?? model.TokensMax,
    };

    /// <summary>The model as it is set up, or null.</summary>
    public static async Task<Connected?> Saved(Database database, Secrets secrets, CancellationToken ct)
    {
        if (await Model.Saved(database, ct) is not { } model) return null;
        var key = await secrets.Find(database, Model.SecretName, ct);
        if (model.Fallback is not { } fallback) return new Connected(model, key);
        // A key goes to the address that it was entered for.
        var fallbackKey = fallback.BaseUrl == model.BaseUrl ? key : await secrets.Find(database, Model.FallbackSecretName, ct);
        return new Connected(model, key, fallback, fallbackKey);
    }
}
