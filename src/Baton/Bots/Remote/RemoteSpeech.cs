using System.Security.Cryptography;
using System.Text;
using Baton.BotProtocol;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Bots.Remote;

/// <summary>
/// Passes on what was heard from a bot elsewhere, in the order in which it said it: words, notes, giving up, ending. The same activity is said once, however often it
/// is heard. What comes when somebody else has the conversation reaches nobody.
/// </summary>
internal sealed class RemoteSpeech(
    Database database, Turns turns, BotSpeech speech, Partials partials, Bulletin bulletin, NpgsqlDataSource source, ILogger<RemoteSpeech> log)
{
    /// <summary>A bot that says more than this without a word of the visitor talks to itself.</summary>
    private const int InARowMax = 50;

    /// <summary>Passes it on. False when the bot does not have the conversation any more, and need not be listened to.</summary>
    public async Task<bool> Pass(RemoteConversation remote, IReadOnlyList<Activity> activities, CancellationToken ct)
    {
        if (await turns.Find(remote.ConversationId, remote.BotId, remote.Epoch, ct) is not { } turn) return false;
        try
        {
            var (says, command, types) = Read(turn, remote, activities);
            if (says.Count == 0 && Partial(activities) is var (stream, text))
                await partials.Show(new Streamed(turn.Id, stream.Id ?? Partials.NewStream(), stream.Sequence, text, stream.Type == "informative"), ct);
            if (says.Count > 0 && says.Count + await InARow(turn, ct) > InARowMax)
            {
                await GiveUp(turn, HandOver.Because(turn, "The bot failed", $"The bot said more than {InARowMax} things in a row that nobody asked for."), ct);
                return false;
            }
            if (says.Count > 0 || command is not null) await speech.Pass(turn, says, command, ct);
            else if (types) await bulletin.Hint(source, new Typing(turn.Id, TypingBy.Bot), ct);
            return command is null;
        }
        catch (Refusal late) when (late.Code is "stale_epoch" or "conversation_closed" or "ConversationMovedOn")
        {
            BotsLog.TooLate(log, remote.BotId, remote.ConversationId);
            return false;
        }
        catch (Refusal unsound)
        {
            BotsLog.BotGaveError(log, turn.BotName, turn.Id, unsound.Code);
            await GiveUp(turn, HandOver.Because(turn, "The bot failed", $"What the bot said could not be passed on. {unsound.Message}"), ct);
            return false;
        }
    }

    /// <summary>Somebody else has to go on, if the bot still has the conversation.</summary>
    public async Task GiveUp(RemoteConversation remote, string reason, string why, CancellationToken ct)
    {
        if (await turns.Find(remote.ConversationId, remote.BotId, remote.Epoch, ct) is { } turn) await GiveUp(turn, HandOver.Because(turn, reason, why), ct);
    }

    /// <summary>What activities mean, up to the first command: what a bot says after it has given up is for nobody.</summary>
    public static (IReadOnlyList<Utterance> Says, Command? Command, bool Types) Read(Turn turn, RemoteConversation remote, IReadOnlyList<Activity> activities)
    {
        var says = new List<Utterance>();
        var types = false;
        foreach (var activity in activities)
        {
            if (IsOurs(activity, remote) || IsForNobody(activity)) continue;
            Wire.MustBeSound(activity);
            var reading = Reading.Of(activity, turn, NameOf(activity));
            if (reading.Says is { } utterance && !(utterance.Text.Length == 0 && utterance.Extra is null)) says.Add(utterance);
            if (reading.Command is { } command) return (says, command, false);
            types |= reading.Types;
        }
        return (says, null, types);
    }

    /// <summary>The words that the bot is still finding: all of them so far, in the last piece.</summary>
    private static (StreamInfo Stream, string Text)? Partial(IReadOnlyList<Activity> activities) =>
        activities.LastOrDefault(activity => activity.Type == ActivityTypes.Typing) is { } last && StreamInfo.Of(last) is { Type: not "final" } stream ? (stream, last.Text ?? "") : null;

    /// <summary>Whether it is what we said there ourselves, given back to us.</summary>
    public static bool IsOurs(Activity activity, RemoteConversation remote) => activity.From is { } from && (from.Role == "user" || from.Id == remote.VisitorId);

    /// <summary>Who comes and goes there means nothing here.</summary>
    private static bool IsForNobody(Activity activity) => activity.Type is ActivityTypes.ConversationUpdate or ActivityTypes.MessageReaction or ActivityTypes.InstallationUpdate;

    /// <summary>The same for the same words, whoever hears them and how often. A message that is changed has another text under its id, and is said anew.</summary>
    private static string? NameOf(Activity activity) =>
        activity.Id is not { Length: > 0 } id ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{activity.Text}")).AsSpan(0, 16));

    private async Task GiveUp(Turn turn, HandOver handOver, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;
        await work.GiveUp(before, turn, [], handOver);
        await work.Commit();
    }

    private Task<int> InARow(Turn turn, CancellationToken ct) => database.Find<int>("""
        select count(*)::int from messages where conversation_id = @Id and from_kind = 'bot'
        and n > coalesce((select max(n) from messages where conversation_id = @Id and from_kind = 'visitor'), 0)
        """, new { turn.Id }, ct);
}
