namespace Baton.Sandbox.Records.Rules;

/// <summary>An address in one piece.</summary>
internal class AddressRules : TableRules
{
    private static readonly string[] Lines = ["address1_line1", "address1_line2", "address1_line3"];
    private static readonly string[] Place = ["address1_city", "address1_stateorprovince", "address1_postalcode"];
    private static readonly string[] Country = ["address1_country"];

    public override void Compute(Change change)
    {
        if (change.Table.Find("address1_composite") is null) return;
        var place = string.Join(' ', Given(change, Place));
        var lines = Given(change, Lines).Append(place).Concat(Given(change, Country)).Where(line => line.Length > 0);
        var composite = string.Join("\r\n", lines);
        change.Values["address1_composite"] = composite.Length == 0 ? null : composite;
    }

    private static IEnumerable<string> Given(Change change, string[] columns) =>
        columns.Select(change.TextAfter).Where(text => !string.IsNullOrWhiteSpace(text))!;
}

/// <summary>A person's full name is made from its parts.</summary>
internal sealed class PersonRules : AddressRules
{
    private static readonly string[] Parts = ["firstname", "middlename", "lastname"];

    public override void Compute(Change change)
    {
        base.Compute(change);
        var parts = Parts
            .Where(column => change.Table.Find(column) is not null)
            .Select(change.TextAfter)
            .Where(part => !string.IsNullOrWhiteSpace(part));
        change.Values["fullname"] = string.Join(' ', parts);
    }
}
