namespace Baton.Dataverse;

/// <summary>What the codes of Dataverse and Entra mean for a person, and what to do next.</summary>
internal static class Meanings
{
    public static Meaning Of(string code, int status, string message, string? privilege) => code switch
    {
        "0x80040220" when privilege is not null => new(Trouble.Permission,
            $"The application user lacks the privilege {privilege}.", $"In Dynamics, add {Readable(privilege)} to one of the application user's security roles."),
        _ when Known.TryGetValue(code, out var known) => known,
        _ when code.StartsWith("AADSTS", StringComparison.Ordinal) => new(Trouble.SignIn,
            "Entra gave no token.", $"Ask your Entra administrator about {code}; the request id helps them find it."),
        _ => ByStatus(status, message),
    };

    /// <summary>prvReadIncident -> "Read on Case"; names that people know instead of the tables' own.</summary>
    private static string Readable(string privilege)
    {
        foreach (var verb in (string[])["Read", "Create", "Write", "Delete", "Append", "AppendTo", "Assign", "Share"])
            if (privilege.StartsWith("prv" + verb, StringComparison.Ordinal) && privilege.Length > verb.Length + 3 && char.IsUpper(privilege[verb.Length + 3]))
            {
                var table = privilege[(verb.Length + 3)..];
                return $"{verb} on {(table == "Incident" ? "Case" : table)} ({privilege}, depth Organization)";
            }
        return $"{privilege} (depth Organization)";
    }

    private static Meaning ByStatus(int status, string message) => status switch
    {
        400 => new(Trouble.Invalid, "Dynamics did not accept the values: " + message, "Change the values and try again."),
        401 => new(Trouble.SignIn, "The environment did not accept our token.",
            "Check that the instance URL belongs to this tenant and that this machine's clock is right."),
        403 => new(Trouble.Permission, "The application user is not allowed to do this.", "Check the application user's security roles."),
        404 => new(Trouble.Missing, "Dynamics has no such record.", "Look it up again; it may have been deleted or merged."),
        405 => new(Trouble.Conflict, "Dynamics does not allow this for the record as it is.", "Look at the record in Dynamics."),
        412 => new(Trouble.Conflict, "The record was changed by somebody else, or is there already.", "Read it again and decide anew."),
        413 => new(Trouble.Invalid, "That is more than Dynamics takes at once.", "Send less."),
        429 => new(Trouble.Busy, "Dynamics is busy.", "Nothing to do: it is tried again by itself."),
        >= 500 => new(Trouble.Down, "Dynamics has a problem of its own at the moment.", "Nothing to do: it is tried again by itself. If it lasts, look at the Microsoft 365 service health page."),
        0 => new(Trouble.Unreachable, "Dynamics could not be reached.", "Check the instance URL and this machine's network."),
        _ => new(Trouble.Invalid, "Dynamics did not accept the request: " + message, "Check the instance URL."),
    };

    private static readonly Meaning Busy = new(Trouble.Busy, "Dynamics is busy: the application user has used up its share for now.",
        "Nothing to do: it is tried again by itself.");
    private static readonly Meaning KeyTaken = new(Trouble.Conflict, "A record with this key is there already.", "Use the one that is there.");
    private static readonly Meaning TenantWrong = new(Trouble.SignIn, "There is no such tenant.",
        "Check the Tenant ID: Entra admin center, Overview, 'Tenant ID'.");

