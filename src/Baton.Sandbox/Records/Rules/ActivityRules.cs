using Baton.Sandbox.Store;

namespace Baton.Sandbox.Records.Rules;

/// <summary>What all activities have in common: how long they took, when they ended, and whom an e-mail names.</summary>
internal sealed class ActivityRules : TableRules
{
    private const int Open = 0;
    private const int Scheduled = 3;

    public override void Compute(Change change)
    {
        if (change.After("scheduledstart") is DateTime start && change.After("scheduledend") is DateTime end)
            change.Values["scheduleddurationminutes"] = (int)Math.Clamp((end - start).TotalMinutes, 0, int.MaxValue);
        if (change.IsCreate) change.Values["sortdate"] = change.Values["createdon"];
    }

    public override Task Check(Deed deed, Change change)
    {
        if (change.After("scheduledstart") is DateTime start && change.After("scheduledend") is DateTime end && end < start
            && change.Table.Name == "appointment")
            throw WebApi.Fault.Invalid("0x80040274", "Scheduled End must be after Scheduled Start.");
        if (change.Changes("statecode") && change.NumberAfter("statecode") is not (Open or Scheduled) && change.After("actualend") is null)
            change.Values["actualend"] = deed.Moment;
        return Task.CompletedTask;
    }

    /// <summary>The owner and the regarding record are parties of every activity, as Dataverse keeps them.</summary>
    public override async Task Follow(Deed deed, Change change)
    {
        if (change.Table.Name is "incidentresolution" or "opportunityclose" or "quoteclose") return;
        if (change.IsCreate || change.Changes("ownerid")) await Replace(deed, change, 9, change.LookupAfter("ownerid"));
        if (change.IsCreate || change.Changes("regardingobjectid")) await Replace(deed, change, 8, change.LookupAfter("regardingobjectid"));
    }

    private static async Task Replace(Deed deed, Change change, int role, Ref? party)
    {
        var gone = new SqlText();
        await deed.Work.Run(gone.Add($"delete from crm.activityparty where activityid = {gone.Value(change.Id)} and "
            + $"participationtypemask = {role}"));
        var parties = deed.Catalog["activityparty"];
        if (party is null || parties["partyid"].Targets.All(target => target.Table != party.Value.Table)) return;
        await Rows.Insert(deed.Work, parties, new Row
        {
            Id = Guid.CreateVersion7(deed.Now), ["activityid"] = new Ref(change.Table.Name, change.Id), ["partyid"] = party,
            ["participationtypemask"] = role,
        });
    }
}

/// <summary>A party of an e-mail shows in its From and To.</summary>
internal sealed class PartyRules : TableRules
{
    private const int Sender = 1;
    private const int To = 2;

    public override async Task Check(Deed deed, Change change)
    {
        if (change.TextAfter("addressused") is not null || change.LookupAfter("partyid") is not { } party) return;
        var row = await deed.Get(party.Table, party.Id);
        change.Values["addressused"] = row.Text(party.Table == "systemuser" ? "internalemailaddress" : "emailaddress1");
    }

    public override async Task Follow(Deed deed, Change change)
    {
        if (change.LookupAfter("activityid") is not { } activity || change.NumberAfter("participationtypemask") is not (Sender or To))
            return;
        if (await Rows.Find(deed.Work, deed.Catalog["email"], activity.Id) is null) return;
        var sql = new SqlText();
        var id = sql.Value(activity.Id);
        await deed.Work.Run(sql.Add($"""
            update crm.activitypointer set
                sender = (select addressused from crm.activityparty where activityid = {id} and participationtypemask = {Sender} limit 1),
                torecipients = (select string_agg(addressused, ';' order by addressused) || ';' from crm.activityparty
                                where activityid = {id} and participationtypemask = {To})
            where activityid = {id}
            """));
    }
}
