using System.Reflection;
using System.Text;
using Baton.Topics;

namespace Baton.Bots.Ai.Making;

/// <summary>
/// A template's work as topics, for running without a model: in the company's name, with its greeting, only what the chosen tools allow, and giving up on what the
/// rails say. Its topics are English.
/// </summary>
internal static class Twin
{
    private static readonly string[] Knowing = ["get_contact_by_email", "send_verification_code", "check_verification_code"];

    /// <summary>The topics that only some templates have, with the tools that they need, and what visitors are offered of them.</summary>
    private static readonly Topic[] Known =
    [
        new("ReportCase", "customerService crmSpecialist", [.. Knowing, "get_contact_cases", "create_case"], "Report a problem", "I want to report a problem"),
        new("OpenCases", "customerService crmSpecialist", [.. Knowing, "get_contact_cases"], "My open cases", "Show my open cases"),
        new("CloseCase", "customerService crmSpecialist", [.. Knowing, "get_contact_cases", "update_case"]),
        new("Interested", "salesAssistant crmSpecialist", [.. Knowing, "search_opportunities", "create_lead"], "Talk about a project", "I am interested in your products"),
        new("OpenDeals", "salesAssistant crmSpecialist", [.. Knowing, "search_opportunities"], "My open deals", "Show my open deals"),
        new("NewOpportunity", "salesAssistant crmSpecialist", [.. Knowing, "search_opportunities", "create_lead", "create_opportunity"]),
        new("AccountSummary", "accountManager crmSpecialist",
            [.. Knowing, "search_accounts", "get_account", "get_account_contacts", "get_contact_opportunities", "get_activities"], "My account", "Tell me about my account"),
        new("FollowUp", "accountManager crmSpecialist", [.. Knowing, "create_activity"], "Ask for a follow-up", "I need a follow-up"),
        new("Products", "crmSpecialist", ["get_products"], "Products", "Which products do you have"),
        new("ChangePhone", "crmSpecialist", [.. Knowing, "update_contact"]),
    ];

    /// <summary>What every twin has. Those that are not written for twins are Contoso's, which say nothing of it.</summary>
    private static readonly string[] Always = ["Start", "Greeting", "Fallback", "Escalate", "EndOfConversation", "ThankYou", "OnError"];

    private static readonly string[] Disputes =
    [
        "I want a refund", "I want my money back", "My bill is wrong", "The invoice is wrong", "You charged me twice", "I dispute the charge", "I will call my lawyer",
        "This is a legal matter", "I will sue you", "I want to cancel the contract", "It is about our contract",
    ];

    private static readonly string[] Anger =
        ["This is ridiculous", "I am very angry", "I am really frustrated", "This is unacceptable", "Your service is terrible", "I have had enough", "I want to complain about you"];

    private static readonly string[] NamedPersons =
        ["I want to speak to your manager", "Put me through to the sales team", "Connect me to accounting", "I want to speak with Mr Miller", "Can I speak with the person in charge"];

    /// <summary>The twin's topics; none for a program that was written from nothing.</summary>
    public static IReadOnlyList<TopicFile> Files(AiProgram program)
    {
        if (program.Template is not { } template) return [];
        var tools = program.Tools.ToHashSet(StringComparer.Ordinal);
        if (program.UsesKnowledge) tools.Add(Sound.ToolPrefix + AiTools.Search);
        var own = Known.Where(topic => topic.Templates.Split(' ').Contains(template) && topic.Needs.All(need => tools.Contains(Sound.ToolPrefix + need))).ToArray();
        var offers = Offers(own);
        var phrases = Phrases(program.Rails);

        var names = Always.Concat(own.Select(topic => topic.Name));
        if (own.Any(topic => topic.Needs.Contains(Knowing[0]))) names = names.Append("FindContact");
        if (phrases.Count > 0) names = names.Append("Sensitive");
        return [.. names.Select(name => new TopicFile($"topics/{name}.mcs.yml", Fill(Text(name), program, tools, offers, phrases)))];
    }

    private static List<string> Phrases(AiRails rails) =>
    [
        .. rails.Disputes ? Disputes : [], .. rails.AngerFrom > 0 ? Anger : [], .. rails.NamedPerson ? NamedPersons : [], .. rails.Words,
    ];

    private static List<string> Offers(IEnumerable<Topic> own)
    {
        var lines = new List<string> { "quickReplies:" };
        foreach (var (title, text) in own.Where(topic => topic.Offer is not null).Select(topic => (topic.Offer!, topic.Words!)).Append(("Talk to a person", "Talk to a person")))
            lines.AddRange(["  - kind: MessageBack", $"    title: {title}", $"    text: {text}"]);
        return lines;
    }

    /// <summary>Puts in what is the bot's own. Lines between "# if TOOL" and "# end" stay when it has the tool.</summary>
    private static string Fill(string text, AiProgram program, HashSet<string> tools, List<string> offers, List<string> phrases)
    {
        var filled = new StringBuilder();
        var isLeftOut = false;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var (indent, word) = (line[..^line.TrimStart().Length], line.Trim());
            if (word.StartsWith("# if ", StringComparison.Ordinal)) isLeftOut = !tools.Contains(Sound.ToolPrefix + word["# if ".Length..]);
            else if (word == "# end") isLeftOut = false;
            else if (isLeftOut) continue;
            else if (word == "# offers") foreach (var offer in offers) filled.Append(indent).Append(offer).Append('\n');
            else if (word == "# phrases") foreach (var phrase in phrases) filled.Append(indent).Append("- ").Append(Quoted(phrase)).Append('\n');
            else filled.Append(line).Append('\n');
        }
        return filled.ToString()
            .Replace("{{greeting}}", Quoted(Words(program.Greeting.Length > 0 ? program.Greeting : "Hello! What can I do for you?")), StringComparison.Ordinal)
            .Replace("{{company}}", Words(program.CompanyName.Length > 0 ? program.CompanyName : "our company").ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    /// <summary>Words that a topic says as they are: braces begin no formula.</summary>
    private static string Words(string text) => text.Replace("{", "\\{", StringComparison.Ordinal).Replace("}", "\\}", StringComparison.Ordinal);

    /// <summary>A text as YAML has it in quotes, on one line.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text.ReplaceLineEndings("\n"))
            quoted.Append(c switch { '"' => "\\\"", '\\' => @"\\", '\n' => "\\n", '\t' => " ", _ when char.IsControl(c) => "", _ => c.ToString() });
        return quoted.Append('"').ToString();
    }

    private static string Text(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var found = assembly.GetManifestResourceStream($"Twins/{name}.mcs.yml") ?? assembly.GetManifestResourceStream($"Contoso/{name}.mcs.yml")
            ?? throw new InvalidOperationException($"The topic {name} does not ship with the program.");
        using var reader = new StreamReader(found);
        return reader.ReadToEnd();
    }

    private sealed record Topic(string Name, string Templates, string[] Needs, string? Offer = null, string? Words = null);
}