    private static readonly Dictionary<string, Meaning> Known = new()
    {
        ["time_limit"] = new(Trouble.TimeLimit, "Dynamics did not answer in time.", "Nothing to do: it is tried again by itself."),
        ["unreachable"] = new(Trouble.Unreachable, "Dynamics could not be reached.", "Check the instance URL and this machine's network."),
        ["resting"] = new(Trouble.Down, "Dynamics has failed several times in a row, so we let it rest for a moment.", "Nothing to do: it is tried again by itself."),
        ["not_dataverse"] = new(Trouble.Unreachable, "This address is not a Dataverse environment.",
            "Use only https://<your organisation>.crm<n>.dynamics.com, with nothing after .com."),
        ["too_long"] = new(Trouble.Invalid, "Dynamics sent more than we take at once.", "Ask for fewer rows or columns."),

        ["0x8006088a"] = new(Trouble.Missing, "This environment has no such table.",
            "The Sales or Customer Service app may not be installed in this environment; the tools that need it can't work here."),
        ["0x80048d19"] = new(Trouble.Invalid, "Dynamics does not know one of the columns or links that were written.", "Check the names of custom columns."),
        ["0x80040217"] = new(Trouble.Missing, "Dynamics has no such record.", "Look it up again; it may have been deleted or merged."),
        ["0x80060891"] = new(Trouble.Missing, "Dynamics has no record with this key.", "Look it up in another way."),
        ["0x80040237"] = KeyTaken,
        ["0x80060892"] = KeyTaken,
        ["0x80040333"] = new(Trouble.Conflict, "Dynamics takes this for a duplicate of a record that is there already.", "Use the record that is there."),
        ["0x80060882"] = new(Trouble.Conflict, "Somebody else has changed the record in the meantime.", "Read it again and decide anew."),
        ["0x80040220"] = new(Trouble.Permission, "The application user lacks a privilege.", "Check the application user's security roles."),
        ["0x80048306"] = new(Trouble.Permission, "The application user's roles don't reach this record.",
            "Give the privilege at the depth Organization in the application user's security role."),
        ["0x80072560"] = new(Trouble.Permission, "This environment has no application user for the app registration.",
            "Power Platform admin center, Environments, Settings, Users + permissions, Application users: add the app, with a security role."),
        ["0x80042f09"] = new(Trouble.Permission, "The application user has no security role.",
            "Give it one: Power Platform admin center, Application users, Edit security roles."),
        ["0x80040225"] = new(Trouble.Permission, "The application user is disabled.", "Enable it: Power Platform admin center, Application users."),
        ["0x8004a110"] = new(Trouble.Permission, "The application user may not act on behalf of others.", "Give it the role Delegate."),
        ["0x80044331"] = new(Trouble.Invalid, "One of the texts is too long for its column.", "Shorten it."),
        ["0x8004431a"] = new(Trouble.Invalid, "One of the options is not in its list.", "Choose one of the options that Dynamics knows."),
        ["0x8004432f"] = new(Trouble.Invalid, "One of the numbers is out of range.", "Choose another number."),
        ["0x80044330"] = new(Trouble.Invalid, "One of the numbers is out of range.", "Choose another number."),
        ["0x80040239"] = new(Trouble.Invalid, "One of the dates is not a date, or out of range.", "Write dates as 2026-12-31."),
        ["0x80040230"] = new(Trouble.Conflict, "The record is closed and can't be changed.", "Reopen it in Dynamics first, or use a new one."),
        ["0x80040227"] = new(Trouble.Conflict, "Other records depend on this one, so it can't be deleted.", "Look at the record in Dynamics."),
        ["0x80048408"] = new(Trouble.Conflict, "This status does not go with the record's state.", "Choose a status that does."),
        ["0x80044410"] = new(Trouble.Invalid, "A case needs a customer.", "Say which contact or account it is for."),
        ["0x8004f864"] = new(Trouble.Invalid, "The contact does not belong to the case's account.", "Choose a contact of that account."),
        ["0x8004f865"] = new(Trouble.Invalid, "The contact does not belong to the case's customer.", "Leave the primary contact out."),
        ["0x8004440a"] = new(Trouble.Conflict, "The case has open activities, so it can't be closed.", "Close its activities first."),
        ["0x8004440e"] = new(Trouble.Conflict, "The case has open activities, so it can't be cancelled.", "Close its activities first."),
        ["0x8003f452"] = new(Trouble.Conflict, "The case has open child cases.", "Close them first."),
        ["0x80044411"] = new(Trouble.Conflict, "The case is closed or cancelled already.", "Nothing to do, or reopen it."),
        ["0x80040515"] = new(Trouble.Conflict, "The opportunity is closed already.", "Nothing to do, or reopen it."),
        ["0x80040519"] = new(Trouble.Conflict, "The lead is closed already.", "Nothing to do, or reopen it."),
        ["0x80100005"] = new(Trouble.Conflict, "An opportunity is won or lost by closing it, not by changing its status.", "Close it as won or lost."),
        ["0x80072322"] = Busy,
        ["0x80072321"] = Busy,
        ["0x80072326"] = Busy,

        ["AADSTS900023"] = TenantWrong,
        ["AADSTS90002"] = TenantWrong,
        ["AADSTS700016"] = new(Trouble.SignIn, "This tenant knows no app with that client id.",
            "Use the 'Application (client) ID' of the app registration, not its Object ID, and check the Tenant ID."),
        ["AADSTS7000215"] = new(Trouble.SignIn, "The client secret is wrong.",
            "Paste the secret's Value, not its Secret ID. The Value is shown only once: make a new secret if you don't have it."),
        ["AADSTS7000222"] = new(Trouble.SignIn, "The client secret has expired.", "Make a new secret under Certificates & secrets and paste its Value; the other fields stay."),
        ["AADSTS7000218"] = new(Trouble.SignIn, "No client secret was sent.", "Enter the client secret."),
        ["AADSTS500011"] = new(Trouble.SignIn, "This tenant knows no environment with that instance URL.",
            "Check the instance URL for typing errors and for its region (crm, crm4, ...), and that it belongs to this tenant."),
        ["AADSTS70011"] = new(Trouble.SignIn, "Entra did not accept the scope.", "Use only https://<your organisation>.crm<n>.dynamics.com as instance URL."),
        ["AADSTS53003"] = new(Trouble.SignIn, "A conditional access policy blocks the app.", "Ask your Entra administrator; the request id helps them find it."),
    };
}
