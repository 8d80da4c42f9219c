using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Bots.Ai;

/// <summary>Why a conversation goes to a person: a code to count by, a reason for the desk, and what exactly it was.</summary>
internal sealed record Rail(string Code, string Reason, string Detail)
{
    public static Rail Wish { get; } = new("wish_for_person", "Asked for a person", "The visitor asks for a person.");
    public static Rail NoProgress(string? last) => new("no_progress", "No progress with tools", $"The bot got no further: {last}");
    public static Rail Loop(string what) => new("loop", "The bot went in circles", what);
    public static Rail Budget(string which) => new("budget", "The bot's budget is used up", which);
    public static Rail OutOfScope(string what) => new("out_of_scope", "Out of the bot's scope", what);
    public static Rail Unsafe(string what) => new("unsafe_answer", "The bot's answer was held back", what);
    public static Rail Model(string code, string what) => new($"model_{code}", "The model failed", what);
    public static Rail ByModel(string what) => new("bot_decided", "The bot asks for a person", what);
}

/// <summary>When a conversation goes to a person, decided by code. Pure: what a visitor said, or what a tool found, and the rails as they are set.</summary>
internal static partial class Rails
{
    private static readonly string[] Disputes =
    [
        "refund", "refunds", "refunded", "money back", "chargeback", "charge back", "dispute", "disputed", "disputing", "billing error", "billing issue", "billing problem", "charged twice",
        "double charged", "charged double", "overcharged", "wrongly charged", "wrong charge", "unauthorized charge", "wrong invoice", "reimburse", "reimbursement", "compensation",
        "legal", "lawyer", "lawyers", "attorney", "lawsuit", "sue", "suing", "court", "contract", "contracts", "contractual", "breach", "liability", "terms and conditions violation",
        "ruckerstattung", "erstattung", "geld zuruck", "reklamiere die rechnung", "falsche rechnung", "doppelt abgebucht", "anwalt", "rechtsanwalt", "klage", "gericht", "vertrag",
        "vertrage", "vertraglich",
        "schadensersatz", "kundigung des vertrags", "remboursement", "rembourser", "remboursez", "litige", "avocat", "tribunal", "contrat", "facture erronee", "debite deux fois",
        "reembolso", "devolucion del dinero", "devolver mi dinero", "cobrado dos veces", "cobro indebido", "disputa", "abogado", "demanda", "juicio", "contrato",
        "استرداد", "استرجاع المال", "استرجاع اموالي", "محامي", "محكمه", "عقد", "العقد", "نزاع", "قانوني",
    ];

    private static readonly HashSet<string> NoNames =
    [
        "me", "you", "us", "them", "it", "him", "her", "someone", "somebody", "anyone", "anybody", "a", "an", "the", "this", "that", "my", "your", "our", "their", "his", "about", "again", "now",
        "please", "not", "no", "to", "with", "and", "or", "i", "we", "people", "support", "customers", "bots", "bot", "ai", "robots", "one", "what", "who", "when", "how", "why", "if", "in", "on",
        "german", "english", "french", "spanish", "arabic", "today", "tomorrow", "later", "more", "any", "some", "each", "other",
    ];

    /// <summary>What the visitor's words lead to, or null: then the model may answer.</summary>
    /// <param name="anger">How angry these words are, with those before them; see <see cref="Moods"/>.</param>
    public static Rail? Of(AiRails rails, string text, int anger)
    {
        var plain = RailWords.Plain(text);
        if (rails.NamedPerson && Named(text, plain) is { } named) return named;
        if (RailWords.WishesPerson(plain)) return Rail.Wish;
        if (rails.AngerFrom > 0 && anger >= rails.AngerFrom) return new Rail("anger", "The visitor is angry", $"The visitor is angry or frustrated ({anger} of {Moods.Most}).");
        if (rails.Disputes && Disputes.FirstOrDefault(word => RailWords.Holds(plain, word)) is { } matter)
            return new Rail("dispute", "Refund, billing, legal or contract", $"The visitor writes of “{matter}”.");
        if (rails.Words.FirstOrDefault(word => RailWords.Holds(plain, RailWords.Plain(word))) is { } own)
            return new Rail("own_words", "A word that goes to a person", $"The visitor writes “{own}”.");
        return null;
    }

    /// <summary>An open case of high or critical priority in what a tool found.</summary>
    public static Rail? OfResult(AiRails rails, JsonNode? result) =>
        rails.PriorityCase && Urgent(result) is { } found ? new Rail("priority_case", "An open case of high priority", $"The visitor has an open case of high priority{found}.") : null;

    private static string? Urgent(JsonNode? node) => node switch
    {
        JsonObject record when IsUrgent(record) => Text(record["ticket_number"]) is { } number ? $": {number}" : "",
        JsonObject record => record.Select(member => Urgent(member.Value)).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select(Urgent).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool IsUrgent(JsonObject record) =>
        Text(record["priority"])?.ToLowerInvariant() is "high" or "critical" or "urgent"
        && (record["case_id"] is not null || record["ticket_number"] is not null)
        && IsOpen(Text(record["state"]), Text(record["status"]));

    private static bool IsOpen(string? state, string? status) => state is null
        ? status is null || !Over().IsMatch(status)
        : state.Equals("Active", StringComparison.OrdinalIgnoreCase);

    private static Rail? Named(string text, string plain)
    {
        if (Team().Match(plain) is { Success: true } team) return Asks(team.Groups["who"].Value);
        if (Titled().Match(text) is { Success: true } titled) return Asks(titled.Groups["who"].Value);
        var called = Called().Match(text);
        return called.Success && !NoNames.Contains(called.Groups["who"].Value.ToLowerInvariant()) ? Asks(called.Groups["who"].Value) : null;
    }

    private static Rail Asks(string who) => new("named_person", "Asked for somebody by name", $"The visitor asks for “{who.Trim()}”.");

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex("solved|resolved|cancel|closed|merged|information provided", RegexOptions.IgnoreCase)]
    private static partial Regex Over();

    [GeneratedRegex(
        @"\b(speak|talk|chat|connect me|transfer me|put me through|put me|get me|forward me|pass me|escalate this|escalate)( to| with| through to)( the| your| a| someone in|" +
        @" someone from| somebody in| somebody from)* (?<who>(\w+ ){0,2}(team|department|dept|accounting|accounts|billing|sales|finance|legal|hr|complaints|technical support|" +
        @"tech support|second level|ceo|director))\b")]
    private static partial Regex Team();

    [GeneratedRegex(
        @"\b(?i:speak|talk|chat|connect|transfer|put me through|get me|ask|reach|contact|is|sprechen|parler|hablar|mit|avec|con|reden|à|an)\b[^.?!\n]{0,15}?\b(?<who>(Mr|Mrs|Ms|" +
        @"Miss|Dr|Herr|Herrn|Frau|Monsieur|Madame|M\.|Mme|Señor|Señora|Sr|Sra)\.? \p{Lu}[\p{L}'’-]+)")]
    private static partial Regex Titled();

    [GeneratedRegex(@"\b(?i:speak|talk|chat|connect me|transfer me|put me through|pass me) (?i:to|with|on to|over to) (?<who>\p{Lu}[\p{L}'’-]+( \p{Lu}[\p{L}'’-]+)?)")]
    private static partial Regex Called();
}
