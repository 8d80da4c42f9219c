using System.Text.Json.Serialization;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Desk;

/// <summary>Somebody or something, as lists show it.</summary>
public sealed record Named(Guid Id, string Name, string? Kind = null);

/// <summary>Who came.</summary>
public sealed record VisitorView(string Id, string Name, string? Email, string? VerifiedBy = null);

/// <summary>Who the CRM says they are.</summary>
public sealed record ContactView(string Id, string Name, string? Company, bool Vip);

/// <summary>The last thing said, shortened.</summary>
public sealed record LastView(int N, string Text, SpeakerView From, DateTimeOffset At);

/// <summary>Who spoke, without their id: visitors see this too.</summary>
public sealed record SpeakerView(string Kind, string Name);

/// <summary>A conversation as lists show it; see docs/API.md.</summary>
public record ConversationRow
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required State State { get; init; }
    public required string Channel { get; init; }
    public required VisitorView Visitor { get; init; }
    public ContactView? Contact { get; init; }
    public Named? Queue { get; init; }
    public Named? Handler { get; init; }
    public Guid? OfferedTo { get; init; }
    public required int Epoch { get; init; }
    public LastView? Last { get; init; }
    public required int Messages { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? WaitingSince { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public string? CloseReason { get; init; }
    public int? Rating { get; init; }
    public string? RatingComment { get; init; }

    /// <summary>Whether the visitor says that their question was answered.</summary>
    public bool? Resolved { get; init; }
    public string? Locale { get; init; }
}

/// <summary>A conversation as its page shows it.</summary>
public sealed record ConversationView : ConversationRow
{
    public string? Summary { get; init; }
    public string? SummaryBy { get; init; }
    public string? EscalationReason { get; init; }
    public IReadOnlyList<VariableView> Variables { get; init; } = [];
    public DraftView? Draft { get; init; }

    /// <summary>Everybody's drafts; each is shown only to whose it is.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<Guid, DraftView> Drafts { get; init; } = new Dictionary<Guid, DraftView>();

    public ConversationView For(Guid reader) => this with { Draft = Drafts.GetValueOrDefault(reader) };
}

/// <summary>A context variable with its value as what it is.</summary>
public sealed record VariableView(string Name, string Type, object Value, string SetBy);

/// <summary>Words that somebody has not sent yet.</summary>
public sealed record DraftView(string Text, string Mode);

/// <summary>One numbered entry of a conversation, as the wire has it.</summary>
public sealed record MessageView
{
    public required int N { get; init; }
    public required string Kind { get; init; }
    public required SpeakerView From { get; init; }
    public required string Text { get; init; }
    public string? ClientId { get; init; }
    public required DateTimeOffset At { get; init; }
    public IReadOnlyList<Suggestion>? Suggested { get; init; }
    public System.Text.Json.Nodes.JsonArray? Attachments { get; init; }
    public Happening? Event { get; init; }

    /// <summary>The number of the message that these words take the place of.</summary>
    public int? Revises { get; init; }

    /// <summary>The number of the message that its bot has taken back.</summary>
    public int? Withdraws { get; init; }

    /// <summary>How several attachments are laid out: below each other, or side by side (carousel).</summary>
    public string? AttachmentLayout { get; init; }

    /// <summary>Where in the text the words begin that stand for each attachment, and after them those for buttons or a submitted value.</summary>
    public IReadOnlyList<int>? WordsFrom { get; init; }

    /// <summary>What the visitor saw themselves say, where another text was sent.</summary>
    public string? Shown { get; init; }

    /// <summary>What a bot sent along that visitors are not shown.</summary>
    public string? Aside { get; init; }

    public static MessageView Of(Message message) => new()
    {
        N = message.N, Kind = message.Kind, From = new(message.From.Kind, message.From.Name), Text = message.Text, ClientId = message.ClientId, At = message.At,
        Suggested = message.Extra?.Suggested, Attachments = message.Extra?.Attachments, Event = message.Extra?.Event,
        Revises = message.Extra?.Revises, Withdraws = message.Extra?.Withdraws,
        AttachmentLayout = message.Extra?.AttachmentLayout, WordsFrom = message.Extra?.WordsFrom, Aside = message.Extra?.Aside, Shown = ShownOf(message),
    };

    private static string? ShownOf(Message message) => message.From.Kind == "visitor"
        && (message.Extra?.ChannelData as System.Text.Json.Nodes.JsonObject)?["messageBack"] is System.Text.Json.Nodes.JsonObject back
        && back["displayText"] is System.Text.Json.Nodes.JsonValue shown && shown.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? shown.GetValue<string>() : null;
}

/// <summary>Reads what desks show: rows by the hundred in one query, a page in three.</summary>
public static class Rows
{
    private const int LastLengthMax = 160;

    public static readonly string Columns = $"""
        c.id, c.version, c.state, c.channel, c.visitor_id, c.visitor_name, c.visitor_email, c.verified_by, c.contact_id, c.contact_name, c.contact_company, c.contact_vip,
        c.queue_id, q.name as queue_name, c.handler_id, c.handler_kind, u.name as handler_name, c.offered_to, c.epoch, c.last_n, c.created_at, c.waiting_since,
        c.ended_at, c.closed_at, c.close_reason, c.rating, c.rating_comment, c.resolved, c.locale, c.summary, c.summary_by, c.escalation_reason,
        m.n, left(m.text, {LastLengthMax}) as last_text, m.from_kind, m.from_name, m.at as last_at
        """;

    public const string From = """
        (select * from conversations where channel <> 'test') c
        left join queues q on q.id = c.queue_id
        left join users u on u.id = c.handler_id
        left join lateral (
            select n, text, from_kind, from_name, at from words where conversation_id = c.id and kind <> 'event' order by n desc limit 1) m on true
        """;

    public static async Task<IReadOnlyList<ConversationRow>> RowsOf(this Database database, Guid[] ids, CancellationToken ct) =>
        [.. (await database.List<Flat>($"select {Columns} from {From} where c.id = any(@ids)", new { ids }, ct)).Select(row => row.Row())];

    public static async Task<ConversationRow> RowOf(this Database database, Guid id, CancellationToken ct) =>
        (await database.RowsOf([id], ct)).SingleOrDefault() ?? throw Refusal.NotFound("conversation");

    public static async Task<ConversationView> ViewOf(this Database database, Guid id, Guid reader, CancellationToken ct) =>
        (await database.ViewsOf([id], ct)).SingleOrDefault()?.For(reader) ?? throw Refusal.NotFound("conversation");

    public static async Task<IReadOnlyList<ConversationView>> ViewsOf(this Database database, Guid[] ids, CancellationToken ct)
    {
        if (ids.Length == 0) return [];
        var rows = await database.List<Flat>($"select {Columns} from {From} where c.id = any(@ids)", new { ids }, ct);
        var variables = (await database.List<OwnedVariable>("select conversation_id, name, type, value, set_by from variables where conversation_id = any(@ids) and not hidden order by name",
            new { ids }, ct)).ToLookup(variable => variable.ConversationId);
        var drafts = (await database.List<OwnedDraft>("select conversation_id, user_id, text, mode from drafts where conversation_id = any(@ids)",
            new { ids }, ct)).ToLookup(draft => draft.ConversationId);
        return [.. rows.Select(row => row.View() with
        {
            Variables = [.. variables[row.Id].Select(v => new VariableView(v.Name, v.Type, v.AsVariable.Typed, v.SetBy))],
            Drafts = drafts[row.Id].ToDictionary(draft => draft.UserId, draft => new DraftView(draft.Text, draft.Mode)),
        })];
    }

    /// <summary>Messages after a number, or the last so many of each conversation when none is given.</summary>
    public static async Task<IReadOnlyList<MessageView>> MessagesOf(this Database database, Guid id, int after, int limit, CancellationToken ct) =>
        [.. (await database.MessagesAfter(id, after, limit, ct)).Select(MessageView.Of)];

    public static async Task<ILookup<Guid, MessageView>> LastMessagesOf(this Database database, Guid[] ids, int each, CancellationToken ct) =>
        (await database.List<Transcript.Line>($"""
            select m.* from unnest(@ids) as wanted (id)
            cross join lateral (select {Transcript.Columns} from messages where conversation_id = wanted.id order by n desc limit @each) m
            order by m.conversation_id, m.n
            """, new { ids, each }, ct)).ToLookup(line => line.ConversationId, line => MessageView.Of(line.Message));

    private sealed record OwnedVariable
    {
        public Guid ConversationId { get; init; }
        public required string Name { get; init; }
        public required string Type { get; init; }
        public required string Value { get; init; }
        public required string SetBy { get; init; }
        public Variable AsVariable => new() { Name = Name, Type = Type, Value = Value, SetBy = SetBy };
    }

    private sealed record OwnedDraft
    {
        public Guid ConversationId { get; init; }
        public Guid UserId { get; init; }
        public required string Text { get; init; }
        public required string Mode { get; init; }
    }

    /// <summary>A row as the query gives it.</summary>
    internal sealed record Flat
    {
        public Guid Id { get; init; }
        public int Version { get; init; }
        public State State { get; init; }
        public required string Channel { get; init; }
        public required string VisitorId { get; init; }
        public string? VisitorName { get; init; }
        public string? VisitorEmail { get; init; }
        public string? VerifiedBy { get; init; }
        public string? ContactId { get; init; }
        public string? ContactName { get; init; }
        public string? ContactCompany { get; init; }
        public bool ContactVip { get; init; }
        public Guid? QueueId { get; init; }
        public string? QueueName { get; init; }
        public Guid? HandlerId { get; init; }
        public string? HandlerKind { get; init; }
        public string? HandlerName { get; init; }
        public Guid? OfferedTo { get; init; }
        public int Epoch { get; init; }
        public int LastN { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? WaitingSince { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
        public string? CloseReason { get; init; }
        public int? Rating { get; init; }
        public string? RatingComment { get; init; }
        public bool? Resolved { get; init; }
        public string? Locale { get; init; }
        public string? Summary { get; init; }
        public string? SummaryBy { get; init; }
        public string? EscalationReason { get; init; }
        public int? N { get; init; }
        public string? LastText { get; init; }
        public string? FromKind { get; init; }
        public string? FromName { get; init; }
        public DateTimeOffset? LastAt { get; init; }

        public ConversationRow Row() => View();

        public ConversationView View() => new()
        {
            Id = Id, Version = Version, State = State, Channel = Channel,
            Visitor = new(VisitorId, ContactName ?? VisitorName ?? "Visitor", VisitorEmail, VerifiedBy),
            Contact = ContactId is null ? null : new(ContactId, ContactName ?? "", ContactCompany, ContactVip),
            Queue = QueueId is { } queue && QueueName is not null ? new(queue, QueueName) : null,
            Handler = HandlerId is { } handler && HandlerName is not null ? new(handler, HandlerName, HandlerKind) : null,
            OfferedTo = OfferedTo, Epoch = Epoch, Messages = LastN, CreatedAt = CreatedAt, WaitingSince = WaitingSince, EndedAt = EndedAt, ClosedAt = ClosedAt,
            Last = N is { } n ? new(n, LastText!, new(FromKind!, FromName!), LastAt!.Value) : null,
            CloseReason = CloseReason, Rating = Rating, RatingComment = RatingComment, Resolved = Resolved, Locale = Locale,
            Summary = Summary, SummaryBy = SummaryBy, EscalationReason = EscalationReason,
        };
    }
}
