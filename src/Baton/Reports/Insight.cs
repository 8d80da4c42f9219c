namespace Baton.Reports;

/// <summary>How a bot did in a time.</summary>
public sealed record Insight
{
    public required Guid BotId { get; init; }
    public required string BotName { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required string Unit { get; init; }
    public required string Zone { get; init; }
    public required InsightTotals Totals { get; init; }

    /// <summary>The same of as long a time just before.</summary>
    public required InsightTotals Before { get; init; }
    public required IReadOnlyList<InsightStep> Series { get; init; }

    /// <summary>Why conversations went on to a person.</summary>
    public required IReadOnlyList<InsightReason> Reasons { get; init; }

    /// <summary>The topics that visitors were in when they went on to a person, or left.</summary>
    public required IReadOnlyList<InsightTopic> Topics { get; init; }
    public required IReadOnlyList<InsightTool> Tools { get; init; }

    /// <summary>How many rated 1, 2, 3, 4 and 5.</summary>
    public required IReadOnlyList<int> Ratings { get; init; }

    /// <summary>What an AI bot used; null for others.</summary>
    public InsightTokens? Tokens { get; init; }

    /// <summary>What the numbers mean.</summary>
    public required IReadOnlyList<InsightMeaning> Measures { get; init; }
}

/// <summary>The numbers; what each counts is in the insight's measures. Times are null where there is nothing to measure.</summary>
public sealed record InsightTotals
{
    public int Conversations { get; init; }
    public int Engaged { get; init; }
    public int Resolved { get; init; }
    public int Confirmed { get; init; }
    public int Escalated { get; init; }
    public int Abandoned { get; init; }
    public int Unengaged { get; init; }
    public int Ongoing { get; init; }
    public int Returned24 { get; init; }
    public int Returned72 { get; init; }
    public int FalselyContained { get; init; }
    public int Rated { get; init; }
    public double? RatingAverage { get; init; }

    /// <summary>What the visitor said to the bot, on average of those who said something.</summary>
    public double? TurnsAverage { get; init; }
    public double? ResolvedSecondsMedian { get; init; }
    public double? ResolvedSecondsP90 { get; init; }
    public double? EscalatedSecondsMedian { get; init; }
    public double? EscalatedSecondsP90 { get; init; }
    public double? HandledSecondsMedian { get; init; }
    public double? HandledSecondsP90 { get; init; }
}

/// <summary>An hour or a day.</summary>
public sealed record InsightStep
{
    public required DateTimeOffset At { get; init; }
    public int Conversations { get; init; }
    public int Engaged { get; init; }
    public int Resolved { get; init; }
    public int Escalated { get; init; }
    public int Abandoned { get; init; }
}

/// <summary>Why conversations went on to a person, and how many.</summary>
public sealed record InsightReason(string Name, int Count);

/// <summary>A topic, and how many visitors left the bot in it.</summary>
public sealed record InsightTopic(string Name, int Escalated, int Abandoned);

/// <summary>A tool: its runs, and how many visitors left the bot when it was what had been run last.</summary>
public sealed record InsightTool(string Name, int Runs, int Failed, int? MedianMs, int Escalated, int Abandoned);

/// <summary>What a number means.</summary>
public sealed record InsightMeaning(string Name, string Title, string Help);

/// <summary>The main numbers of one bot.</summary>
public sealed record InsightBot
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required int Conversations { get; init; }
    public required int Engaged { get; init; }
    public required int Resolved { get; init; }
    public required int Escalated { get; init; }
    public required int Abandoned { get; init; }
    public double? RatingAverage { get; init; }
}
