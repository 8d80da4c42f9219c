using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>
/// A bot says something anew, or takes it back. What was said stays where it is: an entry of its own tells of the change, and readers fold the two. Only the bot's own
/// words, and only while it has the conversation.
/// </summary>
public static class Revising
{
    /// <summary>What a message was is its kind's: words that the visitor saw stay the visitor's, a note stays a note. In a conversation that this work has locked.</summary>
    public static async Task<Conversation> Revise(this Work work, Conversation conversation, int n, Utterance words)
    {
        if (await work.WasSaid(conversation.Id, words.ClientId)) return conversation;
        var original = await work.Original(conversation.Id, n, words.From);
        if (original.IsWithdrawn) throw Gone();
        return await work.Say(conversation, words with
        {
            Kind = original.Kind, Extra = (words.Extra ?? new Extra()) with { Revises = original.N, FirstAt = original.ShownAt },
        });
    }

    /// <summary>Taking back what has been taken back changes nothing.</summary>
    public static async Task<Conversation> Withdraw(this Work work, Conversation conversation, int n, Speaker bot, int epoch, string? clientId)
    {
        if (await work.WasSaid(conversation.Id, clientId)) return conversation;
        var original = await work.Original(conversation.Id, n, bot);
        if (original.IsWithdrawn) return conversation;
        return await work.Say(conversation, new Utterance
        {
            Kind = "event", From = bot, Text = $"{bot.Name} took a message back.", ClientId = clientId, Epoch = epoch,
            Extra = new Extra { Withdraws = original.N, FirstAt = original.ShownAt, Internal = original.Kind == "note" ? true : null },
        });
    }

    private static Task<bool> WasSaid(this Work work, Guid conversationId, string? clientId) => clientId is null ? Task.FromResult(false)
        : work.Find<bool>("select exists (select from messages where conversation_id = @conversationId and client_id = @clientId)", new { conversationId, clientId });

    /// <summary>The message of that number, or the one that it revises. Its time is what clients were told: see Moments of the visitors' line.</summary>
    private static async Task<Original> Original(this Work work, Guid conversationId, int n, Speaker speaker) =>
        await work.Find<Original>("""
            select o.n, o.kind,
                   (select max(floor(extract(epoch from at) * 1000)::bigint - n) from messages where conversation_id = o.conversation_id and n <= o.n) + o.n as shown_at_milliseconds,
                   exists (select from messages w where w.conversation_id = o.conversation_id and revised_number(w.extra) = o.n and w.extra ? 'withdraws') as is_withdrawn
            from messages m join messages o on o.conversation_id = m.conversation_id and o.n = coalesce(revised_number(m.extra), m.n)
            where m.conversation_id = @conversationId and m.n = @n and o.from_kind = @Kind and o.from_id = @Id and o.kind in ('message', 'note')
            """, new { conversationId, n, speaker.Kind, speaker.Id }) ?? throw Gone();

    private static Refusal Gone() => new(404, "ActivityNotFound", "This bot has said nothing under this id, or has taken it back.");
}

/// <summary>A message that is to be revised or withdrawn.</summary>
internal sealed record Original
{
    public required int N { get; init; }
    public required string Kind { get; init; }
    public required long ShownAtMilliseconds { get; init; }
    public required bool IsWithdrawn { get; init; }

    public DateTimeOffset ShownAt => DateTimeOffset.FromUnixTimeMilliseconds(ShownAtMilliseconds);
}
