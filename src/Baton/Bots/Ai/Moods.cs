namespace Baton.Bots.Ai;

/// <summary>How angry a visitor's words are, from 0 (not at all) to 5 (shouting and threats). Pure: the same words always score the same.</summary>
internal static class Moods
{
    public const int Most = 5;
    private const int ShoutedLettersMin = 10;
    private const double ShoutedShare = 0.7;

    /// <summary>What somebody says who is beside themselves; each weighs what it weighs, once.</summary>
    private static readonly (int Weight, string[] Words)[] Signs =
    [
        (3, ["furious", "outrageous", "disgusting", "disgrace", "scam", "scammers", "fraud", "ripped off", "rip off", "i am angry", "im angry", "so angry", "very angry",
            "i am frustrated", "im frustrated", "so frustrated", "very frustrated", "really frustrated", "extremely frustrated", "fed up", "sick of this", "sick and tired", "had enough",
            "i am so annoyed", "pissed", "pissed off", "idiot", "idiots", "stupid", "moron", "bullshit", "shit", "fuck", "fucking", "damn you", "screw you", "crap", "worst company",
            "worst service", "go to hell", "shut up", "wutend", "stinksauer", "frechheit", "unverschamt", "unverschamtheit", "schnauze voll", "scheisse", "scheiss", "idioten", "betrug",
            "betruger", "furieux", "furieuse", "scandaleux", "honteux", "merde", "ras le bol", "jen ai marre", "arnaque", "escroquerie", "furioso", "furiosa", "indignante", "estoy harto",
            "estoy harta", "mierda", "estafa", "vergonzoso", "غاضب جدا", "غاضب", "محتال", "نصب", "احتيال", "سيي جدا"]),
        (3, ["i will sue", "ill sue", "sue you", "going to sue", "take you to court", "my lawyer", "report you", "trading standards", "better business bureau", "consumer protection",
            "go to the press", "going public", "everyone on social media", "never buy from you again", "cancel everything", "escalate this", "ich verklage", "anzeige erstatten", "mein anwalt",
            "mon avocat", "porter plainte", "mi abogado", "voy a demandar", "ساشتكي", "سارفع قضيه"]),
        (2, ["ridiculous", "unacceptable", "useless", "terrible", "horrible", "awful", "pathetic", "incompetent", "waste of time", "wasting my time", "a joke", "nonsense", "hopeless",
            "worst", "annoyed", "frustrated", "frustrating", "angry", "upset", "nobody helps", "no one helps", "third time", "fourth time", "how many times", "for weeks", "for the last time",
            "lacherlich", "inakzeptabel", "nutzlos", "schrecklich", "furchtbar", "sauer", "verargert", "zeitverschwendung", "unfassbar", "inacceptable", "ridicule", "inutile", "nul",
            "en colere", "perte de temps", "inaceptable", "ridiculo", "inutil", "enojado", "enojada", "enfadado", "enfadada", "perdida de tiempo", "محبط", "غير مقبول", "سخيف", "مزعج"]),
        (1, ["still not", "still doesnt", "not working again", "disappointed", "disappointing", "annoying", "again and again", "why is this so hard", "not helpful", "doesnt help",
            "you dont understand",
            "already told you", "seriously", "come on", "hello anyone", "immer noch nicht", "enttauscht", "schon wieder", "toujours pas", "decu", "decue", "encore une fois", "todavia no",
            "decepcionado",
            "decepcionada", "otra vez", "مره اخري", "ما زال"]),
    ];

    /// <summary>The score of what a visitor says now; what they were before counts by half while they go on.</summary>
    public static int Score(string text, int before)
    {
        var now = Now(text);
        return now == 0 ? 0 : Math.Min(Most, now + (before / 2));
    }

    private static int Now(string text)
    {
        var plain = RailWords.Plain(text);
        var score = 0;
        foreach (var (weight, words) in Signs)
        {
            var found = words.Where(word => RailWords.Holds(plain, word)).ToArray();
            if (found.Length > 0) score += weight + (found.Length > 1 ? 1 : 0);
            foreach (var word in found) plain = $" {plain} ".Replace($" {word} ", "  ", StringComparison.Ordinal).Trim();   // "very angry" is not "angry" as well
        }
        if (IsShouted(text)) score += 2;
        if (text.Contains("!!", StringComparison.Ordinal) || text.Contains("?!", StringComparison.Ordinal)) score += 1;
        return Math.Min(Most, score);
    }

    private static bool IsShouted(string text)
    {
        var letters = text.Where(char.IsLetter).ToArray();
        var large = letters.Count(char.IsUpper);
        return large >= ShoutedLettersMin && large >= letters.Count(c => char.IsUpper(c) || char.IsLower(c)) * ShoutedShare && text.Any(char.IsWhiteSpace);
    }
}
