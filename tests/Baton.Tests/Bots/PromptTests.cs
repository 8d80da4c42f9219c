using System.Text.RegularExpressions;
using Baton.Bots.Ai;
using Baton.Bots.Ai.Making;

namespace Baton.Tests.Bots;

/// <summary>The templates and the prompts they write.</summary>
public sealed partial class PromptTests
{
    public static TheoryData<string> Ids => [.. Templates.All.Select(template => template.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void A_prompt_names_the_tools_that_were_chosen_and_no_others(string id)
    {
        var template = Templates.Find(id)!;
        var whole = Prompting.Write(template, new AiProgram { CompanyName = "Contoso", Tools = template.Tools });
        Named(whole).ShouldBe(template.Tools, ignoreOrder: true, "every tool of the list has its place in the work, and every tool of the work is on the list");
        whole.ShouldContain("Contoso");
        whole.ShouldNotContain("{");

        foreach (var left in template.Tools)
        {
            string[] others = [.. template.Tools.Where(tool => tool != left)];
            Named(Prompting.Write(template, new AiProgram { Tools = others })).Except(others).ShouldBeEmpty($"without {left}");
        }
        var none = Prompting.Write(template, new AiProgram());
        Named(none).ShouldBeEmpty();
        none.ShouldContain("our company");
        none.Length.ShouldBeLessThan(whole.Length);
    }

    [Theory]
    [InlineData("customerService", "search_contacts get_contact get_contact_by_email get_contact_cases create_case update_case create_note")]
    [InlineData("salesAssistant", "search_contacts get_contact_by_email search_leads create_lead update_lead search_opportunities create_opportunity update_opportunity create_note")]
    [InlineData("accountManager", "get_contact_by_email search_accounts get_account get_account_contacts get_contact_opportunities get_activities create_activity create_note")]
    public void A_template_has_every_tool_that_its_work_needs(string id, string tools) =>
        tools.Split(' ').Append("send_verification_code").Append("check_verification_code").Select(tool => $"dynamics365_{tool}").Except(Templates.Find(id)!.Tools).ShouldBeEmpty();

    [Fact]
    public void The_specialist_has_all_tools_of_the_house()
    {
        var names = typeof(Baton.Crm.CrmSetup).Assembly.GetTypes().Where(type => type.Namespace == "Baton.Crm.Tools" && type is { IsAbstract: true, IsSealed: true, IsNested: false })
            .Select(type => $"dynamics365_{Snake().Replace(type.Name, "_$1").ToLowerInvariant()}");
        Templates.Find("crmSpecialist")!.Tools.ShouldBe(names, ignoreOrder: true);
    }

    [Fact]
    public void Rails_that_are_switched_off_are_not_told()
    {
        var template = Templates.Find("customerService")!;
        var on = Prompting.Write(template, new AiProgram { Rails = new AiRails { Words = ["recall", "fire"], FruitlessMax = 4 } });
        foreach (var part in new[] { "ask for a person", "angry", "refund", "by name, or for a team", "high or critical priority", "4 look-ups or changes in a row", "recall, fire", "not there for" })
            on.ShouldContain(part);

        var off = Prompting.Write(template, new AiProgram
        {
            Rails = new AiRails { AngerFrom = 0, Disputes = false, NamedPerson = false, FruitlessMax = 0, PriorityCase = false, OutOfScope = false },
        });
        off.ShouldContain("ask for a person", customMessage: "this one has no switch");
        foreach (var part in new[] { "angry", "refund", "by name, or for a team", "high or critical priority", "in a row", "not there for" }) off.ShouldNotContain(part);
    }

    [Fact]
    public void Tone_knowledge_and_the_note_follow_what_was_chosen()
    {
        var template = Templates.Find("salesAssistant")!;
        var program = new AiProgram { Tone = "Dry and short.", Tools = ["dynamics365_create_note"] };
        var plain = Prompting.Write(template, program);
        plain.ShouldEndWith("Tone: Dry and short.\n");
        plain.ShouldContain("by itself; use dynamics365_create_note only");
        plain.ShouldNotContain("articles, and say which");
        Prompting.Write(template, program with { UsesKnowledge = true }).ShouldContain("say which one you have it from");
        Prompting.Write(template, program with { WritesNote = false }).ShouldContain("note what it was about and what came of it on their record with dynamics365_create_note");
        Prompting.Greeting(template, program with { CompanyName = "Fabrikam" }).ShouldBe("Hello, I'm Fabrikam's sales assistant. What are you looking for?");
    }

    private static HashSet<string> Named(string prompt) => [.. Tool().Matches(prompt).Select(match => match.Value)];

    [GeneratedRegex("dynamics365_[a-z_]+")]
    private static partial Regex Tool();

    [GeneratedRegex("(?<=.)([A-Z])")]
    private static partial Regex Snake();
}
