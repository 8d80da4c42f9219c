using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>What has been said so far, in order.</summary>
public static class Transcript
{
    public const string Columns = "conversation_id, n, kind, from_kind, from_id, from_name, text, client_id, at, extra::text as extra";

    public static async Task<IReadOnlyList<Message>> MessagesAfter(this Database database, Guid conversationId, int after, int limit, CancellationToken ct) =>
        [.. (await database.List<Line>(
            $"select {Columns} from messages where conversation_id = @conversationId and n > @after order by n limit @limit",
            new { conversationId, after, limit }, ct)).Select(line => line.Message)];

    /// <summary>A message as its row has it.</summary>
    public sealed record Line
    {
        public Guid ConversationId { get; init; }
        public int N { get; init; }
        public required string Kind { get; init; }
        public required string FromKind { get; init; }
        public Guid? FromId { get; init; }
        public required string FromName { get; init; }
        public required string Text { get; init; }
        public string? ClientId { get; init; }
        public DateTimeOffset At { get; init; }
        public string? Extra { get; init; }

        public Message Message => new()
        {
            N = N, Kind = Kind, From = new Speaker(FromKind, FromId, FromName), Text = Text, ClientId = ClientId, At = At,
            Extra = Extra is null ? null : JsonSerializer.Deserialize<Extra>(Extra, Conversations.Extra.Json),
        };
    }
}
