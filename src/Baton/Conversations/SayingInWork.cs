using System.Diagnostics.Metrics;
using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>For slices that change a conversation and say something along with it, in one commit.</summary>
public static class SayingInWork
{
    private static readonly Counter<long> Messages = Meters.Baton.CreateCounter<long>("baton.messages", null, "Messages that were stored, by who said them.");

    internal static void Count(Message message) => Messages.Add(1, new KeyValuePair<string, object?>("from", message.From.Kind));

    /// <summary>Says it in a conversation that this work has locked; answers the conversation with its new last number, for the next step and for Save.</summary>
    public static async Task<Conversation> Say(this Work work, Conversation conversation, Utterance utterance)
    {
        var message = utterance.In(conversation.Standing, work.Now);
        await work.Run("""
            insert into messages (conversation_id, n, kind, from_kind, from_id, from_name, text, client_id, at, extra)
            values (@Id, @N, @Kind, @FromKind, @FromId, @FromName, @Text, @ClientId, @At, @extra::jsonb);
            update conversations set last_n = @N where id = @Id
            """,
            new
            {
                conversation.Id, message.N, message.Kind, FromKind = message.From.Kind, FromId = message.From.Id, FromName = message.From.Name,
                message.Text, message.ClientId, message.At, extra = message.Extra is { } extra ? JsonSerializer.Serialize(extra, Extra.Json) : null,
            });
        work.Record(new Said(conversation.Id, message, conversation.Epoch, conversation.State, conversation.HandlerId, conversation.HandlerKind, conversation.Assisted));
        Count(message);
        return conversation with { LastN = message.N };
    }
}
