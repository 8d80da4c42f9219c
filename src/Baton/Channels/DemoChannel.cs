using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>The web chat of the Contoso demo.</summary>
public static class DemoChannel
{
    public static readonly Guid Id = new("0192de00-0000-7000-8000-000000000020");

    /// <summary>Makes it, with the Direct Line secret that the settings give, or one made up.</summary>
    public static Task Seed(Work work, Secrets secrets, Guid workstreamId, string? secret)
    {
        secret ??= Channel.NewSecret();
        return work.Run("""
            insert into channels (id, name, kind, workstream_id, color, greeting, locale, secret_hash, secret_sealed, created_at)
            values (@Id, 'Contoso web chat', 'webChat', @workstreamId, '#0f6cbd', 'Hi! How can we help?', 'en', @hash, @text, @Now)
            """, new { Id, workstreamId, hash = Channel.HashOf(secret), text = secrets.Seal(secret), work.Now });
    }
}
