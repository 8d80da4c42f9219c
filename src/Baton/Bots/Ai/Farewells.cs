namespace Baton.Bots.Ai;

/// <summary>What a visitor is told when code gives the conversation to a person: never a model's words.</summary>
internal static class Farewells
{
    /// <summary>For those who are angry, and for everybody else.</summary>
    private static readonly Dictionary<string, (string Sorry, string Plain)> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = ("I'm sorry about this. I'm bringing in a colleague who can help you.", "I'm bringing in a colleague."),
        ["de"] = ("Das tut mir leid. Ich hole eine Kollegin oder einen Kollegen dazu.", "Ich hole eine Kollegin oder einen Kollegen dazu."),
        ["fr"] = ("Je suis désolé. Je fais venir un collègue qui pourra vous aider.", "Je fais venir un collègue."),
        ["es"] = ("Lo siento mucho. Voy a llamar a un compañero que puede ayudarle.", "Voy a llamar a un compañero."),
        ["ar"] = ("نأسف لذلك. سأستدعي زميلاً يمكنه مساعدتك.", "سأستدعي زميلاً."),
    };

    public static string Of(string code, string? locale)
    {
        var language = locale is { Length: >= 2 } ? locale[..2] : "en";
        var words = Words.TryGetValue(language, out var known) ? known : Words["en"];
        return code is "anger" or "dispute" ? words.Sorry : words.Plain;
    }
}
