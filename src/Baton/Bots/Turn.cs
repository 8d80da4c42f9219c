using Baton.Conversations;
using Baton.Plumbing;
using Baton.Topics;
using Baton.Topics.Fx;

namespace Baton.Bots;

/// <summary>What a bot needs to know of a conversation to take a turn in it: read in one query, for every message.</summary>
internal sealed record Turn
{
    public required Guid Id { get; init; }
    public required State State { get; init; }
    public Guid? HandlerId { get; init; }
    public required int Epoch { get; init; }
    public required int LastN { get; init; }
    public required string Channel { get; init; }
    public required string VisitorId { get; init; }
    public string? VisitorName { get; init; }
    public string? VisitorEmail { get; init; }
    public string? Locale { get; init; }
    public required string BotName { get; init; }
    public required string BotKind { get; init; }
    public required int SilenceSeconds { get; init; }
    public int? MemoryEpoch { get; init; }
    public byte[]? Memory { get; init; }
    public string? Variables { get; init; }
    public int? StandingEpoch { get; init; }
    public int StoodFruitless { get; init; }
    public Guid? StoodWaiting { get; init; }
    public bool AskedAgain { get; init; }

    /// <summary>Tool runs in a row that failed or found nothing, before this turn.</summary>
    public int Fruitless => StandingEpoch == Epoch ? StoodFruitless : 0;

    /// <summary>The run that waits for a yes.</summary>
    public Pending? Pending => StandingEpoch == Epoch && StoodWaiting is { } id ? new Pending(id, AskedAgain) : null;

    /// <summary>The turn of the bot that has this conversation in this epoch, or null when the conversation has moved on.</summary>
    public static async Task<Turn?> Find(Database database, Guid conversationId, Guid botId, int epoch, CancellationToken ct)
    {
        var turn = await database.Find<Turn>("""
            select c.id, c.state, c.handler_id, c.epoch, c.last_n, c.channel, c.visitor_id, c.visitor_name, c.visitor_email, c.locale,
                   u.name as bot_name, b.kind as bot_kind, coalesce(w.bot_silence_seconds, 20) as silence_seconds, m.epoch as memory_epoch, m.memory,
                   s.epoch as standing_epoch, coalesce(s.fruitless, 0) as stood_fruitless, s.confirmation_id as stood_waiting, coalesce(s.asked_again, false) as asked_again,
                   (select json_agg(json_build_array(v.name, v.type, v.value))::text from variables v where v.conversation_id = c.id) as variables
            from conversations c
            join users u on u.id = @botId
            join bots b on b.user_id = u.id
            left join workstreams w on w.id = c.workstream_id
            left join memories m on m.conversation_id = c.id
            left join bot_standings s on s.conversation_id = c.id
            where c.id = @conversationId
            """, new { conversationId, botId }, ct);
        return turn is { State: State.WithBot } && turn.HandlerId == botId && turn.Epoch == epoch ? turn : null;
    }

    /// <summary>What the bot remembers of this conversation: nothing, unless it was this bot in this epoch that remembered it.</summary>
    public BotState BotState => Memory is not null && MemoryEpoch == Epoch ? BotState.Load(Memory) : BotState.New;

    public TurnContext Context(DateTimeOffset now) => new()
    {
        Now = now, Seed = HashCode.Combine(Id, LastN), ConversationId = Id.ToString(), Channel = Channel, BotName = BotName, Language = Locale ?? "en-US",
        UserId = VisitorId, UserName = VisitorName, UserEmail = VisitorEmail, Globals = Globals(),
    };

    private Dictionary<string, FxValue> Globals()
    {
        var globals = new Dictionary<string, FxValue>();
        if (Variables is null) return globals;
        using var json = System.Text.Json.JsonDocument.Parse(Variables);
        foreach (var row in json.RootElement.EnumerateArray())
        {
            var variable = new Variable { Name = row[0].GetString()!, Type = row[1].GetString()!, Value = row[2].GetString()!, SetBy = "system" };
            globals[variable.Name] = variable.Typed switch
            {
                decimal number => FxValue.Of(number),
                bool yes => FxValue.Of(yes),
                var text => FxValue.Of((string)text),
            };
        }
        return globals;
    }
}
