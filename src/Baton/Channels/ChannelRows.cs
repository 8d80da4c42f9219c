using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>What is settled about a channel when it is made or changed.</summary>
public sealed record ChannelWish
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; init; }
    public string Kind { get; init; } = "webChat";
    public required Guid WorkstreamId { get; init; }
    public string? Color { get; init; }
    public string? Greeting { get; init; }
    public string? Locale { get; init; }
    public IReadOnlyList<string>? AllowedOrigins { get; init; }
}

/// <summary>Making, changing and removing channels; for the set-up's doors and for the demo's seed.</summary>
public static class ChannelRows
{
    public static async Task<Channel> MakeChannel(this Work work, Secrets secrets, ChannelWish wish, string? secret = null)
    {
        secret ??= Channel.NewSecret();
        var identity = Channel.NewSecret();
        var channel = new Channel
        {
            Id = wish.Id, Name = wish.Name, Kind = wish.Kind, WorkstreamId = wish.WorkstreamId, Color = wish.Color, Greeting = wish.Greeting,
            Locale = wish.Locale, AllowedOrigins = [.. wish.AllowedOrigins ?? []], SecretHash = Channel.HashOf(secret), SecretSealed = secrets.Seal(secret),
            IdentitySealed = secrets.Seal(identity), CreatedAt = work.Now,
        };
        channel.MustBeSound();
        await work.Run("""
            insert into channels (id, name, kind, workstream_id, color, greeting, locale, allowed_origins, secret_hash, secret_sealed, identity_sealed,
                                  created_at)
            values (@Id, @Name, @Kind, @WorkstreamId, @Color, @Greeting, @Locale, @AllowedOrigins, @SecretHash, @SecretSealed, @IdentitySealed, @CreatedAt)
            """, channel);
        work.Record(new ChannelChanged(channel.Id));
        return channel;
    }

    public static async Task<Channel> LockChannel(this Work work, Guid id) =>
        await work.Find<Channel>("select * from channels where id = @id for update", new { id }) ?? throw Refusal.NotFound("channel");

    public static async Task SaveChannel(this Work work, Channel channel)
    {
        channel.MustBeSound();
        await work.Run("""
            update channels
            set name = @Name, kind = @Kind, workstream_id = @WorkstreamId, color = @Color, greeting = @Greeting, locale = @Locale, allowed_origins = @AllowedOrigins,
                secret_hash = @SecretHash, secret_sealed = @SecretSealed, identity_sealed = @IdentitySealed
            where id = @Id
            """, channel);
        work.Record(new ChannelChanged(channel.Id));
    }

    public static async Task RemoveChannel(this Work work, Guid id)
    {
        var removed = await work.Run("delete from channels where id = @id", new { id });
        if (removed == 0) throw Refusal.NotFound("channel");
        work.Record(new ChannelChanged(id));
    }
}
