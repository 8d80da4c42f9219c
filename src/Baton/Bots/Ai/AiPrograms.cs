using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Bots.Ai;

/// <summary>An AI bot has another live version.</summary>
public sealed record AiPublished(Guid BotId) : Fact(BotId);

/// <summary>
/// What AI bots are made of, each version read once. A version never changes, so nothing here can be out of date: which one a conversation runs is read with
/// its turn. A publication lets go of all versions of the bot.
/// </summary>
public sealed class AiPrograms
{
    private readonly IServiceScopeFactory _scopes;
    private readonly ConcurrentDictionary<(Guid BotId, int Version), AiProgram> _programs = new();

    public AiPrograms(IServiceScopeFactory scopes, Bulletin bulletin)
    {
        _scopes = scopes;
        bulletin.Listen(notices =>
        {
            foreach (var notice in notices)
                if (notice.Kind == nameof(AiPublished)) Forget(notice.Subject);
        });
        bulletin.OnGap(_programs.Clear);
    }

    /// <summary>The versions in memory, for tests.</summary>
    internal IReadOnlyCollection<(Guid BotId, int Version)> Held => [.. _programs.Keys];

    /// <summary>This version of the bot's program, or null when there is none.</summary>
    public async Task<AiProgram?> Find(Guid botId, int version, CancellationToken ct)
    {
        if (_programs.TryGetValue((botId, version), out var held)) return held;
        await using var scope = _scopes.CreateAsyncScope();
        var json = await scope.ServiceProvider.GetRequiredService<Database>()
            .Find<string>("select program::text from ai_versions where bot_id = @botId and n = @version", new { botId, version }, ct);
        return json is null ? null : _programs.GetOrAdd((botId, version), Read(json));
    }

    /// <summary>What visitors of this bot meet now, or null when nothing was published.</summary>
    public async Task<AiProgram?> Live(Guid botId, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var version = await scope.ServiceProvider.GetRequiredService<Database>().Find<int?>("select ai_version from bots where user_id = @botId", new { botId }, ct);
        return version is { } n ? await Find(botId, n, ct) : null;
    }

    internal static AiProgram Read(string json) => JsonSerializer.Deserialize<AiProgram>(json, JsonSerializerOptions.Web)!;

    internal static string Write(AiProgram program) => JsonSerializer.Serialize(program, JsonSerializerOptions.Web);

    private void Forget(Guid botId)
    {
        foreach (var key in _programs.Keys)
            if (key.BotId == botId) _programs.TryRemove(key, out _);
    }
}
