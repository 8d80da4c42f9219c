using System.Collections.Concurrent;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// What the accounts of bots at an address say, for every call to them and of them: read again when an account changes, and at the latest after a second.
/// </summary>
internal sealed class KnownBots
{
    private const int KeptMax = 1_000;

    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Known> _known = new();
    private readonly IServiceScopeFactory _scopes;
    private readonly Secrets _secrets;
    private readonly TimeProvider _clock;

    public KnownBots(IServiceScopeFactory scopes, Secrets secrets, Bulletin bulletin, TimeProvider clock)
    {
        (_scopes, _secrets, _clock) = (scopes, secrets, clock);
        bulletin.Listen(notices =>
        {
            foreach (var notice in notices)
                if (notice.Kind == nameof(UserChanged)) _known.TryRemove(notice.Subject, out _);
        });
        bulletin.OnGap(_known.Clear);
    }

    /// <summary>The bot, also one that was removed; null when there never was one of that id.</summary>
    public async ValueTask<ConnectorBot?> Find(Guid botId, CancellationToken ct)
    {
        if (_known.TryGetValue(botId, out var known) && _clock.GetElapsedTime(known.ReadAt) < ReadAgainAfter) return known.Bot;

        var readAt = _clock.GetTimestamp();
        await using var scope = _scopes.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<Database>().Find<Row>("""
            select b.user_id as id, b.application_id, b.auth_sealed, b.endpoint, b.inline_replies, b.context_event, u.disabled_at is not null as is_removed,
                   array(select id from bot_secrets s where s.bot_id = b.user_id) as secret_ids
            from bots b join users u on u.id = b.user_id where b.user_id = @botId
            """, new { botId }, ct);
        if (row is null) return null;

        if (_known.Count >= KeptMax) _known.Clear();
        var bot = row.Bot(BotAuth.Open(_secrets, row.AuthSealed));
        _known[botId] = new Known(bot, readAt);
        return bot;
    }

    private sealed record Known(ConnectorBot Bot, long ReadAt);

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public string? ApplicationId { get; init; }
        public string? AuthSealed { get; init; }
        public string? Endpoint { get; init; }
        public required bool InlineReplies { get; init; }
        public required string ContextEvent { get; init; }
        public required bool IsRemoved { get; init; }
        public required Guid[] SecretIds { get; init; }

        public ConnectorBot Bot(BotAuth? auth) => new()
        {
            Id = Id, ApplicationId = ApplicationId, AuthSealed = AuthSealed, Auth = auth, Endpoint = Endpoint, InlineReplies = InlineReplies, ContextEvent = ContextEvent,
            IsRemoved = IsRemoved, SecretIds = SecretIds,
        };
    }
}
