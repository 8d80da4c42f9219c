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

    /// <summary>A parameter of a function, as it was written; an alias has been followed.</summary>
    public string? Parameter(string name)
    {
        foreach (var part in Definitions.JsonShape.Split(Parameters ?? "", ','))
            if (part.Split('=', 2) is [var key, var value] && key.Trim() == name)
                return value.Trim() is var given && given.StartsWith('@') ? Request.Options.GetValueOrDefault(given) : given;
        return null;
    }

    /// <summary>A parameter that is a text, without its quotes.</summary>
    public string? TextParameter(string name) => Parameter(name) is { Length: > 1 } text && text[0] == '\'' && text[^1] == '\''
        ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : Parameter(name);

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
        ["BulkDelete"] = new("POST", BulkDeleting.BulkDelete),
        ["GrantAccess"] = new("POST", Sharing.GrantAccess),
        ["ModifyAccess"] = new("POST", Sharing.GrantAccess),
        ["RevokeAccess"] = new("POST", Sharing.RevokeAccess),
        ["FormatAddress"] = new("GET", Organisation.FormatAddress),
        ["InitializeFrom"] = new("GET", Copying.InitializeFrom),
        ["RetrieveDuplicates"] = new("GET", Copying.RetrieveDuplicates),
        ["PublishXml"] = new("POST", Organisation.Nothing),
        ["PublishAllXml"] = new("POST", Organisation.Nothing),
        ["InsertOptionValue"] = new("POST", OptionValues.Insert),
        ["UpdateOptionValue"] = new("POST", OptionValues.Insert),
        ["DeleteOptionValue"] = new("POST", OptionValues.Delete),
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
        ["DeleteMultiple"] = new("POST", Several.Delete),
        ["RetrievePrincipalAccess"] = new("GET", Sharing.RetrievePrincipalAccess),
        ["AddPrivilegesRole"] = new("POST", Sharing.AddPrivilegesRole),
        ["CalculateTotalTimeIncident"] = new("GET", Organisation.CalculateTotalTimeIncident),
        ["RetrieveUserPrivileges"] = new("GET", Organisation.RetrieveUserPrivileges),
    };

    public static Message? Unbound(string name) => UnboundMessages.GetValueOrDefault(name);

    public static Message? Bound(string name) => BoundMessages.GetValueOrDefault(name);

    public Task<Answer> Run(Call call) => call.Request.Method == Verb ? Act(call) : throw Dispatcher.NoVerb(call.Request);
}
