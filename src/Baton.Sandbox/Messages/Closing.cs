using System.Text.Json;
using Baton.Sandbox.Records;
using Baton.Sandbox.Records.Rules;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Ends a case, an opportunity or a quote: writes the activity that says how, and moves the state as no update may.</summary>
internal static class Closing
{
    private const int Draft = 0;
    private const int ActiveQuote = 1;

    public static Task<Answer> CloseIncident(Call call) =>
        Run(call, "IncidentResolution", "incidentresolution", "incidentid", state: _ => 1, async (deed, incident, _) =>
    {
        if (incident.Number("statecode") != 0) throw Fault.Invalid("0x80044411", "Already Closed or Canceled");
        if (await CaseRules.HasOpenActivities(deed, incident.Id))
            throw Fault.Invalid("0x8004440a", "The incident can not be closed because there are open activities for this incident.");
        if ((await deed.Of("incident", "parentcaseid", incident.Id)).Exists(child => child.Number("statecode") == 0))
            throw Fault.Invalid("0x8003f452", "Close active child case before closing parent case.");
        return new Row();
    });

    public static Task<Answer> WinOpportunity(Call call) => CloseOpportunity(call, state: 1, probability: 100);

    public static Task<Answer> LoseOpportunity(Call call) => CloseOpportunity(call, state: 2, probability: 0);

    public static Task<Answer> WinQuote(Call call) => CloseQuote(call, state: 2);

    public static Task<Answer> CloseQuote(Call call) => CloseQuote(call, state: 3);

    private static Task<Answer> CloseOpportunity(Call call, int state, int probability) =>
        Run(call, "OpportunityClose", "opportunityclose", "opportunityid", _ => state, (deed, opportunity, close) =>
        {
            if (opportunity.Number("statecode") != 0) throw Fault.Invalid("0x80040515", "The opportunity has already been closed.");
            var end = close.GetValueOrDefault("actualend") as DateTime? ?? deed.Moment;
            return Task.FromResult(new Row
            {
                ["actualclosedate"] = DateOnly.FromDateTime(end), ["closeprobability"] = probability,
                ["actualvalue"] = close.Amount("actualrevenue") ?? (state == 1 ? opportunity.Amount("estimatedvalue") : 0m),
            });
        });

    private static Task<Answer> CloseQuote(Call call, int state) =>
        Run(call, "QuoteClose", "quoteclose", "quoteid", _ => state, (deed, quote, _) =>
        {
            if (quote.Number("statecode") is not (Draft or ActiveQuote)) throw Fault.Invalid("0x80048d00", "The quote is already closed.");
            if (state == 2 && quote.Number("statecode") != ActiveQuote)
                throw Fault.Invalid("0x80100002", "The quote cannot be won because it is not in active state.");
            return Task.FromResult(new Row { ["closedon"] = DateOnly.FromDateTime(deed.Moment) });
        });

    private static Task<Answer> Run(Call call, string parameter, string activity, string lookup, Func<Row, int> state, Func<Deed, Row, Row,
        Task<Row>> decide)
    {
        var close = call.Body(parameter);
        var status = call.Body("Status") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32()
            : throw Fault.BadBody("Status is no number.");
        var (catalog, target) = (call.Dispatcher.Database.Catalog, lookup[..^2]);
        return call.Dispatcher.Change(call.Request, catalog[target], async deed =>
        {
            var payload = await Payload.Read(catalog, deed.Work, catalog[activity], close, isCreate: true);
            var reference = payload.Values.Lookup(lookup) ?? throw Fault.Invalid("0x80044409", $"The {target} id is missing.");
            var row = await deed.Get(target, reference.Id, forUpdate: true);
            var changes = await decide(deed, row, payload.Values);
            await RecordActivity(deed, catalog[activity], payload.Values, row, reference);
            changes["statecode"] = state(row);
            changes["statuscode"] = Status(catalog[target], state(row), status);
            await Recording.Update(deed, catalog[target], row.Id, changes, byMessage: true);
            return Answer.NoContent();
        });
    }

    private static async Task RecordActivity(Deed deed, Table table, Row values, Row target, Ref reference)
    {
        values["regardingobjectid"] = reference;
        values.Fill("subject", table.Name == "incidentresolution" ? "Case Resolved" : table.DisplayName);
        values.Fill("ownerid", target["ownerid"]);
        values.Fill("actualend", deed.Moment);
        (values["statecode"], values["statuscode"]) = (1, 2);
        await Recording.Create(deed, table, values, byMessage: true);
    }

    // -1 lets Dataverse choose the first status of the state.
    public static int Status(Table table, int state, int status)
    {
        var possible = table["statuscode"].Options.Where(option => option.State == state).ToList();
        if (status == -1) return possible[0].Value;
        return possible.Exists(option => option.Value == status)
            ? status
            : throw Fault.Invalid("0x80048408",
                $"{status} is not a valid status code for state code "
                + $"{table.DisplayName}State.{table["statecode"].OptionOf(state)?.Label}.");
    }
}
