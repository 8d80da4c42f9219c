using Baton.Dataverse;

namespace Baton.Crm;

/// <summary>What a visitor may do with a tool before they are verified. Every tool of Dynamics says which.</summary>
public enum Reach
{
    /// <summary>It shows or changes records: not before the visitor is verified.</summary>
    Records,

    /// <summary>A lookup: before that, it says whether there is a match and nothing else.</summary>
    Match,

    /// <summary>It makes something new: allowed, and it shows nothing of what is there.</summary>
    New,

    /// <summary>What anybody may see, such as the catalogue.</summary>
    Public,
}

/// <summary>
/// Whose records a run may touch. Pure, and the one place that decides it: everybody's (agents, keys, bots outside of a conversation), those of one
/// verified visitor and their account, or nobody's (a visitor who may be anybody).
/// </summary>
public sealed record Scope
{
    private enum Kind { Everybody, Visitor, Stranger }

    private readonly Kind _kind;

    private Scope(Kind kind) => _kind = kind;

    public static Scope Everybody { get; } = new(Kind.Everybody);
    public static Scope Stranger { get; } = new(Kind.Stranger);

    /// <summary>A verified visitor: their address, the one contact that has it, and the account that the contact belongs to.</summary>
    public static Scope Of(string email, Guid? contactId, Guid? accountId) =>
        new(Kind.Visitor) { Email = email, ContactId = contactId ?? Guid.Empty, AccountId = accountId ?? Guid.Empty };

    public string Email { get; private init; } = "";
    public Guid ContactId { get; private init; }
    public Guid AccountId { get; private init; }

    /// <summary>A visitor who is not verified: may be anybody.</summary>
    public bool IsStranger => _kind == Kind.Stranger;

    /// <summary>Only some records are within reach.</summary>
    public bool IsBound => _kind != Kind.Everybody;

    /// <summary>The condition for the rows of a set that are within reach; null when all are. Sets that nobody has thought about are refused.</summary>
    public Filter? Within(string set) => _kind switch
    {
        Kind.Everybody => null,
        Kind.Stranger => Public(set) ? null : Nothing(set),
        _ => Public(set) ? null : Theirs(set),
    };

    private Filter Theirs(string set) => set switch
    {
        "contacts" => Filter.Of($"contactid eq {ContactId}"),
        "accounts" => Filter.Of($"accountid eq {AccountId}"),
        "incidents" => Filter.Of($"_customerid_value eq {ContactId} or _primarycontactid_value eq {ContactId} or _customerid_value eq {AccountId}"),
        "opportunities" => Filter.Of(
            $"_parentcontactid_value eq {ContactId} or _customerid_value eq {ContactId} or _parentaccountid_value eq {AccountId} or _customerid_value eq {AccountId}"),
        "quotes" => Filter.Of($"_customerid_value eq {ContactId} or _customerid_value eq {AccountId}"),
        "leads" => Filter.Of($"emailaddress1 eq {Email}"),
        "annotations" => Filter.Of($"_objectid_value eq {ContactId} or _objectid_value eq {AccountId}"),
        "activitypointers" => About("activitypointer"),
        "emails" => About("email"),
        _ => throw new InvalidOperationException($"Nobody has decided which rows of {set} a visitor may see; see Scope."),
    };

    private Filter About(string table) => table == "email"
        ? Filter.Of($"_regardingobjectid_value eq {ContactId} or _regardingobjectid_value eq {AccountId} or email_activity_parties/any(p:p/_partyid_value eq {ContactId})")
        : Filter.Of($"_regardingobjectid_value eq {ContactId} or _regardingobjectid_value eq {AccountId} or activitypointer_activity_parties/any(p:p/_partyid_value eq {ContactId})");

    private static Filter Nothing(string set) => throw new InvalidOperationException($"A stranger's run must not read {set}.");

    private static bool Public(string set) => set is "products" or "productpricelevels" or "pricelevels" or "uoms";
}
