using Baton.Conversations;
using Baton.Dataverse;

namespace Baton.Crm;

/// <summary>
/// What is known of a visitor by which Dynamics can be asked who they are: an address first, then a telephone number, then a name that a bot or an agent has found out. Names
/// that visitors give themselves are not looked up: many people are called alike.
/// </summary>
internal sealed record Sought(string? Email, string? Phone, string? Name)
{
    /// <summary>Context variables that may hold them, first come first served.</summary>
    private static readonly string[] EmailNames = ["Email", "email", "customer_email"];
    private static readonly string[] PhoneNames = ["Phone", "phone", "CustomerPhoneNumber"];
    private static readonly string[] Names = ["Name", "name"];

    private const int DigitsMin = 6;
    private const int TextLengthMax = 100;

    /// <summary>Under which it is remembered that somebody has looked; null when there is nothing to look for.</summary>
    public string? Key => Email is not null && Phone is null && Name is null ? Email
        : string.Join(" · ", new[] { Email, Phone, Name }.OfType<string>()) is { Length: > 0 } all ? all : null;

    public static Sought Of(Conversation conversation, IReadOnlyList<Variable> variables)
    {
        var email = conversation.VerifiedEmail ?? (LooksLikeEmail(conversation.VisitorEmail) ? conversation.VisitorEmail : First(variables, EmailNames, LooksLikeEmail));
        if (conversation.VerifiedEmail is not null) return new Sought(email, null, null);   // what is proved needs no help, and takes none
        return new Sought(email, First(variables, PhoneNames, LooksLikePhone), First([.. variables.Where(variable => variable.SetBy != "visitor")], Names, LooksLikeName));
    }

    /// <summary>Active contacts: those with the address; without one, those with the number; without one, those of the name. Several are told apart by the rest.</summary>
    public async Task<IReadOnlyList<Row>> Contacts(DataverseClient client, CancellationToken ct)
    {
        var queries = new[]
        {
            Email is null ? null : Crm.Contacts.WithEmail(Email, Crm.Contacts.MatchesMax), Phone is null ? null : Crm.Contacts.WithPhone(Phone, Crm.Contacts.MatchesMax),
            Name is null ? null : Crm.Contacts.WithName(Name, Crm.Contacts.MatchesMax),
        };
        foreach (var query in queries.OfType<Query>())
        {
            var rows = (await client.Query(query, ct)).Rows;
            if (rows.Count > 0) return Narrowed(rows);
        }
        return [];
    }

    /// <summary>Active accounts, where no contact is known: by what they are called, write or are called by.</summary>
    public async Task<IReadOnlyList<Row>> Accounts(DataverseClient client, CancellationToken ct)
    {
        foreach (var filter in new Filter?[]
        {
            Email is null ? null : Filter.Of($"statecode eq 0 and emailaddress1 eq {Email}"), Phone is null ? null : Filter.Of($"statecode eq 0 and telephone1 eq {Phone}"),
            Name is null ? null : Filter.Of($"statecode eq 0 and name eq {Name}"),
        })
        {
            if (filter is not { } one) continue;
            var rows = (await client.Query(new Query(Crm.Accounts.Set) { Select = "accountid,name", Filter = one, Top = 2 }, ct)).Rows;
            if (rows.Count > 0) return rows;
        }
        return [];
    }

    public static bool LooksLikeEmail(string? text) => text is { Length: > 2 and <= TextLengthMax } && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1;

    private IReadOnlyList<Row> Narrowed(IReadOnlyList<Row> rows)
    {
        if (rows.Count < 2) return rows;
        var left = rows.Where(row => (Phone is null || Digits(Crm.Contacts.Phone(row)) == Digits(Phone) || Digits(row.Text("mobilephone")) == Digits(Phone))
            && (Name is null || string.Equals(row.Text("fullname"), Name, StringComparison.OrdinalIgnoreCase))).ToArray();
        return left.Length == 1 ? left : rows;
    }

    private static bool LooksLikePhone(string? text) => text is { Length: <= 40 } && Digits(text).Length >= DigitsMin
        && text.All(c => char.IsDigit(c) || "+-()/. ".Contains(c, StringComparison.Ordinal));

    private static bool LooksLikeName(string? text) => text is { Length: > 1 and <= TextLengthMax };

    private static string Digits(string? text) => new([.. (text ?? "").Where(char.IsDigit)]);

    private static string? First(IReadOnlyList<Variable> variables, string[] names, Func<string?, bool> right) => names
        .Select(name => variables.FirstOrDefault(variable => variable.Name == name)?.Value.Trim()).FirstOrDefault(value => value is not null && right(value));
}
