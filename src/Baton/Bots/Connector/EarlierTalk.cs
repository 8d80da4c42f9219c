using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>A transcript that a bot brought lies elsewhere, and is to be fetched.</summary>
public sealed record TranscriptDue(Guid ConversationId, Guid BotId, int Epoch, string Url, int Attempts) : Fact(ConversationId);

/// <summary>What was said before a conversation came here: a note for the agents, of all that is not in the conversation itself.</summary>
internal static class EarlierTalk
{
    public const int TextBytesMax = 20_000;

    private const int NameLengthMax = 100;
    private const int UrlLengthMax = 2_000;

    /// <summary>Notes it, or has it fetched, in a conversation that this work has locked.</summary>
    public static async Task<Conversation> Tell(this Work work, Conversation conversation, Turn turn, Attachment transcript)
    {
        if (transcript.Content is not null) return await work.Note(conversation, turn.BotName, transcript.Content);
        if (transcript.ContentUrl is { Length: > 0 and <= UrlLengthMax } url) work.RecordAt(work.Now, new TranscriptDue(turn.Id, turn.HandlerId!.Value, turn.Epoch, url, 0));
        return conversation;
    }

    /// <summary>Notes what is new in it; nothing, where nothing is.</summary>
    public static async Task<Conversation> Note(this Work work, Conversation conversation, string botName, JsonNode? transcript)
    {
        var known = (await work.List<string>("select text from messages where conversation_id = @Id and kind = 'message'", new { conversation.Id })).ToHashSet();
        if (Text(transcript, known, botName) is not { } text) return conversation;
        return await work.Say(conversation, new Utterance { Kind = "note", From = Speaker.System, Text = text });
    }

    private static string? Text(JsonNode? transcript, HashSet<string> known, string botName)
    {
        var activities = (Command.Opened(transcript) is JsonObject whole ? Command.Opened(whole["activities"]) : Command.Opened(transcript)) as JsonArray ?? [];
        var lines = activities.OfType<JsonObject>().Where(one => Text(one["type"]) == ActivityTypes.Message)
            .Select(one => (Who: NameOf(one["from"], botName), Words: Text(one["text"])?.Trim()))
            .Where(line => !string.IsNullOrEmpty(line.Words) && !known.Contains(line.Words)).ToArray();
        if (lines.Length == 0) return null;

        var text = new StringBuilder($"Said before, elsewhere ({botName}):");
        for (var i = 0; i < lines.Length; i++)
        {
            var line = $"\n{lines[i].Who}: {lines[i].Words}";
            if (Encoding.UTF8.GetByteCount(text.ToString()) + Encoding.UTF8.GetByteCount(line) > TextBytesMax)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n… and {lines.Length - i} more.");
                break;
            }
            text.Append(line);
        }
        return text.ToString();
    }

    /// <summary>Their name, or what they are: roles are words, in some transcripts numbers.</summary>
    private static string NameOf(JsonNode? from, string botName)
    {
        if (Text((from as JsonObject)?["name"]) is { } name && !string.IsNullOrWhiteSpace(name)) return name.Length > NameLengthMax ? name[..NameLengthMax] : name;
        return (from as JsonObject)?["role"]?.ToJsonString() is "\"user\"" or "1" ? "Visitor" : botName;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}

/// <summary>Fetches transcripts that lie elsewhere, from where bots say, as far as Baton calls it at all.</summary>
internal sealed class TranscriptFetching(Database database, OutsideHttp outside, BotFiles files, TimeProvider clock)
{
    private const int AttemptsMax = 3;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    public async Task Fetch(TranscriptDue due, CancellationToken ct)
    {
        var (transcript, problem, mayPass) = await Read(due, ct);
        await using var work = await database.Begin(ct);
        if (problem is not null && mayPass && due.Attempts + 1 < AttemptsMax)
        {
            work.RecordAt(work.Now + Pause, due with { Attempts = due.Attempts + 1 });
            await work.Commit();
            return;
        }
        var before = await work.LockConversation(due.ConversationId);
        if (before.State == State.Closed) return;
        var botName = await work.Find<string>("select name from users where id = @BotId", due) ?? "The bot";
        var after = problem is null
            ? await work.Note(before, botName, transcript)
            : await work.Say(before, new Utterance { Kind = "note", From = Speaker.System, Text = $"{botName} brought a transcript of earlier talk, which could not be read: {problem}" });
        if (after.LastN != before.LastN) await work.Save(before, after);
        await work.Commit();
    }

    private async Task<(JsonNode? Transcript, string? Problem, bool MayPass)> Read(TranscriptDue due, CancellationToken ct)
    {
        if (!Uri.TryCreate(due.Url, UriKind.Absolute, out var address)) return (null, "its address is none.", false);
        using var limit = new TimeLimit(TimeMax, clock, ct);
        try
        {
            if (await files.Find(due.BotId, address, ct) is { } own) return (Parse(Encoding.UTF8.GetString(own.Original)), null, false);
            var answer = await outside.Send(address, to => new HttpRequestMessage(HttpMethod.Get, to), limit.Token);
            return answer.Status is >= 200 and < 300 ? (Parse(answer.Body), null, false) : (null, $"{address.Host} answered with status {answer.Status}.", answer.Status >= 500);
        }
        catch (AddressRefused refused)
        {
            return (null, refused.Message, false);
        }
        catch (JsonException)
        {
            return (null, "it is not JSON.", false);
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, $"{address.Host} does not answer.", true);
        }
    }

    private static JsonNode? Parse(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) throw new JsonException();
        var node = JsonNode.Parse(text);
        SoundJson.MustBeSound(node);
        return node;
    }
}
