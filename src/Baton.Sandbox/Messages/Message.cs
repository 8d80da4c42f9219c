using System.Text.Json;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>A call of a function or action.</summary>
internal sealed record Call(Dispatcher Dispatcher, WebApiRequest Request, string? Parameters)
{
    /// <summary>The table that a bound message is called on, and the row's key if it is called on one.</summary>
    public Table? Table { get; init; }
    public string? Key { get; init; }

    public string? Parameter(string name)
    {
        foreach (var part in (Parameters ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=', 2) is [var key, var value] && key == name)
                return value.StartsWith('@') ? Request.Options.GetValueOrDefault(value) : value;
        return null;
    }

    public JsonElement Body(string name) => Request.Json().TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value
        : throw Fault.BadBody($"Required parameter '{name}' is missing.");

    public JsonElement? Optional(string name) =>
        Request.Json().TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

/// <summary>A function (GET) or action (POST) of Dataverse.</summary>
internal sealed record Message(string Verb, Func<Call, Task<Answer>> Act)
{
    private static readonly Dictionary<string, Message> UnboundMessages = new()
    {
        ["WhoAmI"] = new("GET", Organisation.WhoAmI),
        ["RetrieveVersion"] = new("GET", Organisation.RetrieveVersion),
        ["RetrieveCurrentOrganization"] = new("GET", Organisation.RetrieveCurrentOrganization),
        ["CloseIncident"] = new("POST", Closing.CloseIncident),
        ["WinOpportunity"] = new("POST", Closing.WinOpportunity),
        ["LoseOpportunity"] = new("POST", Closing.LoseOpportunity),
        ["WinQuote"] = new("POST", Closing.WinQuote),
        ["CloseQuote"] = new("POST", Closing.CloseQuote),
        ["GenerateQuoteFromOpportunity"] = new("POST", Quoting.GenerateQuoteFromOpportunity),
        ["RetrieveTotalRecordCount"] = new("GET", Organisation.RetrieveTotalRecordCount),
    };

    private static readonly Dictionary<string, Message> BoundMessages = new()
    {
        ["QualifyLead"] = new("POST", Qualifying.QualifyLead),
        ["ReviseQuote"] = new("POST", Quoting.ReviseQuote),
        ["GetQuoteProductsFromOpportunity"] = new("POST", Quoting.GetQuoteProductsFromOpportunity),
        ["SendEmail"] = new("POST", Mailing.SendEmail),
        ["CreateMultiple"] = new("POST", Several.Create),
        ["UpdateMultiple"] = new("POST", Several.Update),
        ["UpsertMultiple"] = new("POST", Several.Upsert),
        ["RetrieveUserPrivileges"] = new("GET", Organisation.RetrieveUserPrivileges),
    };

    public static Message? Unbound(string name) => UnboundMessages.GetValueOrDefault(name);

    public static Message? Bound(string name) => BoundMessages.GetValueOrDefault(name);

    public Task<Answer> Run(Call call) => call.Request.Method == Verb ? Act(call) : throw Dispatcher.NoVerb(call.Request);
}
