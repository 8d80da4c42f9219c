using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Bots.Ai;

/// <summary>
/// The words by which rails know what a visitor means, in English, German, French, Spanish and Arabic. They are matched against plain text: lower case, no accents, no
/// punctuation, one space between words.
/// </summary>
internal static partial class RailWords
{
    private const int LengthMax = 4_000;
    private const int NegationReach = 28;

    /// <summary>What says "a person" outright, as the whole of a message.</summary>
    private static readonly HashSet<string> Person =
    [
        "human", "a human", "real human", "human being", "agent", "an agent", "live agent", "real agent", "human agent", "person", "a person", "real person", "a real person",
        "live person", "representative", "operator", "customer service", "customer service representative", "support agent", "talk to human", "supervisor", "manager",
        "mensch", "ein mensch", "echter mensch", "echte person", "mitarbeiter", "ein mitarbeiter", "berater", "kundendienst", "kundenberater",
        "humain", "un humain", "conseiller", "un conseiller", "operateur", "vraie personne", "une vraie personne", "agent humain",
        "humano", "un humano", "agente", "un agente", "operador", "asesor", "representante", "persona real", "una persona real", "persona",
        "موظف", "انسان", "شخص حقيقي", "بشري", "وكيل", "خدمه العملاء",
    ];

    // Without ICU, which servers often lack, .NET takes no letter apart.
    private static readonly Dictionary<char, char> Folded = new (string From, char To)[]
    {
        ("àáâãäåāăą", 'a'), ("çćĉċč", 'c'), ("ďđ", 'd'), ("èéêëēĕėęě", 'e'), ("ĝğġģ", 'g'), ("ìíîïĩīĭįı", 'i'), ("ñńņň", 'n'), ("òóôõöøōŏő", 'o'), ("ŕŗř", 'r'), ("śŝşš", 's'),
        ("ţťŧ", 't'), ("ùúûüũūŭůűų", 'u'), ("ýÿ", 'y'), ("źżž", 'z'), ("ł", 'l'), ("أإآٱ", 'ا'), ("ؤ", 'و'), ("ئى", 'ي'), ("ة", 'ه'),
    }.SelectMany(fold => fold.From.Select(from => (from, fold.To))).ToDictionary();

    private static readonly HashSet<string> Courtesies = ["please", "pls", "now", "bitte", "sofort", "svp", "sil", "vous", "plait", "por", "favor", "ahora", "من", "فضلك", "hello", "hi",
        "hallo", "ok"];

