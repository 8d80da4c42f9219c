using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>A status belongs to a state; a closed record is not changed.</summary>
internal static class States
{
    /// <summary>Completes the pair: a state alone takes its first status, and a status of another state is refused.</summary>
    public static void Settle(Change change)
    {
        var (table, values) = (change.Table, change.Values);
        if (table.Find("statecode") is not { } states || table.Find("statuscode") is not { } statuses) return;
        if (values.GetValueOrDefault("statuscode") is -1) values.Remove("statuscode");
        if (change.IsCreate && !values.Has("statecode")) values["statecode"] = InitialState(values, states, statuses);
        if (!values.ContainsKey("statecode") && !values.ContainsKey("statuscode")) return;

        var state = change.NumberAfter("statecode");
        if (!values.Has("statuscode") && (change.IsCreate || change.Changes("statecode")))
            values["statuscode"] = statuses.Options.First(option => option.State == state).Value;
        var status = change.NumberAfter("statuscode");
        if (!statuses.Options.Any(option => option.Value == status && option.State == state))
            throw Fault.Invalid("0x80048408", $"{status} is not a valid status code for state code "
                + $"{change.Table.DisplayName}State.{states.OptionOf(state)?.Label} on {table.Name} with Id {change.Id}.");
    }

    // A new record may be born with a status of its first state; anything else is told by the state.
    private static int InitialState(Row values, Column states, Column statuses) =>
        values.Number("statuscode") is { } status
            && statuses.Options.FirstOrDefault(option => option.Value == status) is { State: { } state } && state == states.Options[0].Value
            ? state
            : states.Options[0].Value;

    /// <summary>What is closed stays as it is, unless it is being opened again.</summary>
    public static void DemandOpen(Change change)
    {
        if (!change.Table.LocksWhenInactive || change.ByMessage) return;
        if (change.Before!.Number("statecode") is 0 or null || change.Values.ContainsKey("statecode")) return;
        if (change.Values.Keys.Any(column => change.Changes(column))) throw Fault.Inactive();
    }
}
