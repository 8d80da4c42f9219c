using System.Text.Json.Serialization;
using Baton.Conversations;
using Baton.Dataverse;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>Who the visitor is in the CRM, for the agent who talks with them: contact card and open cases, or in a sentence why not.</summary>
public sealed class Sidebar(Database database, CrmLine line, CrmSettings settings, TimeProvider clock)
{
    private const int OpenCasesMax = 10;

    /// <summary>What the sidebar shows.</summary>
    public sealed record Card
    {
        /// <summary>found, none, many, unavailable or off.</summary>
        public required string Status { get; init; }
        public Person? Contact { get; init; }

        /// <summary>The columns that an administrator has added, with what the visitor's records say in them.</summary>
        public IReadOnlyList<Shown>? Fields { get; init; }
        public IReadOnlyList<Case> OpenCases { get; init; } = [];

        /// <summary>Who it may be, where several match.</summary>
        public IReadOnlyList<Person>? Choices { get; init; }
        public required DateTimeOffset CheckedAt { get; init; }
        public Trouble? Problem { get; init; }
    }

    public sealed record Person
    {
        public required string Id { get; init; }
        public string? Name { get; init; }
        public string? Email { get; init; }
        public string? Phone { get; init; }
        public string? Company { get; init; }
        public string? JobTitle { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public bool Vip { get; init; }
        public required string Url { get; init; }
    }

    /// <summary>An added column with its value, as people read it.</summary>
    public sealed record Shown(string Table, string Label, string Value);

    public sealed record Case
    {
        /// <summary>The added columns of cases.</summary>
        public IReadOnlyList<Shown>? Fields { get; init; }
        public required string Id { get; init; }
        public string? TicketNumber { get; init; }
        public string? Title { get; init; }
        public string? Status { get; init; }
        public string? Priority { get; init; }
        public DateTimeOffset? CreatedAt { get; init; }
        public required string Url { get; init; }
    }

