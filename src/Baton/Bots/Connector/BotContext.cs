using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// What a bot elsewhere is told when it begins: context variables under their names (pre-chat answers, what the page and its token brought, what bots and agents set), and
/// what Omnichannel tells its bots. Contact and account only where the visitor is known to be that contact; the case only where somebody but the visitor named it.
/// </summary>
internal static class BotContext
{
    /// <summary>Variables that name the case, after Timeline's.</summary>
    private static readonly string[] CaseIds = ["CaseId", "case_id", "caseId"];
    private static readonly string[] CaseTitles = ["CaseTitle", "CaseNumber"];

    /// <summary>What the page says of the visitor's browser, under Omnichannel's name for it.</summary>
    private static readonly (string Name, string[] From)[] Surroundings =
        [("msdyn_browser", ["browser", "Browser"]), ("msdyn_device", ["device", "Device"]), ("msdyn_os", ["os", "OS"])];

    public static async Task<JsonObject> Of(Database database, Turn turn, CancellationToken ct)
    {
        var context = new JsonObject();
        var variables = await database.VariablesOf(turn.Id, ct);
        foreach (var variable in variables) context[variable.Name] = JsonSerializer.SerializeToNode(variable.Typed, variable.Typed.GetType());
        var conversation = await database.Conversation(turn.Id, ct);
        context["msdyn_ConversationId"] = turn.Id.ToString("D");
        context["msdyn_liveworkitemid"] = turn.Id.ToString("D");
        context["msdyn_sessionid"] = $"{turn.Id:D}-{turn.Epoch}";
        context["msdyn_WorkstreamId"] = conversation.WorkstreamId.ToString("D");
        context["msdyn_ChannelInstanceId"] = conversation.ChannelId.ToString("D");
        if (turn.Locale is { } locale)
        {
            context["msdyn_Locale"] = locale;
            context["va_CustomerLocale"] = locale;
        }
        foreach (var (name, from) in Surroundings)
            if (First(variables, from, also: _ => true) is { } known) context[name] = known;
        Customer(context, conversation);
        Case(context, variables);
        return context;
    }

    private static void Customer(JsonObject context, Conversation conversation)
    {
        if (conversation.VerifiedContactId is not { } contact) return;
        var name = conversation.ContactName ?? "";
        context["msdyn_contact_msdyn_ocliveworkitem_Customer"] = Linked(contact.ToString("D"), name);
        context["msdyn_CustomerType"] = "contact";
        context["msdyn_CustomerId"] = contact.ToString("D");
        context["msdyn_CustomerName"] = name;
        if (conversation.VerifiedAccountId is { } account)
            context["msdyn_account_msdyn_ocliveworkitem_Customer"] = Linked(account.ToString("D"), conversation.ContactCompany ?? "");
    }

    private static void Case(JsonObject context, IReadOnlyList<Variable> variables)
    {
        if (First(variables, CaseIds, also: variable => variable.SetBy != "visitor") is not { } id || !Guid.TryParse(id, out _)) return;
        var title = First(variables, CaseTitles, also: variable => variable.SetBy != "visitor") ?? "";
        context["msdyn_incident_msdyn_ocliveworkitem"] = Linked(id, title);
        context["msdyn_CaseId"] = id;
        context["msdyn_CaseTitle"] = title;
    }

    private static JsonArray Linked(string id, string name) => new(new JsonObject { ["RecordId"] = id, ["PrimaryDisplayValue"] = name });

    private static string? First(IReadOnlyList<Variable> variables, string[] names, Func<Variable, bool> also) =>
        names.Select(name => variables.FirstOrDefault(variable => variable.Name == name && also(variable))?.Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}
