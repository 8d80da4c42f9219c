using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>What visitors are told before a bot's first word: that what they write goes to somebody else. Asks: they have to agree to it first.</summary>
public sealed record PrivacyNotice(string? Text, bool Asks = false);

/// <summary>A bot's credentials without what is secret in them.</summary>
public sealed record AuthShape
{
    public string? Type { get; init; }
    public string? TenantId { get; init; }
    public string? ClientId { get; init; }
    public string? EnvironmentId { get; init; }
    public string? SchemaName { get; init; }
    public string? Authority { get; init; }
}

/// <summary>The events by which a bot at an address is told the context when it begins.</summary>
public static class ContextEvents
{
    /// <summary>With the context as its value: what Omnichannel's bots are sent.</summary>
    public const string Start = "startConversation";

    /// <summary>What agents made in Copilot Studio take their variables from.</summary>
    public const string CopilotStudio = "pvaSetContext";

    /// <summary>That of Copilot Studio, then the other.</summary>
    public const string Both = "both";

    public static readonly string[] All = [Start, CopilotStudio, Both];
}

/// <summary>A bot: a user with an account of its own, that sits in queues like anybody else.</summary>
public sealed record BotAccount
{
    public static readonly string[] Kinds = ["connector", "directLine", "copilotStudio", "topics", "ai"];

    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>How it is spoken to: connector, directLine, copilotStudio, topics or ai.</summary>
    public required string Kind { get; init; }
    public string? ApplicationId { get; init; }
    public string? Handle { get; init; }
    public string? Endpoint { get; init; }

    /// <summary>Whether it has credentials; they themselves are shown to nobody.</summary>
    public bool HasAuth { get; init; }

    /// <summary>What of its credentials is no secret.</summary>
    public AuthShape? Auth => AuthText is null ? null : JsonSerializer.Deserialize<AuthShape>(AuthText, JsonSerializerOptions.Web);

    /// <summary>Whether it is asked to answer within the answer to our call, since it can't reach us.</summary>
    public bool InlineReplies { get; init; }

    /// <summary>By which event a bot at an address is told the context: startConversation, pvaSetContext or both.</summary>
    public string ContextEvent { get; init; } = ContextEvents.Start;

    /// <summary>Tags of the languages it speaks.</summary>
    public string[] Languages { get; init; } = [];
    public Guid[] QueueIds { get; init; } = [];
    public required int Capacity { get; init; }

    /// <summary>Visitors meet it; otherwise it is a draft, which only testers meet.</summary>
    public required bool Published { get; init; }
    public required bool Connected { get; init; }
    public PrivacyNotice? PrivacyNotice => PrivacyText is null ? null : new PrivacyNotice(PrivacyText, PrivacyAsks);

    /// <summary>Available: it gets visitors. Offline: a draft or disconnected. Away: its breaker is open.</summary>
    public required string Presence { get; init; }

    [JsonIgnore]
    public string? AuthText { get; init; }

    [JsonIgnore]
    public string? PrivacyText { get; init; }

    [JsonIgnore]
    public bool PrivacyAsks { get; init; }
}

/// <summary>Bots' accounts as whoever speaks with the bots reads them. They are set up in Bots/Life.</summary>
public static class BotAccounts
{
    /// <summary>All but those that are gone, and those that are only being tried.</summary>
    public const string Rows = """
        select u.id, u.name, b.kind, b.application_id, b.handle, b.endpoint, b.auth_sealed is not null as has_auth, b.auth_shape::text as auth_text,
               b.inline_replies, b.context_event, b.languages, u.capacity, b.published, b.connected, b.privacy_notice as privacy_text, b.privacy_asks, u.presence,
               array(select m.queue_id from members m where m.user_id = u.id order by m.queue_id) as queue_ids
        from users u join bots b on b.user_id = u.id where u.disabled_at is null
        """;

    public static async Task<BotAccount> BotAccount(this Database database, Guid id, CancellationToken ct) =>
        await database.Find<BotAccount>($"{Rows} and u.id = @id", new { id }, ct) ?? throw Refusal.NotFound("bot");

    /// <summary>A bot's credentials as they were given, opened; null when it has none.</summary>
    public static async Task<JsonElement?> BotAuth(this Database database, Secrets secrets, Guid id, CancellationToken ct) =>
        await database.Find<string>("select auth_sealed from bots where user_id = @id", new { id }, ct) is { } text ? JsonSerializer.Deserialize<JsonElement>(secrets.Open(text)) : null;

    /// <summary>Makes a bot in the caller's work.</summary>
    public static async Task MakeBot(this Work work, Guid id, string name, string kind, int capacity, bool published = true)
    {
        await work.Run("""
            insert into users (id, kind, name, capacity, presence, created_at) values (@id, 'bot', @name, @capacity, @presence, @Now);
            insert into bots (user_id, kind, published) values (@id, @kind, @published)
            """, new { id, name, kind, capacity, published, presence = published ? "Available" : "Offline", work.Now });
        work.Record(new UserChanged(id));
    }
}
