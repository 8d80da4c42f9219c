using System.Globalization;
using Baton.Conversations;

namespace Baton.Bots.Connector;

/// <summary>A bot elsewhere has something to say: its turn, and what it has said lately, by which floods, circles and repeats are known.</summary>
internal sealed record Speaking : Turn
{
    /// <summary>A bot that says more than this without a word of the visitor talks to itself.</summary>
    public const int InARowMax = 50;

    /// <summary>So many are an answer, however fast they come.</summary>
    public const int FewInARow = 10;

    /// <summary>A bot that says the very same for the fifth time goes round in a circle, and so does its visitor if they do.</summary>
    public const int SameMax = 5;

    /// <summary>Words that answer nothing in particular may belong to a turn that has run again for so long.</summary>
    private static readonly TimeSpan RerunMax = TimeSpan.FromMinutes(1);

    /// <summary>What it has said since the visitor's last word.</summary>
    public required int InARow { get; init; }

    /// <summary>Under which its last words are known, and since which message; and the words, where they were all the same.</summary>
    public string[]? LastIds { get; init; }
    public int? LastSince { get; init; }
    public string? LastText { get; init; }

    /// <summary>The turn that runs again, if any: what the bot says in it, it may have said before.</summary>
    public long? RerunJob { get; init; }
    public int RerunSince { get; init; }
    public DateTimeOffset? RerunAt { get; init; }

    /// <summary>Whether these words and the last few are the same. What was said before and only comes again is nothing more.</summary>
    public bool Repeats(Utterance says) => says is { Kind: "message", Text.Length: > 0 } && says.Text == LastText && (says.ClientId is null || LastIds?.Contains(says.ClientId) != true);

    /// <summary>The message since which the words may have been said already, in the run of this turn that was cut off; null where there was none.</summary>
    /// <param name="replyToId">The activity that they answer, as we named it.</param>
    public int? MaybeSaidSince(string? replyToId, DateTimeOffset now) =>
        RerunJob is { } job && (JobIn(replyToId) is { } answered ? answered == job : now - RerunAt < RerunMax) ? RerunSince : null;

    /// <summary>The id of an activity that is sent to the bot.</summary>
    public static string ActivityId(Turn turn, string key) => $"{turn.Id:D}|{key}";

    private long? JobIn(string? activityId) =>
        activityId is not null && activityId.Split('|') is [var conversation, var key] && Guid.TryParse(conversation, out var id) && id == Id
            && long.TryParse(key.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var job) ? job : null;
}