    /// <summary>Why there is nothing to show, as a colleague would say it.</summary>
    public sealed record Trouble(string Message, string? Hint);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/conversations/{id:guid}/crm", async (Guid id, Caller caller, Database database, Sidebar sidebar, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            return await sidebar.Show(id, ct);
        }).RequireCaller().WithName("ConversationCrm").WithTags("Dynamics 365");

    public async Task<Card> Show(Guid conversationId, CancellationToken ct)
    {
        var conversation = await database.Conversation(conversationId, ct);
        if (await line.Find(ct) is not { } open) return Without("off", "No Dynamics organisation is connected.", "An administrator connects one in Setup, Dynamics 365.");

        using var limit = new TimeLimit(settings.SidebarLimit, clock, ct);
        try
        {
            return Guid.TryParse(conversation.ContactId, out var contactId)
                ? await Known(open, contactId, limit.Token)
                : await Unknown(open, conversation, limit.Token);
        }
        catch (DataverseError error)
        {
            line.Health.Failed(error);
            return Without("unavailable", error.Meaning.Sentence, error.Meaning.NextStep);
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            return Without("unavailable", "Dynamics is slow to answer just now.", "Go on without it; look again in a moment.");
        }
    }

    private async Task<Card> Known(CrmLine.Open open, Guid contactId, CancellationToken ct)
    {
        var client = open.Client.Urgent().Within(settings.SidebarLimit);
        var added = (await SidebarFields.Read(database, ct)).ToLookup(field => field.Table);
        var contact = client.Find(new Query(Contacts.Set) { Select = With(Contacts.BriefColumns, added["contact"]), Expand = Contacts.WithCompany }, contactId, ct);
        var cases = client.Query(Cases.Of(contactId, onlyOpen: true, OpenCasesMax) with { Select = With(Cases.BriefColumns, added["incident"]) }, ct);
        await Task.WhenAll(contact, cases);
        if (await contact is not { } row)
            return Without("none", "The contact is no longer in Dynamics.", "It may have been deleted or merged.");
        var more = await Added(client, row, contactId, added, ct);
        return new Card
        {
            Status = "found", CheckedAt = clock.GetUtcNow(),
            Contact = PersonOf(open, row),
            Fields = added.Count > 0 ? more : null,
            OpenCases = [.. (await cases).Rows.Where(found => found.Id("incidentid") is not null).Select(found => new Case
            {
                Id = found.Text("incidentid")!, TicketNumber = found.Text("ticketnumber"), Title = found.Text("title"), Status = found.Label("statuscode"),
                Priority = found.Label("prioritycode"), CreatedAt = found.Time("createdon"), Url = open.Connection.PageOf("incident", found.Id("incidentid")!.Value),
                Fields = added["incident"].Any() ? [.. Values(found, added["incident"])] : null,
            })],
        };
    }

    /// <summary>What was added of the contact, its account, and the newest open lead and opportunity.</summary>
    private static async Task<IReadOnlyList<Shown>> Added(
        DataverseClient client, Row contact, Guid contactId, ILookup<string, SidebarField> added, CancellationToken ct)
    {
        var account = added["account"].Any() && Contacts.AccountId(contact) is { } accountId
            ? client.Find(new Query(Accounts.Set) { Select = With("accountid", added["account"]) }, accountId, ct) : Task.FromResult<Row?>(null);
        var lead = added["lead"].Any() && contact.Text("emailaddress1") is { } email
            ? First(client, new Query(Leads.Set) { Select = With("leadid", added["lead"]), Filter = Filter.Of($"statecode eq 0 and emailaddress1 eq {email}") }, ct)
            : Task.FromResult<Row?>(null);
        var deal = added["opportunity"].Any()
            ? First(client, new Query(Opportunities.Set)
            {
                Select = With("opportunityid", added["opportunity"]), Filter = Filter.All(Filter.Of($"statecode eq 0"), Opportunities.OfContact(contactId)),
            }, ct)
            : Task.FromResult<Row?>(null);
        await Task.WhenAll(account, lead, deal);
        return [.. Values(contact, added["contact"]), .. Values(await account, added["account"]), .. Values(await lead, added["lead"]), .. Values(await deal, added["opportunity"])];
    }

    private static async Task<Row?> First(DataverseClient client, Query query, CancellationToken ct) =>
        (await client.Query(query with { OrderBy = "createdon desc", Top = 1 }, ct)).Rows is [var row] ? row : null;

    private static string With(string columns, IEnumerable<SidebarField> added) =>
        string.Join(',', columns.Split(',').Concat(added.Select(field => field.Column)).Distinct());

    private static IEnumerable<Shown> Values(Row? record, IEnumerable<SidebarField> added) => record is not { } row ? []
        : added.Where(field => row.Label(field.Column) is not null).Select(field => new Shown(field.Table, field.Label, row.Label(field.Column)!));

    private static Person PersonOf(CrmLine.Open open, Row row) => new()
    {
        Id = row.Text("contactid")!, Name = row.Text("fullname"), Email = row.Text("emailaddress1"), Phone = Contacts.Phone(row),
        Company = Contacts.Company(row), JobTitle = row.Text("jobtitle"), Vip = Contacts.IsVip(row), Url = open.Connection.PageOf("contact", row.Id("contactid")!.Value),
    };

    private async Task<Card> Unknown(CrmLine.Open open, Conversation conversation, CancellationToken ct) => await Lookup.Earlier(database, conversation.Id, ct) switch
    {
        { Status: "many", Matches: var count } => Without("many",
            $"{(count >= Contacts.MatchesMax ? $"{count} or more" : count)} contacts match what is known of the visitor.", "Ask the visitor which company they are with, and say which of them it is.")
            with { Choices = await Choices(open, conversation, ct) },
        { Status: "unavailable", Problem: var problem } => Without("unavailable", problem ?? "Dynamics did not answer.", "It is tried again by itself."),
        { Status: "none", Email: var key } => Without("none", Sought.LooksLikeEmail(key) ? "No contact has this e-mail address." : "No contact matches what is known of the visitor.", null),
        _ => Without("none", "The visitor's e-mail address is not known yet.", null),
    };

    private async Task<IReadOnlyList<Person>> Choices(CrmLine.Open open, Conversation conversation, CancellationToken ct)
    {
        var sought = Sought.Of(conversation, await database.VariablesOf(conversation.Id, ct));
        return [.. (await sought.Contacts(open.Client.Urgent().Within(settings.SidebarLimit), ct)).Where(row => row.Id("contactid") is not null).Select(row => PersonOf(open, row))];
    }

    private Card Without(string status, string message, string? hint) =>
        new() { Status = status, CheckedAt = clock.GetUtcNow(), Problem = new Trouble(message, hint) };
}
