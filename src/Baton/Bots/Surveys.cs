using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Bots.Content;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Bots;

/// <summary>
/// Bots ask how it was in their own way: Copilot Studio's card has a button for each of five ratings, and what is pressed comes back as a value, or as a number that
/// the visitor types. It is kept as the conversation's rating, and the bot gets it all the same.
/// </summary>
public sealed class Surveys(Database database)
{
    private const int ButtonsMin = 3;
    private const int CardsMax = 20;
    private const int DepthMax = 30;
    private const string RateMember = "rate";

    /// <summary>What a visitor says to a bot that could be the answer to such a card.</summary>
    public static bool MayAnswer(Said said) => said is { IsForBot: true, Message.Kind: "message" } && RatingOf(said.Message) is not null;

    /// <summary>Whether a message asks for a rating.</summary>
    public static bool Asks(Message message) =>
        message.Extra?.Attachments is { } attachments && attachments.OfType<JsonObject>().Any(attachment => Buttons(attachment["content"], 0) >= ButtonsMin);

    /// <summary>From 1 to 5, if that is what was said.</summary>
    public static int? RatingOf(Message message)
    {
        var said = message.Extra?.Value is JsonObject value ? Degraded.Plain(value[RateMember]) : message.Extra?.Value is null ? message.Text : null;
        return int.TryParse(said?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var rating) && rating is >= 1 and <= 5 ? rating : null;
    }

    public async Task Keep(Said said, CancellationToken ct)
    {
        if (RatingOf(said.Message) is not { } rating || !(await Questions(said, ct)).Any(Asks)) return;

        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(said.ConversationId);
        var comment = said.Message.Extra?.Value is JsonObject value ? Degraded.Plain(value["comment"]) : null;
        await work.Save(conversation, conversation.Hold(new Opinion(rating, comment?.Length > Limits.CommentLengthMax ? comment[..Limits.CommentLengthMax] : comment)));
        work.Record(new Rated(conversation.Id));
        await work.Commit();
    }

    /// <summary>A card may be answered for as long as it is seen; a mere number only answers what was said just before.</summary>
    private async Task<IEnumerable<Message>> Questions(Said said, CancellationToken ct)
    {
        var isTyped = said.Message.Extra?.Value is null;
        var lines = await database.List<Transcript.Line>($$"""
            select {{Transcript.Columns}} from messages
            where conversation_id = @ConversationId and n < @N and kind = 'message'
              and (@isTyped or extra @> '{"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive"}]}')
            order by n desc limit @limit
            """, new { said.ConversationId, said.Message.N, isTyped, limit = isTyped ? 1 : CardsMax }, ct);
        return lines.Select(line => line.Message).Where(message => message.From.Kind == "bot");
    }

    private static int Buttons(JsonNode? node, int depth) => depth > DepthMax ? 0 : node switch
    {
        JsonArray list => list.Sum(one => Buttons(one, depth + 1)),
        JsonObject part => (Degraded.Plain(part["type"]) == "Action.Submit" && (part["data"] as JsonObject)?.ContainsKey(RateMember) == true ? 1 : 0)
            + part.Sum(member => Buttons(member.Value, depth + 1)),
        _ => 0,
    };
}
