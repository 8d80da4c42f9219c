using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>Whether a bot, as it was given, will do.</summary>
internal static partial class GivenChecks
{
    private const int CapacityUsual = 1_000;
    private const int NameLengthMax = 200;
    private const int FieldLengthMax = 200;
    private const int EndpointLengthMax = 2_000;
    private const int AuthLengthMax = 20_000;
    private const int LanguagesMax = 50;
    private const int NoticeLengthMax = 2_000;

    public static (string Name, string Kind, int Capacity) Checked(this Registering.Given given)
    {
        var name = Text.Named(given.Name, NameLengthMax);
        var kind = BotAccount.Kinds.FirstOrDefault(known => known == given.Kind)
            ?? throw Refusal.Invalid("invalid_kind", $"Kind is one of {string.Join(", ", BotAccount.Kinds)}.");
        var capacity = Text.Capacity(given.Capacity ?? CapacityUsual);
        given.MustBeReachable(kind);
        given.CheckedLanguages();
        given.CheckedNotice();
        if (given.ContextEvent is { } told && !ContextEvents.All.Contains(told))
            throw Refusal.Invalid("invalid_context_event", $"contextEvent is one of {string.Join(", ", ContextEvents.All)}.");
        return (name, kind, capacity);
    }

    /// <summary>Tags as BCP 47 has them, each once; null: as they were.</summary>
    public static string[]? CheckedLanguages(this Registering.Given given)
    {
        if (given.Languages is not { } languages) return null;
        if (languages.Length > LanguagesMax || languages.Any(tag => tag is null || !Tag().IsMatch(tag)))
            throw Refusal.Invalid("invalid_languages", $"Languages are at most {LanguagesMax} tags such as en, de-AT or pt-BR.");
        return [.. languages.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The notice, or null when there is none.</summary>
    public static string? CheckedNotice(this Registering.Given given)
    {
        if (given.PrivacyNotice?.Text?.Trim() is not { Length: > 0 } text)
            return given.PrivacyNotice is { Asks: true } ? throw Refusal.Invalid("invalid_privacy_notice", "Say what visitors are asked to agree to.") : null;
        if (text.Length > NoticeLengthMax || text.Contains('\0', StringComparison.Ordinal))
            throw Refusal.Invalid("invalid_privacy_notice", $"A privacy notice has at most {NoticeLengthMax:N0} characters.");
        return text;
    }

    /// <summary>As given; of a bot that is called at its address with the credentials that will be kept, refused where they can't be trusted.</summary>
    public static Registering.Given Trusted(this Registering.Given given, JsonElement? known, BatonSettings settings, OutsideSettings outside)
    {
        if (given.Kind != "connector") return given;
        given.MustBeReachable(given.Kind);
        return given with { Auth = BotTrust.Check(given.Auth, known, given.ApplicationId, given.Endpoint, settings, outside) ?? BotTrust.Nothing };
    }

    /// <summary>Of a bot that only its own service leads to: what is kept has to lead there.</summary>
    public static void MustLeadThere(this Registering.Given given, KeptCredentials kept, BatonSettings settings, OutsideSettings outside, Secrets secrets)
    {
        if (given.Auth is null || !RemoteAccess.Kinds.Contains(given.Kind)) return;
        if (RemoteAccess.Check(given.Kind!, given.Endpoint, kept.Opened(given.Kind!, secrets), settings.Demo, outside) is { } wrong)
            throw Refusal.Invalid("invalid_auth", wrong);
    }

    private static void MustBeReachable(this Registering.Given given, string kind)
    {
        if (given.ApplicationId?.Length > FieldLengthMax || given.Handle?.Length > FieldLengthMax)
            throw Refusal.Invalid("invalid_bot", $"Application id and handle have at most {FieldLengthMax} characters.");
        if (given.Auth is { } auth && (auth.GetRawText().Length > AuthLengthMax || auth.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)))
            throw Refusal.Invalid("invalid_auth", $"Credentials are an object of at most {AuthLengthMax:N0} characters, such as {{\"type\": \"none\"}}.");
        if (given.Endpoint is null && kind != "connector") return;
        if (given.Endpoint?.Length > EndpointLengthMax || !Uri.TryCreate(given.Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw Refusal.Invalid("invalid_endpoint", "The endpoint is the address that the bot listens at, such as https://bot.contoso.example/api/messages.");
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$")]
    private static partial Regex Tag();
}
