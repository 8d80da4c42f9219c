using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>A way visitors reach us, with the settings that their first moments need.</summary>
public sealed partial record Channel
{
    public const int NameLengthMax = 100;
    public const int GreetingLengthMax = 1_000;
    public const int LocaleLengthMax = 35;
    public const int OriginsMax = 100;

    /// <summary>The kinds that there are, and what people call them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string> { ["webChat"] = "web chat", ["directLine"] = "Direct Line" };

    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required Guid WorkstreamId { get; init; }
    public string? Color { get; init; }
    public string? Greeting { get; init; }
    public string? Locale { get; init; }

    /// <summary>Web sites that may show the widget; none named means all.</summary>
    public string[] AllowedOrigins { get; init; } = [];
    public required byte[] SecretHash { get; init; }
    public required string SecretSealed { get; init; }

    /// <summary>With this the site's own server vouches for visitors who have signed in there; see <see cref="SignedIn"/>.</summary>
    public string? IdentitySealed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>256 bits of chance: nobody guesses it, so a fast hash is enough to find it by.</summary>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public bool Allows(string origin) => AllowedOrigins.Length == 0 || AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses what could not be shown or matched later.</summary>
    public void MustBeSound()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > NameLengthMax) throw Refusal.Invalid("invalid_name", $"A channel's name has 1 to {NameLengthMax} characters.");
        if (!Kinds.ContainsKey(Kind)) throw Refusal.Invalid("invalid_kind", $"A channel's kind is one of {string.Join(", ", Kinds.Keys)}.");
        if (Color is not null && !HexColor().IsMatch(Color)) throw Refusal.Invalid("invalid_color", "A color is written like #0f6cbd.");
        if (Greeting?.Length > GreetingLengthMax) throw Refusal.Invalid("invalid_greeting", $"A greeting has at most {GreetingLengthMax:N0} characters.");
        if (Locale is not null && !LocaleName().IsMatch(Locale)) throw Refusal.Invalid("invalid_locale", "A locale is a language tag such as en or pt-BR.");
        if (AllowedOrigins.Length > OriginsMax) throw Refusal.Invalid("invalid_origin", $"A channel takes at most {OriginsMax} origins.");
        foreach (var origin in AllowedOrigins)
            if (!Origin.IsOne(origin)) throw Refusal.Invalid("invalid_origin", $"'{origin}' is not an origin. One is written like https://www.contoso.com, without a path.");
    }

    /// <summary>A language tag that can be stored, or none.</summary>
    public static string? LocaleOf(string? text) => text is { Length: <= LocaleLengthMax } && LocaleName().IsMatch(text) ? text : null;

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex HexColor();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$")]
    private static partial Regex LocaleName();
}

/// <summary>Where a web page comes from, as browsers say it.</summary>
internal static class Origin
{
    public static bool IsOne(string text) =>
        text.Length <= 300 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), text.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
            && !text.EndsWith('/');

    /// <summary>What the browser says; null when no browser asks.</summary>
    public static string? Of(HttpContext http) => http.Request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null;

    /// <summary>The page is one of ours.</summary>
    public static bool IsOurs(HttpContext http, string origin, BatonSettings settings) =>
        string.Equals(origin, $"{http.Request.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase)
            || string.Equals(origin, settings.PublicUrl.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
}
