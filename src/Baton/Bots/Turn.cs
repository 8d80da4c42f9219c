using Baton.Bots.Ai;
using Baton.Conversations;
using Baton.Topics;
using Baton.Topics.Fx;

namespace Baton.Bots;

/// <summary>What a bot needs to know of a conversation to take a turn in it.</summary>
internal record Turn
{
    public required Guid Id { get; init; }
    public required State State { get; init; }
    public Guid? HandlerId { get; init; }
    public required int Epoch { get; init; }
    public required int LastN { get; init; }

    /// <summary>The message that it is about: what the bot says after that, it says in this turn.</summary>
    public int Since { get; init; }
    public required string Channel { get; init; }
    public required string VisitorId { get; init; }
    public string? VisitorName { get; init; }
    public string? VisitorEmail { get; init; }
    public string? Locale { get; init; }
    public required string BotName { get; init; }
    public required string BotKind { get; init; }
    public required int SilenceSeconds { get; init; }

    /// <summary>The bot was disconnected or removed: it gets no more turns.</summary>
    public bool IsGone { get; init; }

    /// <summary>What visitors are told before the bot's first word; null when nothing is.</summary>
    public string? PrivacyNotice { get; init; }
    public bool PrivacyAsks { get; init; }

    /// <summary>told, asked, yes or no; null while the notice was not shown.</summary>
    public string? Consent { get; init; }
    public int? ConsentNoticeN { get; init; }
    public int? ConsentAgainN { get; init; }
    public int? ConsentAnswerN { get; init; }
    public int? MemoryEpoch { get; init; }
    public byte[]? Memory { get; init; }

    /// <summary>The version of its topics: the one that the conversation began on with this bot, else the live one. Null when nothing was published.</summary>
    public int? Version { get; init; }

    /// <summary>The live version of its program, of an AI bot.</summary>
    public int? LiveAiVersion { get; init; }
    public string? Variables { get; init; }
    public int? StandingEpoch { get; init; }
    public int StoodFruitless { get; init; }
    public Guid? StoodWaiting { get; init; }
    public bool AskedAgain { get; init; }

    /// <summary>The bot does not have the conversation: it hears it silently, and suggests to the agent.</summary>
    public bool IsAssist => Epoch < 0;

    /// <summary>Tool runs in a row that failed or found nothing, before this turn.</summary>
    public int Fruitless => StandingEpoch == Epoch ? StoodFruitless : 0;

    /// <summary>The run that waits for a yes.</summary>
    public Pending? Pending => StandingEpoch == Epoch && StoodWaiting is { } id ? new Pending(id, AskedAgain) : null;

    /// <summary>What the bot remembers of this conversation: nothing, unless it was this bot in this epoch that remembered it.</summary>
    public BotState BotState => Memory is not null && MemoryEpoch == Epoch ? BotState.Load(Memory) : BotState.New;

    /// <summary>An AI bot's program has had this conversation, not its topics.</summary>
    public bool HasAiMemory => MemoryEpoch == Epoch && AiMemory.IsOne(Memory);

    /// <summary>The version of an AI bot's program: as the conversation began on it, else the live one. Null where its topics have the conversation, or nothing was published.</summary>
    public int? AiVersion => HasAiMemory ? Version : Memory is not null && MemoryEpoch == Epoch ? null : LiveAiVersion;

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
