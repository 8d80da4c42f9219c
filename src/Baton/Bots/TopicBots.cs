using System.Collections.Concurrent;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>The topics of a bot were published: whoever remembers the old ones reads them again.</summary>
public sealed record TopicsPublished(Guid BotId) : Fact(BotId);

/// <summary>Topic bots, read once and shared by all conversations until their topics change.</summary>
public sealed class TopicBots
{
    private readonly IServiceScopeFactory _scopes;
    private readonly ConcurrentDictionary<Guid, Lazy<Task<TopicBot>>> _bots = new();

    public TopicBots(IServiceScopeFactory scopes, Bulletin bulletin)
    {
        _scopes = scopes;
        bulletin.Listen(notices =>
        {
            foreach (var notice in notices)
                if (notice.Kind == nameof(TopicsPublished)) _bots.TryRemove(notice.Subject, out _);
        });
        bulletin.OnGap(_bots.Clear);
    }

    /// <summary>The bot, ready to run. Throws what loading throws: topics that have errors were never published.</summary>
    public async Task<TopicBot> Get(Guid botId)
    {
        var bot = _bots.GetOrAdd(botId, id => new Lazy<Task<TopicBot>>(() => Load(id)));
        try
        {
            return await bot.Value;
        }
        catch
        {
            _bots.TryRemove(KeyValuePair.Create(botId, bot));   // so that the next conversation tries again
            throw;
        }
    }

    /// <summary>Replaces a bot's topics, in the caller's work. Refuses topics that have errors, and says where.</summary>
    public static async Task Publish(Work work, Guid botId, IReadOnlyList<TopicFile> files)
    {
        if (TopicCheck.Run(files).Problems.FirstOrDefault(problem => !problem.IsWarning) is { } wrong)
            throw Refusal.Invalid("invalid_topics", $"{wrong.Path}, line {wrong.Line}: {wrong.Message}");
        await work.Run("delete from topics where bot_id = @botId", new { botId });
        await work.Run("insert into topics (bot_id, path, text) select @botId, path, text from unnest(@paths, @texts) as files (path, text)",
            new { botId, paths = files.Select(file => file.Path).ToArray(), texts = files.Select(file => file.Text).ToArray() });
        work.Record(new TopicsPublished(botId));
    }

    private async Task<TopicBot> Load(Guid botId)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<Database>().List<Row>(
            "select path, text from topics where bot_id = @botId order by path", new { botId }, CancellationToken.None);
        return TopicBot.Load(rows.Select(row => new TopicFile(row.Path, row.Text)));
    }

    private sealed record Row
    {
        public required string Path { get; init; }
        public required string Text { get; init; }
    }
}
