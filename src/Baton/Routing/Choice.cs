using System.Globalization;
using Baton.Conversations;

namespace Baton.Routing;

/// <summary>A user who might take a conversation, as they are at the moment of choosing.</summary>
public sealed record Candidate
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>"bot" or "agent".</summary>
    public required string Kind { get; init; }
    public required int Capacity { get; init; }
    public required int Load { get; init; }
    public required string Presence { get; init; }

    /// <summary>A socket of theirs is open, or they called a moment ago. Bots always are.</summary>
    public required bool IsThere { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }

    /// <summary>Of a bot: visitors meet it. Nobody is given to a draft.</summary>
    public bool IsPublished { get; init; } = true;
    public bool IsConnected { get; init; } = true;

    /// <summary>Of a bot that kept failing: until when nobody is given to it; then one conversation tries it.</summary>
    public DateTimeOffset? BreakerUntil { get; init; }

    /// <summary>Its breaker was open: whoever is given to it next finds out whether it works again.</summary>
    public bool IsOnTrial => IsBot && BreakerUntil is not null && Presence == "Available";

    public bool IsBot => Kind == "bot";

    /// <summary>How many more they can take. A bot's capacity is never used up.</summary>
    public int Room => IsBot ? Capacity : Math.Max(Capacity - Load, 0);
}

/// <summary>A candidate and what became of them.</summary>
public sealed record Considered(Candidate Candidate, bool Chosen, string Reason);

/// <summary>Whoever was chosen, if anybody, and everybody who was considered, the best first.</summary>
public sealed record Decision(Candidate? Chosen, IReadOnlyList<Considered> Considered);

/// <summary>Who gets the conversation. A pure function, so that every rule of it can be shown by a table of examples.</summary>
public static class Choice
{
    public const int DeclinesMaxUsual = 3;

    /// <summary>
    /// Whoever was asked for by name, if they can; else whoever has declined it least, then whoever has most room, then whoever was
    /// assigned something longest ago.
    /// </summary>
    public static Decision Best(IReadOnlyList<Candidate> candidates, Conversation conversation, int declinesMax = DeclinesMaxUsual)
    {
        var judged = candidates.Select(candidate => (candidate, against: Against(candidate, conversation, declinesMax))).ToArray();
        var able = judged.Where(one => one.against is null).Select(one => one.candidate)
            .OrderByDescending(candidate => candidate.Id == conversation.WantedUser)
            .ThenBy(candidate => Declines(candidate, conversation))
            .ThenByDescending(candidate => candidate.Room)
            .ThenBy(candidate => candidate.AssignedAt ?? DateTimeOffset.MinValue)
            .ThenBy(candidate => candidate.Id)
            .ToArray();
        var best = able.FirstOrDefault();
        return new Decision(best,
        [
            .. able.Select(candidate => candidate == best
                ? new Considered(candidate, true, WhyBest(candidate, conversation))
                : new Considered(candidate, false, WhyNot(candidate, best!, conversation))),
            .. judged.Where(one => one.against is not null).OrderBy(one => one.candidate.Id)
                .Select(one => new Considered(one.candidate, false, one.against!)),
        ]);
    }

    /// <summary>What speaks against somebody altogether, or null.</summary>
    public static string? Against(Candidate candidate, Conversation conversation, int declinesMax = DeclinesMaxUsual) =>
        conversation.GivenUpBy.Contains(candidate.Id) ? "had the conversation and gave it up"
        : Declines(candidate, conversation) >= declinesMax ? $"declined it {declinesMax} times"
        : !candidate.IsThere ? "is not there"
        : candidate.Presence != "Available" ? candidate.IsBot ? Unmet(candidate) : $"is {Said(candidate.Presence)}"
        : candidate.Room <= 0 ? $"has no room: {candidate.Load} of {candidate.Capacity}"
        : null;

    private static int Declines(Candidate candidate, Conversation conversation) => conversation.DeclinedBy.Count(id => id == candidate.Id);

    private static string WhyBest(Candidate candidate, Conversation conversation) =>
        candidate.Id == conversation.WantedUser ? "was asked for by name"
        : candidate.IsOnTrial ? "kept failing; this conversation finds out whether it works again"
        : $"has most room: {candidate.Room} of {candidate.Capacity} free";

    private static string WhyNot(Candidate candidate, Candidate best, Conversation conversation) =>
        best.Id == conversation.WantedUser ? $"{best.Name} was asked for by name"
        : Declines(candidate, conversation) > Declines(best, conversation) ? "passed it on before, so others come first"
        : candidate.Room < best.Room ? $"has less room: {candidate.Room} of {candidate.Capacity} free"
        : "has as much room, but was given something more recently";

    /// <summary>Why a bot gets no visitors.</summary>
    private static string Unmet(Candidate bot) =>
        !bot.IsPublished ? "is a draft"
        : !bot.IsConnected ? "is disconnected"
        : bot.BreakerUntil is { } until ? string.Create(CultureInfo.InvariantCulture, $"kept failing: its breaker is open until {until:HH:mm:ss} UTC, then one conversation tries it")
        : "gets nobody just now";

    private static string Said(string presence) => presence switch
    {
        "DoNotDisturb" => "not to be disturbed",
        _ => presence.ToLowerInvariant(),
    };
}
