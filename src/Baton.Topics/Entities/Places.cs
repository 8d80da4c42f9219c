using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Names known by heart: countries, states, continents, languages, colours. Other names of a thing follow it after '='.</summary>
internal static class Places
{
    public static readonly IReadOnlyDictionary<string, string> Countries = Read("""
        Afghanistan;Albania;Algeria;Andorra;Angola;Antigua and Barbuda;Argentina;Armenia;Australia;Austria;Azerbaijan;Bahamas;
        Bahrain;Bangladesh;Barbados;Belarus;Belgium;Belize;Benin;Bhutan;Bolivia;Bosnia and Herzegovina=Bosnia;Botswana;Brazil;
        Brunei;Bulgaria;Burkina Faso;Burundi;Cambodia;Cameroon;Canada;Cape Verde=Cabo Verde;Central African Republic;Chad;
        Chile;China;Colombia;Comoros;Congo;Costa Rica;Croatia;Cuba;Cyprus;Czech Republic=Czechia;Denmark;Djibouti;Dominica;
        Dominican Republic;Ecuador;Egypt;El Salvador;Equatorial Guinea;Eritrea;Estonia;Eswatini=Swaziland;Ethiopia;Fiji;
        Finland;France;Gabon;Gambia;Georgia;Germany;Ghana;Greece;Grenada;Guatemala;Guinea;Guinea-Bissau;Guyana;Haiti;Honduras;
        Hong Kong;Hungary;Iceland;India;Indonesia;Iran;Iraq;Ireland;Israel;Italy;Ivory Coast=Cote d'Ivoire;Jamaica;Japan;
        Jordan;Kazakhstan;Kenya;Kiribati;Kosovo;Kuwait;Kyrgyzstan;Laos;Latvia;Lebanon;Lesotho;Liberia;Libya;Liechtenstein;
        Lithuania;Luxembourg;Madagascar;Malawi;Malaysia;Maldives;Mali;Malta;Marshall Islands;Mauritania;Mauritius;Mexico;
        Micronesia;Moldova;Monaco;Mongolia;Montenegro;Morocco;Mozambique;Myanmar=Burma;Namibia;Nauru;Nepal;
        Netherlands=Holland=The Netherlands;New Zealand;Nicaragua;Niger;Nigeria;North Korea;North Macedonia=Macedonia;Norway;
        Oman;Pakistan;Palau;Palestine;Panama;Papua New Guinea;Paraguay;Peru;Philippines;Poland;Portugal;Puerto Rico;Qatar;
        Romania;Russia;Rwanda;Saint Lucia;Samoa;San Marino;Saudi Arabia;Senegal;Serbia;Seychelles;Sierra Leone;Singapore;
        Slovakia;Slovenia;Solomon Islands;Somalia;South Africa;South Korea=Korea;South Sudan;Spain;Sri Lanka;Sudan;Suriname;
        Sweden;Switzerland;Syria;Taiwan;Tajikistan;Tanzania;Thailand;Timor-Leste=East Timor;Togo;Tonga;Trinidad and Tobago;
        Tunisia;Turkey=Türkiye;Turkmenistan;Tuvalu;Uganda;Ukraine;United Arab Emirates=UAE=Emirates;
        United Kingdom=UK=Great Britain=Britain=England=Scotland=Wales;United States=USA=US=America=United States of America;
        Uruguay;Uzbekistan;Vanuatu;Vatican City=Vatican;Venezuela;Vietnam;Yemen;Zambia;Zimbabwe
        """);

    public static readonly IReadOnlyDictionary<string, string> States = Read("""
        Alabama;Alaska;Arizona;Arkansas;California;Colorado;Connecticut;Delaware;Florida;Georgia;Hawaii;Idaho;Illinois;
        Indiana;Iowa;Kansas;Kentucky;Louisiana;Maine;Maryland;Massachusetts;Michigan;Minnesota;Mississippi;Missouri;Montana;
        Nebraska;Nevada;New Hampshire;New Jersey;New Mexico;New York;North Carolina;North Dakota;Ohio;Oklahoma;Oregon;
        Pennsylvania;Rhode Island;South Carolina;South Dakota;Tennessee;Texas;Utah;Vermont;Virginia;Washington;West Virginia;
        Wisconsin;Wyoming;District of Columbia=Washington DC;Alberta;British Columbia;Manitoba;New Brunswick;
        Newfoundland and Labrador;Nova Scotia;Ontario;Prince Edward Island;Quebec;Saskatchewan;New South Wales;Queensland;
        Victoria;Tasmania;South Australia;Western Australia;Bavaria=Bayern;Saxony;Hesse;Baden-Württemberg;
        North Rhine-Westphalia;Lower Saxony;Brandenburg
        """);

    public static readonly IReadOnlyDictionary<string, string> Continents =
        Read("Africa;Antarctica;Asia;Europe;North America;South America;Australia;Oceania");

    public static readonly IReadOnlyDictionary<string, string> Languages = Read("""
        Afrikaans;Albanian;Amharic;Arabic;Armenian;Basque;Bengali;Bosnian;Bulgarian;Catalan;Chinese=Mandarin;Cantonese;
        Croatian;Czech;Danish;Dutch;English;Estonian;Filipino=Tagalog;Finnish;French;Georgian;German;Greek;Gujarati;Hebrew;
        Hindi;Hungarian;Icelandic;Indonesian;Irish;Italian;Japanese;Korean;Latvian;Lithuanian;Macedonian;Malay;Maltese;
        Marathi;Mongolian;Nepali;Norwegian;Persian=Farsi;Polish;Portuguese;Punjabi;Romanian;Russian;Serbian;Slovak;Slovenian;
        Somali;Spanish;Swahili;Swedish;Tamil;Telugu;Thai;Turkish;Ukrainian;Urdu;Vietnamese;Welsh;Zulu
        """);

    public static readonly IReadOnlyDictionary<string, string> Colours =
        Read(string.Join(";", FxColors.Named.Keys.Select(k => $"{k}={Spaced(k)}")) + ";Gray=Grey");

    private static string Spaced(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {c}" : $"{c}"));

    private static Dictionary<string, string> Read(string list)
    {
        var names = new Dictionary<string, string>();
        foreach (var entry in list.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var spellings = entry.Split('=');
            foreach (var spelling in spellings) names[Words.Normal(spelling)] = spellings[0];
        }
        return names;
    }
}
