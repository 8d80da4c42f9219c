using Baton.Bots.Models;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Ai.Making;

/// <summary>What a program may be: within its limits while it is a draft, and whole when it is published.</summary>
internal static class Sound
{
    public const string ToolPrefix = "dynamics365_";

    private const int CompanyLengthMax = 100;
    private const int ToneLengthMax = 300;
    private const int PromptLengthMax = 20_000;
    private const int GreetingLengthMax = 2_000;
    private const int ToolsMax = 60;
    private const int HostsMax = 50;
    private const int HostLengthMax = 253;
    private const int WordsMax = 100;
    private const int WordLengthMax = 100;
    private const int AngerMost = 5;
    private const int FruitlessMost = 10;
    private const int TokensOfConversationMost = 10_000_000;
    private const int TokensOfDayMost = 1_000_000_000;

    public static async Task MustBeAi(this Database database, Guid botId, CancellationToken ct)
    {
        if ((await database.BotAccount(botId, ct)).Kind != "ai") throw Refusal.Conflict("no_ai", "Only bots of the kind ai have a prompt and rails; others are made of topics, or run elsewhere.");
    }

    /// <summary>A draft as it is kept: what was left out is empty, tools by their full names. Refuses what is too long.</summary>
    public static AiProgram Draft(AiProgram? given)
    {
        if (given is null) throw Refusal.Invalid("invalid_program", "Give the program.");
        if (given.Template is { } template && Templates.Find(template) is null)
            throw Refusal.Invalid("invalid_template", $"A template is one of {string.Join(", ", Templates.All.Select(known => known.Id))}, or left out.");
        return given with
        {
            CompanyName = Text("company_name", "The company's name", given.CompanyName, CompanyLengthMax).Trim(),
            Tone = Text("tone", "The tone", given.Tone, ToneLengthMax).Trim(),
            Prompt = Text("prompt", "The prompt", given.Prompt, PromptLengthMax),
            Greeting = Text("greeting", "The greeting", given.Greeting, GreetingLengthMax).Trim(),
            Tools = [.. Few("tools", "tools", given.Tools, ToolsMax, WordLengthMax).Select(Full).Distinct(StringComparer.Ordinal)],
            LinkHosts = [.. Few("link_hosts", "hosts", given.LinkHosts, HostsMax, HostLengthMax).Select(Host).Distinct(StringComparer.Ordinal)],
            Rails = Rails(given.Rails ?? new AiRails()),
            TokensPerConversationMax = Within("tokens_per_conversation_max", "The limit of a conversation", given.TokensPerConversationMax, TokensOfConversationMost),
            TokensPerDayMax = Within("tokens_per_day_max", "The limit of a day", given.TokensPerDayMax, TokensOfDayMost),
            Model = Own(given.Model),
        };
    }

    /// <summary>Within the limits that the organisation's setting has too; nothing where nothing is wanted.</summary>
    private static OwnModel? Own(OwnModel? given)
    {
        if (given is null) return null;
        var own = new OwnModel
        {
            Name = Model.NameOf(given.Name, "The bot's", "invalid_model"), Temperature = Model.TemperatureOf(given.Temperature),
            SecondsMax = given.SecondsMax is { } seconds ? Model.Within("seconds_max", "The time limit", seconds, Model.SecondsMost) : null,
            TokensMax = given.TokensMax is { } tokens ? Model.Within("tokens_max", "The token limit", tokens, Model.TokensMost) : null,
        };
        return own == new OwnModel() ? null : own;
    }

    /// <summary>Refuses what visitors can't be given.</summary>
    public static void MustRun(AiProgram program, ToolBox tools)
    {
        if (string.IsNullOrWhiteSpace(program.Prompt)) throw Refusal.Invalid("invalid_prompt", "A bot without a prompt does not know what it is there for. Write one, or have it generated.");
        if (program.Tools.FirstOrDefault(name => tools.Find(name) is null) is { } unknown)
            throw Refusal.Invalid("invalid_tools", $"There is no tool '{Cutting.Text(unknown, 60)}'. GET /api/v1/tools lists the tools there are.");
    }

    /// <summary>A tool by the name that prompts have for it.</summary>
    private static string Full(string name) => name.StartsWith(ToolPrefix, StringComparison.Ordinal) ? name : ToolPrefix + name;

    private static AiRails Rails(AiRails given) => given with
    {
        AngerFrom = Within("anger_from", "Anger", given.AngerFrom, AngerMost),
        FruitlessMax = Within("fruitless_max", "Runs that come to nothing", given.FruitlessMax, FruitlessMost),
        Words = [.. Few("words", "words", given.Words, WordsMax, WordLengthMax).Distinct(StringComparer.OrdinalIgnoreCase)],
    };

    private static string Host(string given)
    {
        var host = given.ToLowerInvariant();
        return Uri.CheckHostName(host) == UriHostNameType.Dns ? host : throw Refusal.Invalid("invalid_link_hosts", $"'{Cutting.Text(given, 60)}' is no host name such as www.contoso.example.");
    }

    private static string Text(string code, string what, string? given, int lengthMax)
    {
        var text = given ?? "";
        return text.Length <= lengthMax && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw Refusal.Invalid($"invalid_{code}", $"{what} has at most {lengthMax:N0} characters, none of them U+0000.");
    }

    private static IEnumerable<string> Few(string code, string what, IReadOnlyList<string>? given, int most, int lengthMax)
    {
        if (given?.Count > most) throw Refusal.Invalid($"invalid_{code}", $"There are at most {most} {what}.");
        return (given ?? []).Select(one => Text(code, $"Each of the {what}", one, lengthMax).Trim()).Where(one => one.Length > 0);
    }

    private static int Within(string code, string what, int value, int most) =>
        value >= 0 && value <= most ? value : throw Refusal.Invalid($"invalid_{code}", $"{what} is a number from 0 to {most:N0}; 0 switches it off.");
}
