using Baton.People;
using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>A channel as administrators set it up; supervisors see all of it but the secret.</summary>
public sealed record ChannelSetting
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required Guid WorkstreamId { get; init; }
    public string? Color { get; init; }
    public string? Greeting { get; init; }
    public string? Locale { get; init; }
    public required IReadOnlyList<string> AllowedOrigins { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The channel's Direct Line secret.</summary>
    public string? Secret { get; init; }

    /// <summary>With this the site's server signs its visitors' tokens. Shown once, when it has been made.</summary>
    public string? IdentitySecret { get; init; }
}

/// <summary>Set-up of channels.</summary>
internal static class SettingUp
{
    public static void Map(RouteGroupBuilder routes)
    {
        var channels = routes.MapGroup("/channels").WithTags("Channels");
        channels.MapGet("", async (Guid? after, int? limit, Caller caller, Database database, Secrets secrets, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var page = Page.From(after, limit);
            var found = await database.List<Channel>("select * from channels where @After::uuid is null or id > @After order by id limit @Limit", page, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok<IReadOnlyList<ChannelSetting>>([.. found.Select(channel => Shown(channel, caller, secrets))]);
        });
        channels.MapGet("{id:guid}", async (Guid id, Caller caller, Database database, Secrets secrets, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var channel = await database.Find<Channel>("select * from channels where id = @id", new { id }, ct) ?? throw Refusal.NotFound("channel");
            return TypedResults.Ok(Shown(channel, caller, secrets));
        });
        channels.MapPost("", async (Given given, Caller caller, Database database, Secrets secrets, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            var channel = await work.MakeChannel(secrets, given.Wish(await Workstream(work, given.WorkstreamId)));
            await work.WriteAudit(caller.UserId, "channel made", channel.Id.ToString(), new { channel.Name, channel.Kind });
            await work.Commit();
            return TypedResults.Created($"/api/v1/channels/{channel.Id}", Shown(channel, caller, secrets) with { IdentitySecret = secrets.Open(channel.IdentitySealed!) });
        });
        channels.MapPut("{id:guid}", (Guid id, Given given, Caller caller, Database database, Secrets secrets, CancellationToken ct) =>
            Change(id, "channel changed", async (work, channel) =>
            {
                var wish = given.Wish(await Workstream(work, given.WorkstreamId ?? channel.WorkstreamId), given.Kind ?? channel.Kind);
                return channel with
                {
                    Name = wish.Name, Kind = wish.Kind, WorkstreamId = wish.WorkstreamId, Color = wish.Color, Greeting = wish.Greeting, Locale = wish.Locale,
                    AllowedOrigins = [.. wish.AllowedOrigins ?? []],
                };
            }, caller, database, secrets, ct));
        channels.MapPost("{id:guid}/secret", (Guid id, Caller caller, Database database, Secrets secrets, CancellationToken ct) =>
            Change(id, "channel's secret changed", (_, channel) =>
            {
                var secret = Channel.NewSecret();
                return Task.FromResult(channel with { SecretHash = Channel.HashOf(secret), SecretSealed = secrets.Seal(secret) });
            }, caller, database, secrets, ct));
        channels.MapPost("{id:guid}/identity", async (Guid id, Caller caller, Database database, Secrets secrets, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var identity = Channel.NewSecret();
            await using var work = await database.Begin(ct);
            var changed = await work.LockChannel(id) with { IdentitySealed = secrets.Seal(identity) };
            await work.SaveChannel(changed);
            await work.WriteAudit(caller.UserId, "channel's identity secret changed", id.ToString(), new { changed.Name });
            await work.Commit();
            return TypedResults.Ok(Shown(changed, caller, secrets) with { IdentitySecret = identity });
        });
        channels.MapDelete("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            var channel = await work.LockChannel(id);
            await work.RemoveChannel(id);
            await work.WriteAudit(caller.UserId, "channel removed", id.ToString(), new { channel.Name });
            await work.Commit();
            return TypedResults.NoContent();
        });
    }

    private static async Task<IResult> Change(
        Guid id, string deed, Func<Work, Channel, Task<Channel>> change, Caller caller, Database database, Secrets secrets, CancellationToken ct)
    {
        caller.MustAdminister();
        await using var work = await database.Begin(ct);
        var changed = await change(work, await work.LockChannel(id));
        await work.SaveChannel(changed);
        await work.WriteAudit(caller.UserId, deed, id.ToString(), new { changed.Name });
        await work.Commit();
        return TypedResults.Ok(Shown(changed, caller, secrets));
    }

    /// <summary>The workstream that is named; where none is, the oldest, which is the only one for most.</summary>
    private static async Task<Guid> Workstream(Work work, Guid? named) =>
        await work.Find<Guid?>("select id from workstreams where @named::uuid is null or id = @named order by created_at, id limit 1", new { named })
            ?? throw Refusal.Invalid("invalid_workstream", "There is no such workstream. Make one first.");

    private static ChannelSetting Shown(Channel channel, Caller caller, Secrets secrets) => new()
    {
        Id = channel.Id, Name = channel.Name, Kind = channel.Kind, WorkstreamId = channel.WorkstreamId, Color = channel.Color, Greeting = channel.Greeting,
        Locale = channel.Locale, AllowedOrigins = channel.AllowedOrigins, CreatedAt = channel.CreatedAt,
        Secret = caller.IsAtLeast(Role.Administrator) ? secrets.Open(channel.SecretSealed) : null,
    };

    /// <summary>A channel as given. Without a kind or a workstream, a changed one keeps its own.</summary>
    public sealed record Given(
        string? Name, string? Kind, Guid? WorkstreamId, string? Color, string? Greeting, string? Locale, IReadOnlyList<string?>? AllowedOrigins)
    {
        internal ChannelWish Wish(Guid workstreamId, string? kind = null) => new()
        {
            Name = Clean(Name) ?? "", Kind = kind ?? Kind ?? "webChat", WorkstreamId = workstreamId, Color = Clean(Color), Greeting = Clean(Greeting), Locale = Clean(Locale),
            AllowedOrigins = [.. (AllowedOrigins ?? []).Select(origin => (Clean(origin) ?? "").TrimEnd('/'))],
        };

        private static string? Clean(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true
            ? throw Refusal.Invalid("invalid_text", "The character U+0000 can't be stored.")
            : string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
