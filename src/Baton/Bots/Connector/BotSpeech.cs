using System.Globalization;
using Baton.BotProtocol;
using Baton.Conversations;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Bots.Connector;

/// <summary>
/// Passes on what a bot says in a call of its own: at once, later, or without having been asked. What comes when somebody else has the conversation is refused; what
/// was passed on before, and comes again because our answer was lost, is answered as it was.
/// </summary>
internal sealed class BotSpeech(Database database, Turns turns, Saying saying, Bulletin bulletin, NpgsqlDataSource source, ILogger<BotSpeech> log)
{
    /// <summary>A bot that says more than this without a word of the visitor talks to itself.</summary>
    private const int InARowMax = 50;

    /// <summary>Answers the id of what was said.</summary>
    public async Task<string> Hear(Guid botId, Place place, Activity activity, string? requestId, CancellationToken ct)
    {
        if (await turns.Find(place.ConversationId, botId, place.Epoch, ct) is not { BotKind: "connector" } turn) return await TooLate(botId, place, activity, requestId, ct);

        var reading = Reading.Of(activity, turn, requestId);
        if (reading.Types) await bulletin.Hint(source, new Typing(turn.Id, TypingBy.Bot), ct);
        if (reading.Command is { } command) await Obey(turn, [], command, ct);
        if (reading.Says is not { } says) return IdOf(turn.Id, turn.LastN);

        if (await InARow(turn, ct) >= InARowMax)
        {
            await GiveUp(turn, HandOver.Because(turn, "The bot failed", $"The bot said {InARowMax} things in a row that nobody asked for."), ct);
            throw NotYours();
        }
        return IdOf(turn.Id, (await saying.Say(turn.Id, says, ct)).N);
    }

    /// <summary>Passes on what a bot said within the answer to our call, in the commit of the job that was the call.</summary>
    public async Task Pass(Turn turn, IReadOnlyList<Utterance> says, Command? command, CancellationToken ct)
    {
        if (command is not null) await Obey(turn, says, command, ct);
        else await saying.Say(new Entry { ConversationId = turn.Id, Says = says, Job = database.Job }, ct);
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
            await work.SetVariables(turn.Id, left.Variables, "bot");
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

    private async Task<string> TooLate(Guid botId, Place place, Activity activity, string? requestId, CancellationToken ct)
    {
        var now = await database.Find<Afterwards>("""
            select c.last_n, (@botId = any(c.given_up_by) or c.ended_at is not null) and c.epoch >= @Epoch as is_done,
                   (select m.n from messages m where m.conversation_id = c.id and m.from_id = @botId and m.client_id = @clientId) as said_before
            from conversations c where c.id = @ConversationId
            """, new { place.ConversationId, place.Epoch, botId, clientId = $"bot:{requestId}" }, ct) ?? throw new Refusal(404, "ConversationNotFound", "There is no such conversation.");
        if (now.SaidBefore is { } n) return IdOf(place.ConversationId, n);
        if (now.IsDone && Command.Of(activity) is not null) return IdOf(place.ConversationId, now.LastN);
        BotsLog.TooLate(log, botId, place.ConversationId);
        throw NotYours();
    }

    private Task<int> InARow(Turn turn, CancellationToken ct) => database.Find<int>("""
        select count(*)::int from messages where conversation_id = @Id and from_kind = 'bot'
        and n > coalesce((select max(n) from messages where conversation_id = @Id and from_kind = 'visitor'), 0)
        """, new { turn.Id }, ct);

    private static Refusal NotYours() => new(409, "ConversationMovedOn", "This bot does not have the conversation any more; what it says now is not passed on.");

    private static string IdOf(Guid conversationId, int n) => string.Create(CultureInfo.InvariantCulture, $"{conversationId:D}|{n:D7}");

    /// <summary>How a conversation stands that the bot does not have.</summary>
    private sealed record Afterwards
    {
        public required int LastN { get; init; }

        /// <summary>The bot gave it up, or it is over: giving it up or ending it once more changes nothing.</summary>
        public required bool IsDone { get; init; }
        public int? SaidBefore { get; init; }
    }
}
