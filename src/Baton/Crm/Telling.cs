using System.Globalization;
using System.Text;
using Baton.Conversations;

namespace Baton.Crm;

/// <summary>A conversation told in plain text, for the CRM's timeline. Pure: the same conversation always reads the same.</summary>
internal static class Telling
{
    /// <summary>Dynamics would take more, but nobody reads more.</summary>
    public const int TextLengthMax = 100_000;

    private const int SubjectLengthMax = 500;

    public static string Subject(Conversation conversation) =>
        Shortened(string.Create(CultureInfo.InvariantCulture, $"Conversation {conversation.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} - {conversation.Channel}"), SubjectLengthMax);

    public static string Text(Conversation conversation, IReadOnlyList<Variable> variables, IReadOnlyList<Line> lines)
    {
        var text = new StringBuilder();
        Heading(text, conversation, lines);
        if (variables.Count > 0)
        {
            text.Append("\nContext\n");
            foreach (var variable in variables) text.Append("- ").Append(variable.Name).Append(" = ").Append(OneLine(variable.Value)).Append('\n');
        }
        text.Append("\nTranscript (times in UTC)\n");
        for (var i = 0; i < lines.Count; i++)
        {
            var said = Told(lines[i]);
            if (text.Length + said.Length > TextLengthMax - 100)
            {
                text.Append(CultureInfo.InvariantCulture, $"... {lines.Count - i} more messages are in Baton, conversation {conversation.Id}.\n");
                break;
            }
            text.Append(said);
        }
        return text.ToString();
    }

    private static void Heading(StringBuilder text, Conversation conversation, IReadOnlyList<Line> lines)
    {
        if (conversation.Summary is { } summary) text.Append("Summary: ").Append(summary).Append('\n');
        var handlers = lines.Where(line => line.FromKind is "bot" or "agent").Select(line => $"{line.FromName} ({line.FromKind})").Distinct().ToArray();
        text.Append("Handled by: ").Append(handlers.Length > 0 ? string.Join(", ", handlers) : "nobody").Append('\n');
        if (conversation.EscalationReason is { } reason) text.Append("Escalated because: ").Append(OneLine(reason)).Append('\n');
        if (conversation.CloseReason is { } closed) text.Append("Ended: ").Append(closed.Replace('_', ' ')).Append('\n');
        if (conversation.Resolved is { } resolved) text.Append("Question answered: ").Append(resolved ? "yes" : "no").Append('\n');
        if (conversation.Rating is { } rating)
            text.Append(CultureInfo.InvariantCulture, $"Rating: {rating} of 5{(conversation.RatingComment is { } comment ? $", \"{OneLine(comment)}\"" : "")}\n");
    }

    private static string Told(Line line)
    {
        var who = line.FromKind == "visitor" ? $"{line.FromName} (visitor)" : line.FromName;
        var kind = line.Kind == "note" ? " noted" : "";
        return string.Create(CultureInfo.InvariantCulture, $"[{line.At.UtcDateTime:HH:mm:ss}] {who}{kind}: {line.Text}\n");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Shortened(string text, int lengthMax) => text.Length <= lengthMax ? text : text[..lengthMax];

    /// <summary>A message as the timeline tells it.</summary>
    internal sealed record Line
    {
        public required string Kind { get; init; }
        public required string FromKind { get; init; }
        public required string FromName { get; init; }
        public required string Text { get; init; }
        public required DateTimeOffset At { get; init; }
    }
}
