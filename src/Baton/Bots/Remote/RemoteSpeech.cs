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
/// is heard; under the same id with another text it takes the place of what was said. What comes when somebody else has the conversation reaches nobody.
/// </summary>
internal sealed class RemoteSpeech(
    Database database, Turns turns, BotSpeech speech, Partials partials, Bulletin bulletin, NpgsqlDataSource source, ILogger<RemoteSpeech> log)
{
    /// <summary>Passes it on. False when the bot does not have the conversation any more, and need not be listened to.</summary>
    public async Task<bool> Pass(RemoteConversation remote, IReadOnlyList<Activity> activities, CancellationToken ct)
    {
        var theirs = activities.Where(activity => !IsOurs(activity, remote) && !IsForNobody(activity)).ToArray();
        var said = await SaidBefore(remote.ConversationId, theirs, ct);
        var fresh = new List<Activity>();
        foreach (var activity in theirs)
        {
            if (activity.Type != ActivityTypes.MessageDelete && (NameOf(activity) is not { } name || said.Add(name)))
            {
                fresh.Add(activity);
                continue;
            }
            if (!await PassFresh(remote, fresh, ct) || !await Change(remote, activity, ct)) return false;
            fresh.Clear();
        }
        return await PassFresh(remote, fresh, ct);
    }

    /// <summary>Somebody else has to go on, if the bot still has the conversation.</summary>
    public async Task GiveUp(RemoteConversation remote, string reason, string why, CancellationToken ct)
    {
        if (await turns.Find(remote.ConversationId, remote.BotId, remote.Epoch, ct) is { } turn) await GiveUp(turn, HandOver.Because(turn, reason, why), ct);
    }

    /// <summary>What activities mean, up to the first command: what a bot says after it has given up is for nobody.</summary>
    public static (IReadOnlyList<Utterance> Says, Command? Command, bool Types) Read(
        Turn turn, RemoteConversation remote, IReadOnlyList<Activity> activities, Func<Activity, string?> nameOf)
    {
        var says = new List<Utterance>();
        var types = false;
        foreach (var activity in activities)
        {
            if (IsOurs(activity, remote) || IsForNobody(activity)) continue;
            Wire.MustBeSound(activity);
            var reading = Reading.Of(activity, turn, nameOf(activity));
            if (reading.Says is { } utterance && !(utterance.Text.Length == 0 && utterance.Extra is null)) says.Add(utterance);
            if (reading.Command is { } command) return (says, command, false);
            types |= reading.Types;
        }
        return (says, null, types);
    }

    /// <summary>Whether it is what we said there ourselves, given back to us.</summary>
    public static bool IsOurs(Activity activity, RemoteConversation remote) => activity.From is { } from && (from.Role == "user" || from.Id == remote.VisitorId);

    /// <summary>The same for the same words under an id, whoever hears them and how often; other words have another.</summary>
    public static string? NameOfWords(Activity activity) => activity.Id is { Length: > 0 } id ? Hash($"{id}\n{activity.Text}") : null;

    /// <summary>The same for whatever an activity's id stands for.</summary>
    private static string? NameOf(Activity activity) => activity is { Id: { Length: > 0 } id, Type: ActivityTypes.Message or ActivityTypes.MessageUpdate } ? Hash(id) : null;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private async Task<bool> PassFresh(RemoteConversation remote, IReadOnlyList<Activity> activities, CancellationToken ct)
    {
        if (await turns.FindToSpeak(remote.ConversationId, remote.BotId, remote.Epoch, ct) is not { } turn) return false;
        try
        {
            var (says, command, types) = Read(turn, remote, activities, activity => NameOf(activity) ?? NameOfWords(activity));
            if (says.Count == 0 && Partial(activities) is var (stream, text))
                await partials.Show(new Streamed(turn.Id, stream.Id ?? Partials.NewStream(), stream.Sequence, text, stream.Type == "informative"), ct);
            if (says.Count > 0 && command is null && await speech.TooMuch(turn, says, ct) is { } tooMuch)
            {
                await GiveUp(turn, tooMuch, ct);
                return false;
            }
            if (says.Count > 0 || command is not null) await speech.Pass(turn, says, command, ct);
            else if (types) await bulletin.Hint(source, new Typing(turn.Id, TypingBy.Bot), ct);
            return command is null;
        }
        catch (Refusal refusal)
        {
            await Refused(remote, turn, refusal, ct);
            return false;
        }
    }

    /// <summary>The bot says anew what it said before, or takes it back.</summary>
    private async Task<bool> Change(RemoteConversation remote, Activity activity, CancellationToken ct)
    {
        if (await turns.Find(remote.ConversationId, remote.BotId, remote.Epoch, ct) is not { } turn) return false;
        if (activity.Id is not { } id || await Original(turn, activity, ct) is not { } original) return true;   // nobody here has heard it
        var place = Place.Of(turn);
        try
        {
            Wire.MustBeSound(activity);
            if (activity.Type == ActivityTypes.MessageDelete) await speech.Withdraw(remote.BotId, place, BotSpeech.IdOf(turn.Id, original.N), Hash($"{id}\ndeleted"), ct);
            else if (Reading.Of(activity, turn, null).Says?.Text != original.Text)
                await speech.Revise(remote.BotId, place, BotSpeech.IdOf(turn.Id, original.N), activity, NameOfWords(activity), ct);
            return true;
        }
        catch (Refusal gone) when (gone.Code == "ActivityNotFound")
        {
            return true;   // it was taken back
        }
        catch (Refusal refusal)
        {
            await Refused(remote, turn, refusal, ct);
            return false;
        }
    }

    private async Task Refused(RemoteConversation remote, Turn turn, Refusal refusal, CancellationToken ct)
    {
        if (refusal.Code is "stale_epoch" or "conversation_closed" or "ConversationMovedOn")
        {
            BotsLog.TooLate(log, remote.BotId, remote.ConversationId);
            return;
        }
        BotsLog.BotGaveError(log, turn.BotName, turn.Id, refusal.Code);
        await GiveUp(turn, HandOver.Because(turn, "The bot failed", $"What the bot said could not be passed on. {refusal.Message}"), ct);
    }

    /// <summary>The names of those that were said before.</summary>
    private async Task<HashSet<string>> SaidBefore(Guid conversationId, IReadOnlyList<Activity> activities, CancellationToken ct)
    {
        var names = activities.Select(NameOf).OfType<string>().ToArray();
        if (names.Length == 0) return [];
        return [.. await database.List<string>("""
            select substring(client_id from 5) from messages where conversation_id = @conversationId and client_id = any(@ids)
            """, new { conversationId, ids = names.Select(Reading.ClientIdOf).ToArray() }, ct)];
    }

    private Task<FirstWords?> Original(Turn turn, Activity activity, CancellationToken ct) => database.Find<FirstWords>(
        "select n, text from messages where conversation_id = @Id and client_id = @first", new { turn.Id, first = Reading.ClientIdOf(Hash(activity.Id!)) }, ct);

    /// <summary>The words that the bot is still finding: all of them so far, in the last piece.</summary>
    private static (StreamInfo Stream, string Text)? Partial(IReadOnlyList<Activity> activities) =>
        activities.LastOrDefault(activity => activity.Type == ActivityTypes.Typing) is { } last && StreamInfo.Of(last) is { Type: not "final" } stream ? (stream, last.Text ?? "") : null;

    /// <summary>Who comes and goes there means nothing here.</summary>
    private static bool IsForNobody(Activity activity) => activity.Type is ActivityTypes.ConversationUpdate or ActivityTypes.MessageReaction or ActivityTypes.InstallationUpdate;

    private async Task GiveUp(Turn turn, HandOver handOver, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;
        await work.GiveUp(before, turn, [], handOver);
        await work.Commit();
    }

    /// <summary>What was said first under an id.</summary>
    private sealed record FirstWords
    {
        public required int N { get; init; }
        public required string Text { get; init; }
    }
}
