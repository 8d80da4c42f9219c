using Baton.Plumbing;

namespace Baton.Reports;

/// <summary>
/// One number that is counted of a bot's conversations: its name, what people call it, what it means, and which conversations it counts. The number and the list
/// behind it are read by the same condition, so they can't differ.
/// </summary>
internal sealed record InsightMeasure(string Name, string Title, string Help, string Sql)
{
    /// <summary>A conversation that is still with the bot counts as abandoned when nothing has been said in it for so long.</summary>
    public const int QuietMinutes = 60;

    /// <summary>Who writes again within this time has not been helped.</summary>
    public const int ReturnHoursMax = 72;
    public const int ReturnHoursSoon = 24;

    /// <summary>False containment.</summary>
    public const string False = "outcome = 'resolved' and (returned is not null or coalesce(rating <= 2, false) or resolved is false)";

    public static readonly InsightMeasure[] All =
    [
        new("conversations", "Conversations", "Conversations that the bot was given in this time.", "true"),
        new("engaged", "Engaged", "The visitor said something to the bot, rather than only opening the chat.", "engaged"),
        new("resolved", "Resolved by the bot",
            "Ended without a person: by the bot, by the visitor after everything they said was answered, or the visitor says that it helped.", "outcome = 'resolved'"),
        new("confirmed", "Confirmed by the visitor", "Resolved, and the visitor says so: 'yes' to the survey's question, or a rating of 4 or 5.",
            "outcome = 'resolved' and (resolved or resolved is null and rating >= 4)"),
        new("escalated", "Passed on to a person", "The bot gave the conversation up, or a person took it. The reasons are listed below.", "outcome = 'escalated'"),
        new("abandoned", "Left unanswered",
            $"The visitor spoke to the bot, and left or was silent for {QuietMinutes} minutes while their words had no answer or the conversation no end.",
            "outcome = 'abandoned'"),
        new("unengaged", "Never spoke", "The chat was opened and nothing was said in it, and it is over or quiet.", "outcome = 'unengaged'"),
        new("ongoing", "Still with the bot", $"Not over, and something was said in the last {QuietMinutes} minutes.", "outcome = 'ongoing'"),
        new("returned24", "Came back within a day", $"Resolved, but the same visitor or contact began another conversation within {ReturnHoursSoon} hours.",
            $"returned <= {ReturnHoursSoon}"),
        new("returned72", "Came back within three days", $"Resolved, but the same visitor or contact began another conversation within {ReturnHoursMax} hours.",
            $"returned <= {ReturnHoursMax}"),
        new("falselyContained", "Only seemed resolved",
            $"Counted as resolved, but the visitor came back within {ReturnHoursMax} hours, rated it 1 or 2, or said that it did not help.", False),
        new("rated", "Rated", "The visitor rated a conversation that ended with the bot, from 1 to 5.", "rating is not null and outcome <> 'escalated'"),
    ];

    /// <summary>The measure of that name. Refuses a name that is none.</summary>
    public static InsightMeasure Named(string? name) =>
        All.FirstOrDefault(measure => measure.Name == (name ?? "conversations"))
            ?? throw Refusal.Invalid("invalid_measure", $"measure is one of {string.Join(", ", All.Select(measure => measure.Name))}.");
}
