using Baton.Plumbing;

namespace Baton.Bots;

/// <summary>How the models behind AI bots are.</summary>
internal static class BotChecks
{
    public static readonly Check Model = new("model", async (services, ct) =>
    {
        var bots = await services.GetRequiredService<Database>().Find<int>("""
            select count(*)::int from bots b join users u on u.id = b.user_id where b.kind = 'ai' and u.disabled_at is null
            """, null, ct);
        return Finding.NotConfigured(bots == 0 ? "Not configured: no bot asks a model." : $"Not configured: {bots} AI bots are set up, and conversations that reach them go on to a person.");
    });
}
