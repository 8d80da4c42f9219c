using Baton.Sandbox.Records.Rules;

namespace Baton.Sandbox.Records;

/// <summary>What a description can't say about a table. Most tables need none of it.</summary>
internal class TableRules
{
    private static readonly TableRules None = new();
    private static readonly Dictionary<string, TableRules> ByTable = new()
    {
        ["contact"] = new PersonRules(),
        ["lead"] = new PersonRules(),
        ["systemuser"] = new PersonRules(),
        ["account"] = new AddressRules(),
        ["incident"] = new CaseRules(),
        ["annotation"] = new NoteRules(),
        ["task"] = new ActivityRules(),
        ["phonecall"] = new ActivityRules(),
        ["appointment"] = new ActivityRules(),
        ["email"] = new ActivityRules(),
        ["incidentresolution"] = new ActivityRules(),
        ["opportunityclose"] = new ActivityRules(),
        ["quoteclose"] = new ActivityRules(),
        ["activityparty"] = new PartyRules(),
        ["opportunity"] = new OpportunityRules(),
        ["quote"] = new QuoteRules(),
        ["opportunityproduct"] = new LineRules("opportunity", "opportunityproduct"),
        ["quotedetail"] = new LineRules("quote", "quotedetail"),
    };

    public static TableRules Of(string table) => ByTable.GetValueOrDefault(table) ?? None;

    /// <summary>What follows from the row alone: computed columns. Also used when the sample data is made.</summary>
    public virtual void Compute(Change change)
    {
    }

    /// <summary>Before the row is written; may look at other rows, and refuse.</summary>
    public virtual Task Check(Deed deed, Change change) => Task.CompletedTask;

    /// <summary>After the row was written; may write others.</summary>
    public virtual Task Follow(Deed deed, Change change) => Task.CompletedTask;

    /// <summary>Before the row is deleted; may refuse.</summary>
    public virtual Task CheckDelete(Deed deed, Row row) => Task.CompletedTask;

    /// <summary>After the row was deleted; may write others.</summary>
    public virtual Task FollowDelete(Deed deed, Row row) => Task.CompletedTask;
}
