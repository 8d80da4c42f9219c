using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Changes an opportunity's stage, value, close date or probability, or closes it as won or lost.</summary>
internal static class UpdateOpportunity
{
    private static readonly Options Outcomes = new(("Won", 3), ("Canceled", 4), ("Out-Sold", 5));

    public static Tool On(CrmLine line) => new()
    {
        Name = "update_opportunity",
        Title = "Update opportunity",
        Group = "Opportunity",
        Description = """
            Changes an opportunity's stage, estimated value, close date or probability, or closes it (Won, Canceled, Out-Sold). Use it when the customer has
            confirmed the change. Don't use it on a guess: it changes the sales forecast.
            """,
        Input = new Schema(
            Meant.OpportunityId, Meant.OpportunityName,
            Opportunities.Stages.Field("stage", "The new stage."), Field.Number("estimated_value", "The new estimated value, in the opportunity's currency.", 0, 100_000_000_000m),
            Field.Day("estimated_close_date", "The new close date, such as 2026-12-31."), Field.Whole("probability", "The new probability in percent.", 0, 100),
            Outcomes.Field("close_as", "Closes the opportunity with this outcome."), Field.Text("description", "Replaces the description; on closing, why.", 2_000))
        {
            OneOf = [["opportunity_id", "opportunity_name"], ["stage", "estimated_value", "estimated_close_date", "probability", "close_as", "description"]],
        },
        IsReadOnly = false,
        IsDestructive = true,
        IsIdempotent = true,
        NeedsYes = true,
        Foresee = line.Foreseeing(Foresee),
        Privileges = ["prvReadOpportunity", "prvWriteOpportunity"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<Preview> Foresee(CrmRun run, CancellationToken ct)
    {
        var deal = await run.Read(new Query(Opportunities.Set) { Select = Opportunities.BriefColumns + ",description" }, "opportunityid", await run.Opportunity(ct), "opportunity", ct);
        return new Preview($"Change the opportunity {deal.Text("name")}.", run.Changes(deal,
            ("stage", "salesstage"), ("estimated_value", "estimatedvalue"), ("estimated_close_date", "estimatedclosedate"), ("probability", "closeprobability"),
            ("close_as", "statecode"), ("description", "description")));
    }

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Opportunity(ct);
        var (stage, value) = (run.Tool.Text("stage"), run.Tool.Number("estimated_value"));
        var outcome = Outcomes.Value(run.Tool.Text("close_as"));
        var fields = Shape.Of(
            ("salesstage", Opportunities.Stages.Value(stage)), ("stepname", stage is null ? null : $"{Opportunities.Stages.Value(stage) + 1}-{stage}"),
            ("estimatedvalue", value), ("isrevenuesystemcalculated", value is null ? null : false),   // else the value would be computed from products again
            ("estimatedclosedate", run.Tool.Text("estimated_close_date")), ("closeprobability", run.Tool.Whole("probability")),
            ("description", outcome is null ? run.Tool.Text("description") : null));
        if (fields.Count > 0) await run.Update(Opportunities.Set, id, fields, ct);
        if (outcome is not null) await Close(run, id, outcome.Value, value, ct);
        return Shape.Of(("opportunity_id", id.ToString("D")), ("updated", Shape.Names(run.Tool.Input, "opportunity_id", "opportunity_name")));
    }

    private static async Task Close(CrmRun run, Guid id, int outcome, decimal? value, CancellationToken ct)
    {
        var won = outcome == Outcomes.Value("Won");
        var close = Shape.Of(
            ("subject", won ? "Won" : "Lost"), ("opportunityid@odata.bind", DataverseClient.Bind(Opportunities.Set, id)),
            ("actualrevenue", won ? value : null), ("description", run.Tool.Text("description")));
        await run.Action(won ? "WinOpportunity" : "LoseOpportunity", id, new JsonObject { ["Status"] = outcome, ["OpportunityClose"] = close }, ct);
    }
}
