using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Conversations;
using Baton.Tools;

namespace Baton.Bots.Content;

/// <summary>
/// A bot's message, put together: its own words, and after them the words that stand for each attachment and button where those can't be shown. Nothing that it
/// sent is left out of the text; where its own words end is kept beside it, so that whoever draws the rest shows only those.
/// </summary>
internal sealed record Composed(string Text, Extra? Extra)
{
    private const int StandInLengthMax = 4_000;

    /// <summary>What a message takes beside what is counted here: names, braces, positions.</summary>
    private const int BytesAround = 1_024;

    public static Composed Of(string? own, JsonArray attachments, IReadOnlyList<CardAction?> actions, Extra beside)
    {
        var text = new StringBuilder(string.IsNullOrWhiteSpace(own) ? "" : own);
        var from = new List<int>();
        var suggested = actions.Select(Actions.Offered).OfType<Suggestion>().ToList();
        var extra = beside with
        {
            Suggested = suggested.Count == 0 ? null : suggested,
            Attachments = attachments.Count == 0 ? null : attachments,
        };

        var room = Room(text, extra);
        foreach (var attachment in attachments)
            room -= Add(text, from, Degraded.Words(attachment.Deserialize<Attachment>(Extra.Json)!), room / Math.Max(1, attachments.Count - from.Count));
        var links = suggested.Select(Actions.LinkWords).OfType<string>().ToArray();
        if (links.Length > 0) Add(text, from, string.Join('\n', links), room);
        else if (text.Length == 0 && suggested.Count > 0) Add(text, from, string.Join(" / ", suggested.Select(one => one.Title)), room);

        extra = extra with { WordsFrom = from.Count == 0 ? null : from };
        return new Composed(text.ToString(), extra == new Extra() ? null : extra);
    }

    /// <summary>How many characters the stand-ins may take: the limit of a message is the sender's, and what it sent comes first.</summary>
    private static int Room(StringBuilder own, Extra extra) => Math.Max(0,
        (Limits.MessageBytesMax - BytesAround - Encoding.UTF8.GetByteCount(own.ToString()) - JsonSerializer.SerializeToUtf8Bytes(extra, Extra.Json).Length) / 3);

    private static int Add(StringBuilder text, List<int> from, string words, int room)
    {
        if (text.Length > 0 && words.Length > 0) text.Append("\n\n");
        from.Add(text.Length);
        var shown = Cutting.Text(words, Math.Clamp(room, 1, StandInLengthMax));
        text.Append(shown);
        return shown.Length;
    }
}
