using Baton.Plumbing;

namespace Baton.People;

/// <summary>A bot's presence: whether it gets visitors. It follows from what its account says, and from its breaker.</summary>
public static class BotPresences
{
    /// <summary>For SQL: the presence that the bot b ought to have at @now. One that is being tried gets nobody else meanwhile.</summary>
    private const string Due = """
        (case when not b.published or not b.connected then 'Offline'
              when b.breaker_until > @now or b.trial_at is not null then 'Away'
              else 'Available' end)
        """;

    /// <summary>Makes it what it ought to be, after the account or the breaker has changed in this work; says so where that is news.</summary>
    public static async Task SetBotPresence(this Work work, Guid botId)
    {
        var changed = await work.Run($"""
            update users u set presence = {Due}, presence_at = @now
            from bots b where b.user_id = u.id and u.id = @botId and u.disabled_at is null and u.presence <> {Due}
            """, new { botId, now = work.Now });
        if (changed > 0) work.Record(new PresenceChanged(botId));
    }
}