    /// <summary>Words as rails compare them.</summary>
    public static string Plain(string text)
    {
        var cut = text.Length <= LengthMax ? text : text[..LengthMax];
        var plain = new StringBuilder(cut.Length);
        foreach (var given in cut)
        {
            if (given is '\'' or '’' or '‘' or '`' or 'ـ' || CharUnicodeInfo.GetUnicodeCategory(given) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            var c = char.ToLowerInvariant(given);
            if (c == 'ß') plain.Append("ss");
            else if (char.IsLetterOrDigit(c)) plain.Append(Folded.GetValueOrDefault(c, c));
            else if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
        }
        return plain.ToString().Trim();
    }

    /// <summary>Whether whole words of the one are in the other; both plain.</summary>
    public static bool Holds(string plain, string words) => words.Length > 0 && $" {plain} ".Contains($" {words} ", StringComparison.Ordinal);

    /// <summary>Whether the visitor says that they want a person.</summary>
    public static bool WishesPerson(string plain)
    {
        var bare = string.Join(' ', plain.Split(' ').Where(word => !Courtesies.Contains(word)));
        if (Person.Contains(bare) || NoBot().IsMatch(plain)) return true;
        return Wishes().Any(wish => wish.Matches(plain).Any(match => !IsNegated(plain, match.Index)));
    }

    private static bool IsNegated(string plain, int at) => Negation().IsMatch(plain[Math.Max(0, at - NegationReach)..at]);

    private static IEnumerable<Regex> Wishes() => [SpeakTo(), WantOne(), German(), GermanAsks(), French(), Spanish(), Arabic()];

    [GeneratedRegex(@"\b(dont|do not|didnt|did not|no need to|without|instead of|rather than|not|never|was|were|got|been|already|nicht|pas|nunca|لا)( \w+){0,3} ?$")]
    private static partial Regex Negation();

    [GeneratedRegex(
        @"\b(speak|speaking|talk|talking|chat|chatting|connect|connected|connection|transfer|transferred|switch|hand|put|pass|forward|escalate|escalated|redirect)( me| us| this|" +
        @" it| now| please| over| through| directly| just| up)*( to| with| on to)?( a| an| the| your| some| any| another| actual| real| live| human| customer| service| support|" +
        @" one| of| senior| else| available)* (human|person|agent|representative|rep|operator|advisor|adviser|supervisor|manager|colleague|employee|staff|people|someone|somebody|" +
        @"anyone|human being)s?\b")]
    private static partial Regex SpeakTo();

    [GeneratedRegex(
        @"\b((want|need|demand|prefer|get me|give me|find me|get hold of|reach|would like|id like|wanna have|can i get|can i have|could i get|could i have|may i have)( to)?( a| an|" +
        @" the| your| any| some| actual| live)* (human|real person|live person|person|real human|human agent|live agent|agent|representative|human being|supervisor|operator)|" +
        @"is there (a |any )?(human|real person|live person|live agent|someone real|anybody real|anyone real)|let me (speak|talk) (to|with) (a |an )?(human|person|agent|manager))\b")]
    private static partial Regex WantOne();

    [GeneratedRegex(
        @"\b(((dont|do not|not|never|stop|rather not|tired of|sick of|hate|done with) (want |wanna |like )?(to )?(talk|talking|speak|speaking|chat|chatting|deal|dealing|write|" +
        @"writing)( to| with)?( a| an| this| your| the| some)* (bot|robot|machine|chatbot|computer|ai)s?)|no (more )?bots|enough of this bot|((mit |an )?(keinem|keinen|kein|einem|" +
        @"einen) (bot|roboter|chatbot|maschine|computer) (mehr )?(sprechen|reden|chatten|schreiben) (will|mochte|mag))|(will|mochte) (nicht mit (einem|einer|dem|der)|mit keinem|" +
        @"mit keiner|keinen|kein) (bot|roboter|chatbot|maschine|computer)|pas (parler )?(a |avec )?(un |une )?(robot|bot|machine)|no quiero (hablar |chatear )?(con )?(un |una |" +
        @"este )?(bot|robot|maquina)|لا اريد.{0,20}(روبوت|بوت|اله))\b")]
    private static partial Regex NoBot();

    [GeneratedRegex(
        @"\b(mit|an|zu) (einem |einer |einen |nem |ner |dem |der |ihrem |eurem |jemand |jemandem )?((echten|richtigen|lebenden|menschlichen|realen|anderen|ihrer|eurer) )*(menschen|" +
        @"mensch|mitarbeiter|mitarbeiterin|mitarbeitern|person|berater|beraterin|kollegen|kollegin|agenten|kundendienst|kundenservice|kundenberater|sachbearbeiter|vorgesetzten|" +
        @"chef|jemandem|jemand|ansprechpartner)\b.{0,30}\b(sprechen|reden|verbinden|verbunden|chatten|weiterleiten|weitergeleitet|schreiben|telefonieren|ubergeben|unterhalten)\b")]
    private static partial Regex German();

    [GeneratedRegex(
        @"\b((verbinde|verbinden sie|verbindet|leite|leiten sie|gib|geben sie|stell|stellen sie|hol|holen sie)\b.{0,25}\b(menschen|mensch|mitarbeiter|mitarbeiterin|berater|" +
        @"beraterin|kollegen|kollegin|agenten|kundendienst|ansprechpartner|jemand|jemanden|jemandem|person)|(brauche|mochte|will|hatte gern|hatte gerne|wunsche|" +
        @"verlange) (bitte )?(einen |eine |nen |ne |endlich )*(echten |echte |richtigen |richtige |menschlichen |menschliche )*(menschen|mitarbeiter|mitarbeiterin|berater|" +
        @"beraterin|ansprechpartner))\b")]
    private static partial Regex GermanAsks();

    [GeneratedRegex(
        @"\b((parler|discuter|echanger|communiquer|passer|passez|passe moi|transferer|transferez|transfere|connecter|connectez|mettre en relation|mettez moi en relation|" +
        @"joindre)\b.{0,30}\b(humain|humaine|personne|conseiller|conseillere|agent|lagent|operateur|quelquun|responsable|collegue|employe|superviseur)|(veux|voudrais|besoin dun|" +
        @"besoin dune|il me faut|souhaite|donnez moi) (avoir )?(un |une )?(vrai |vraie )?(humain|conseiller|conseillere|personne|operateur|agent))\b")]
    private static partial Regex French();

    [GeneratedRegex(
        @"\b((hablar|chatear|comunicar|comunicarme|comuniqueme|comunicame|conectar|conectame|conecteme|pasar|pasame|paseme|transferir|transfiereme|transfierame|" +
        @"contactar)\b.{0,30}\b(humano|humana|persona|agente|representante|operador|operadora|asesor|asesora|alguien|supervisor|gerente|encargado|responsable)|(quiero|necesito|" +
        @"quisiera|deme|dame|exijo) (a )?(un |una )?(humano|persona|agente|asesor|asesora|operador|operadora|representante))\b")]
    private static partial Regex Spanish();

    [GeneratedRegex(
        @"(التحدث|اتحدث|اتكلم|التكلم|الكلام|اكلم|تحويلي|حولني|حولوني|وصلني|اوصلني|التواصل|اتواصل|تحدث|اريد|احتاج).{0,30}(شخص|انسان|موظف|بشري|وكيل|ممثل|مندوب|مسوول|خدمه العملاء|" +
        @"احد الموظفين|المدير)")]
    private static partial Regex Arabic();
}
