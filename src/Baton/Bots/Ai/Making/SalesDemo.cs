using System.Reflection;
using Baton.Bots.Knowledge;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Ai.Making;

/// <summary>The demo's AI bot: a sales assistant as the wizard makes one, published, with articles on what Contoso sells and how.</summary>
internal static class SalesDemo
{
    private const string Resources = "Articles/";
    private const string Heading = "# ";

    public static async Task Seed(Work work, Guid botId, ToolBox tools)
    {
        var template = Templates.Find("salesAssistant")!;
        var program = new AiProgram { Template = template.Id, CompanyName = "Contoso Coffee", Tone = template.Tone, Tools = template.Tools, UsesKnowledge = true };
        program = program with { Prompt = Prompting.Write(template, program), Greeting = Prompting.Greeting(template, program) };
        await work.PublishAi(botId, program, tools);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var (title, text) = Read(await reader.ReadToEndAsync());
            await Articles.Write(work, botId, new Articles.Given(title, text, null, Languages.Usual, false, null), "markdown", null);
        }
    }

    /// <summary>The first line is the title, the rest the text.</summary>
    private static (string Title, string Text) Read(string markdown)
    {
        var end = markdown.IndexOf('\n', StringComparison.Ordinal);
        return (markdown[Heading.Length..end].Trim(), markdown[end..].Trim());
    }
}
