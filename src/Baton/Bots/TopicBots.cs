using System.Collections.Concurrent;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>A bot has another live version of its topics.</summary>
public sealed record TopicsPublished(Guid BotId) : Fact(BotId);

/// <summary>
/// Topic bots, each version read once and shared by all conversations that run it. A version never changes, so nothing here can be out of date: which one a
/// conversation runs is read with its turn. A publication lets go of all versions of the bot; those that somebody still runs are read again at their next turn.
/// </summary>
public sealed class TopicBots
{
    private readonly IServiceScopeFactory _scopes;
    private readonly ConcurrentDictionary<(Guid BotId, int Version), Lazy<Task<TopicBot>>> _bots = new();

    public TopicBots(IServiceScopeFactory scopes, Bulletin bulletin)
    {
        _scopes = scopes;
        bulletin.Listen(notices =>
        {
            foreach (var notice in notices)
                if (notice.Kind == nameof(TopicsPublished)) Forget(notice.Subject);
        });
        bulletin.OnGap(_bots.Clear);
    }

    /// <summary>The versions in memory, for tests.</summary>
    internal IReadOnlyCollection<(Guid BotId, int Version)> Held => [.. _bots.Keys];

    /// <summary>The bot, ready to run. Throws what loading throws: topics that have errors were never published.</summary>
    public async Task<TopicBot> Get(Guid botId, int version)
    {
        var key = (botId, version);
        var bot = _bots.GetOrAdd(key, held => new Lazy<Task<TopicBot>>(() => Load(held.BotId, held.Version)));
        try
        {
            return await bot.Value;
        }
        catch
        {
            _bots.TryRemove(KeyValuePair.Create(key, bot));   // so that the next conversation tries again
            throw;
        }
    }

    private void Forget(Guid botId)
    {
        foreach (var key in _bots.Keys)
            if (key.BotId == botId) _bots.TryRemove(key, out _);
    }

    private async Task<TopicBot> Load(Guid botId, int version)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return TopicBot.Load(Authoring.Versions.ToRun(await Authoring.Versions.Files(scope.ServiceProvider.GetRequiredService<Database>(), botId, version, CancellationToken.None)));
    }
}
