using Baton.Bots.Ai;
using Baton.Plumbing;

namespace Baton.Reports;

/// <summary>The tokens that an AI bot used in a time. Days are those of UTC, as budgets count them.</summary>
public sealed record InsightTokens
{
    public required long Tokens { get; init; }

    /// <summary>Of a conversation, on average of the latest of this time; null where none used any.</summary>
    public double? ConversationAverage { get; init; }

    /// <summary>What a conversation may use; 0 for no limit.</summary>
    public required int ConversationMax { get; init; }

    /// <summary>What all conversations of a day may use; 0 for no limit.</summary>
    public required int DayMax { get; init; }
    public required IReadOnlyList<InsightTokenDay> Days { get; init; }

    /// <summary>Which models used them, most first; a name is empty where it was not written down.</summary>
    public required IReadOnlyList<InsightTokenModel> Models { get; init; }
}

/// <summary>What was used on a day.</summary>
public sealed record InsightTokenDay
{
    public required DateOnly Day { get; init; }
    public long Tokens { get; init; }
    public int Calls { get; init; }
}

/// <summary>What a model used.</summary>
public sealed record InsightTokenModel
{
    public required string Name { get; init; }
    public required long Tokens { get; init; }
    public required int Calls { get; init; }
}

/// <summary>Reads what an AI bot used.</summary>
internal static class InsightUsage
{
    private const int ModelsMax = 20;
    private const int ConversationsMax = 1_000;

    /// <summary>Null for bots of other kinds, and where nothing was published or used.</summary>
    public static async Task<InsightTokens?> Read(Guid botId, InsightPeriod period, Database database, AiPrograms programs, CancellationToken ct)
    {
        if (await programs.Live(botId, ct) is not { } program) return null;
        var (first, last) = (Day(period.Since), Day(period.Until.AddTicks(-1)));
        var with = new { botId, first, last, since = period.Since, until = period.Until, ModelsMax, ConversationsMax };
        var days = await database.List<InsightTokenDay>("""
            select day, sum(tokens)::bigint as tokens, sum(calls)::int as calls from ai_days where bot_id = @botId and day between @first and @last group by day order by day
            """, with, ct);
        var models = await database.List<InsightTokenModel>("""
            select model as name, sum(tokens)::bigint as tokens, sum(calls)::int as calls from ai_days where bot_id = @botId and day between @first and @last
            group by model order by 2 desc, 1 limit @ModelsMax
            """, with, ct);
        var average = await database.Find<double?>("""
            select avg(u.tokens)::float8
            from (select conversation_id, bot_id from bot_sessions where bot_id = @botId and began_at >= @since and began_at < @until order by began_at desc limit @ConversationsMax) s
            join ai_usage u on u.conversation_id = s.conversation_id and u.bot_id = s.bot_id
            """, with, ct);
        return new InsightTokens
        {
            Tokens = days.Sum(day => day.Tokens), ConversationAverage = average, ConversationMax = program.TokensPerConversationMax, DayMax = program.TokensPerDayMax,
            Days = Filled(first, last, days), Models = models,
        };
    }

    private static IReadOnlyList<InsightTokenDay> Filled(DateOnly first, DateOnly last, IReadOnlyList<InsightTokenDay> found)
    {
        var known = found.ToDictionary(day => day.Day);
        return [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).Select(day => known.GetValueOrDefault(day) ?? new InsightTokenDay { Day = day })];
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
