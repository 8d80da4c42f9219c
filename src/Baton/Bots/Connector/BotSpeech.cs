using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tools;
using Npgsql;

using Activity = Baton.BotProtocol.Activity;

namespace Baton.Bots.Connector;

/// <summary>
/// Passes on what a bot says in a call of its own: at once, later, or without having been asked. What comes when somebody else has the conversation is refused; what
/// was passed on before, and comes again because our answer was lost, is answered as it was.
/// </summary>
internal sealed class BotSpeech(
    Database database, Assist.Assisting assists, Turns turns, Saying saying, Partials partials, BotFiles files, BotRates rates, Ears ears, Bulletin bulletin,
    NpgsqlDataSource source, TimeProvider clock, ILogger<BotSpeech> log)
{
    /// <summary>Answers the id of what was said.</summary>
    public async Task<string> Hear(Guid botId, Place place, Activity activity, string? requestId, CancellationToken ct)
    {
        if (place.IsAssist) return await assists.HearLater(botId, place, activity, requestId, ct) ? IdOf(place.ConversationId, 0) : throw NotYours();
        if (await turns.FindToSpeak(place.ConversationId, botId, place.Epoch, ct) is not { } turn) return await TooLate(botId, place, Command.Of(activity), requestId, ct);

        var reading = Reading.Of(await files.ForPeople(botId, activity, ct), turn, requestId);
        if (reading.Types) await bulletin.Hint(source, new Typing(turn.Id, TypingBy.Bot), ct);
        if (reading.Partial is var (stream, words)) return await Show(turn, stream, words, requestId, ct);
        if (reading.Command is { } command)
        {
            await Obey(turn, reading.Says is { } lastWords ? [lastWords] : [], command, ct);
            return IdOf(turn.Id, turn.LastN);
        }
        if (reading.Says is not { } says) return IdOf(turn.Id, turn.LastN);

        if (turn.MaybeSaidSince(activity.ReplyToId, clock.GetUtcNow()) is { } since && await SaidAlready(turn, says, since, ct) is { } n) return Heard(turn, n);
        await MustNotFlood(turn, ct);
        if (await GoesInCircles(turn, says, ct))
        {
            await GiveUp(turn, Circling(turn), ct);
            throw NotYours();
        }
        return Heard(turn, (await UnlessTooLong(turn, () => saying.Say(turn.Id, says, ct), ct)).N);
    }

    /// <summary>The bot says something anew that it said before: it keeps its id. A command is a command, however it comes.</summary>
    public async Task<string> Revise(Guid botId, Place place, string activityId, Activity activity, string? requestId, CancellationToken ct)
    {
        if (await turns.FindToSpeak(place.ConversationId, botId, place.Epoch, ct) is not { } turn) return await TooLate(botId, place, Command.Of(activity), requestId, ct);
        if (Reading.Of(await files.ForPeople(botId, activity, ct), turn, requestId) is not { Command: null, Says: { } words }) return await Hear(botId, place, activity, requestId, ct);

        await MustNotFlood(turn, ct);
        await UnlessTooLong(turn, () => Change(turn, (work, before) => work.Revise(before, NumberOf(turn, activityId), words), ct), ct);
        return activityId;
    }

    /// <summary>The bot takes back what it said.</summary>
    public async Task Withdraw(Guid botId, Place place, string activityId, string? requestId, CancellationToken ct)
    {
        if (await turns.FindToSpeak(place.ConversationId, botId, place.Epoch, ct) is not { } turn)
        {
            await TooLate(botId, place, null, requestId, ct);
            return;
        }
        await MustNotFlood(turn, ct);
        var bot = Speaker.Bot(botId, turn.BotName);
        await Change(turn, (work, before) => work.Withdraw(before, NumberOf(turn, activityId), bot, turn.Epoch, Reading.ClientIdOf(requestId)), ct);
    }

    /// <summary>The bot leaves: somebody else goes on.</summary>
    public async Task Leave(Guid botId, Place place, CancellationToken ct)
    {
        if (await turns.Find(place.ConversationId, botId, place.Epoch, ct) is { } turn) await GiveUp(turn, HandOver.Because(turn, "The bot left", "The bot left the conversation."), ct);
        else await TooLate(botId, place, new Command { Ends = false }, null, ct);
    }

    /// <summary>The bot brings what was said before, elsewhere; the agents read what is new in it.</summary>
    public async Task<string> Bring(Guid botId, Place place, JsonObject transcript, string? requestId, CancellationToken ct)
    {
        if (await turns.FindToSpeak(place.ConversationId, botId, place.Epoch, ct) is not { } turn) return await TooLate(botId, place, null, requestId, ct);
        await MustNotFlood(turn, ct);
        return IdOf(turn.Id, (await Change(turn, (work, before) => work.Note(before, turn.BotName, transcript), ct)).LastN);
    }

    /// <summary>The bot can't go on, as its caller has found out.</summary>
    public async Task GiveUp(Guid botId, Place place, string why, CancellationToken ct)
    {
        if (await turns.Find(place.ConversationId, botId, place.Epoch, ct) is { } turn) await GiveUp(turn, HandOver.Because(turn, "The bot failed", why), ct);
    }

    /// <summary>Passes on what a bot said within the answer to our call, in the commit of the job that was the call.</summary>
    public async Task Pass(Turn turn, IReadOnlyList<Utterance> says, Command? command, CancellationToken ct)
    {
        var lately = command is null && says.Count > 0 ? turn as Speaking ?? await turns.FindToSpeak(turn.Id, turn.HandlerId!.Value, turn.Epoch, ct) : null;
        if (lately is not null && await GoesInCircles(lately, says[^1], ct)) await GiveUp(turn, Circling(turn), ct);
        else if (command is not null) await Obey(turn, says, command, ct);
        else await saying.Say(new Entry { ConversationId = turn.Id, Says = says, Job = database.Job }, ct);
    }

    /// <summary>Why a bot that nobody has asked may not go on like this; null when it may.</summary>
    public async Task<HandOver?> TooMuch(Speaking turn, IReadOnlyList<Utterance> says, CancellationToken ct) =>
        turn.InARow + says.Count > Speaking.InARowMax ? HandOver.Because(turn, "The bot failed", $"The bot said more than {Speaking.InARowMax} things in a row that nobody asked for.")
        : await GoesInCircles(turn, says[^1], ct) ? Circling(turn) : null;

    private async Task<Conversation> Change(Turn turn, Func<Work, Conversation, Task<Conversation>> change, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) throw NotYours();
        var after = await change(work, before);
        if (after.LastN == before.LastN) return before;
        after = await work.Save(before, after);
        await work.Commit();
        return after;
    }

    /// <summary>What is too long for a message is said to nobody, and somebody else goes on.</summary>
    private async Task<T> UnlessTooLong<T>(Turn turn, Func<Task<T>> say, CancellationToken ct)
    {
        try
        {
            return await say();
        }
        catch (Refusal tooLong) when (tooLong.Code == "too_long")
        {
            await GiveUp(turn, HandOver.Because(turn, "The bot failed", $"The bot's answer was too long to be passed on. {tooLong.Message}"), ct);
            throw;
        }
    }

    /// <summary>Answers the stream's id, which the bot sends with what follows. The first piece of it brings none; sent again, it is given the same.</summary>
    private async Task<string> Show(Turn turn, StreamInfo stream, string text, string? requestId, CancellationToken ct)
    {
        var id = stream.Id ?? (string.IsNullOrEmpty(requestId) ? Partials.NewStream() : $"stream-{Deterministic.Id($"{turn.Id:N}:{requestId}"):N}");
        await partials.Show(new Streamed(turn.Id, id, stream.Sequence, text, stream.Type == "informative"), ct);
        return id;
    }

    private async Task MustNotFlood(Speaking turn, CancellationToken ct)
    {
        var inARow = ears.Heard(turn.Id) ?? turn.InARow;
        var why = inARow >= Speaking.InARowMax ? $"The bot said {Speaking.InARowMax} things in a row that nobody asked for."
            : inARow >= Speaking.FewInARow && !rates.TakeWords(turn.Id) ? "The bot said more at once than anybody could read." : null;
        if (why is null) return;
        await GiveUp(turn, HandOver.Because(turn, "The bot failed", why), ct);
        throw NotYours();
    }

    private static HandOver Circling(Turn turn) => HandOver.Because(turn, "The bot went round in a circle", $"The bot said the same {Speaking.SameMax} times.");

    /// <summary>The words before these, and all that the visitor said between them, were each the same.</summary>
    private async Task<bool> GoesInCircles(Speaking turn, Utterance says, CancellationToken ct) => turn.Repeats(says) && await database.Find<bool>("""
        select count(distinct lower(trim(text))) <= 1 from messages where conversation_id = @Id and kind = 'message' and from_kind = 'visitor' and n > @LastSince
        """, new { turn.Id, turn.LastSince }, ct);

    /// <summary>The number under which the very same was said in the run of this turn that was cut off.</summary>
    private Task<int?> SaidAlready(Turn turn, Utterance says, int since, CancellationToken ct) => database.Find<int?>("""
        select min(n) from messages where conversation_id = @Id and n > @since and from_kind = 'bot' and kind = @Kind and text = @Text
        """, new { turn.Id, since, says.Kind, says.Text }, ct);

    private string Heard(Turn turn, int n)
    {
        ears.Note(turn.Id);
        return IdOf(turn.Id, n);
    }

    private async Task Obey(Turn turn, IReadOnlyList<Utterance> says, Command command, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) throw NotYours();

        var known = (await work.VariablesOf(turn.Id)).Select(variable => variable.Name).ToHashSet();
        var left = Leaving.Of(turn, command, known);
        if (command.Ends)
        {
            var conversation = before;
            foreach (var utterance in says) conversation = await work.Say(conversation, utterance);
            await work.SetVariables(turn.Id, left.Variables, "bot", left.Hidden);
            await Ending.End(work, conversation, "ended_by_bot", $"{turn.BotName} ended the conversation.", new Happening("ended", turn.BotName));
        }
        else await work.GiveUp(before, turn, says, left);
        await work.Commit();
    }

    private async Task GiveUp(Turn turn, HandOver handOver, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;
        await work.GiveUp(before, turn, [], handOver);
        await work.Commit();
    }

    private async Task<string> TooLate(Guid botId, Place place, Command? command, string? requestId, CancellationToken ct)
    {
        var now = await database.Find<Afterwards>("""
            select c.last_n, (@botId = any(c.given_up_by) or c.ended_at is not null) and c.epoch >= @Epoch as is_done,
                   (select m.n from messages m where m.conversation_id = c.id and m.from_id = @botId and m.client_id = @clientId) as said_before
            from conversations c where c.id = @ConversationId
            """, new { place.ConversationId, place.Epoch, botId, clientId = Reading.ClientIdOf(requestId) }, ct) ?? throw new Refusal(404, "ConversationNotFound", "There is no such conversation.");
        if (now.SaidBefore is { } n) return IdOf(place.ConversationId, n);
        if (now.IsDone && command is not null) return IdOf(place.ConversationId, now.LastN);
        BotsLog.TooLate(log, botId, place.ConversationId);
        throw NotYours();
    }

    private static Refusal NotYours() => new(409, "ConversationMovedOn", "This bot does not have the conversation any more; what it says now is not passed on.");

    public static string IdOf(Guid conversationId, int n) => string.Create(CultureInfo.InvariantCulture, $"{conversationId:D}|{n:D7}");

    private static int NumberOf(Turn turn, string activityId) =>
        activityId.Split('|') is [var conversation, var number] && Guid.TryParse(conversation, out var id) && id == turn.Id
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;

    /// <summary>How a conversation stands that the bot does not have.</summary>
    private sealed record Afterwards
    {
        public required int LastN { get; init; }

        /// <summary>The bot gave it up, or it is over: giving it up or ending it once more changes nothing.</summary>
        public required bool IsDone { get; init; }
        public int? SaidBefore { get; init; }
    }
}
