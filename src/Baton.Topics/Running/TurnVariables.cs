using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>The variables that formulas of a turn see: of the topic, of the conversation, of the system.</summary>
internal sealed class TurnVariables(BotState state, TurnContext context, Incoming incoming) : FxVariables
{
    private readonly Dictionary<string, FxValue> system = [];

    public Dialog? Dialog { get; set; }
    public Dictionary<string, FxValue> Changed { get; } = [];
    public FxValue Error { get; set; } = FxBlank.Value;
    public TimeZoneInfo Zone { get; set; } = context.Zone;

    /// <summary>The event that a topic of this turn raised for another.</summary>
    public EventReceived? Raised
    {
        get;
        set
        {
            field = value;
            Forget();
        }
    }

    /// <summary>The words that the visitor wrote in this turn, or in the turn that this one goes on with.</summary>
    public string Text { get; set; } = incoming is VisitorMessage message ? message.Text : "";

    public override FxValue? Find(string scope, string name) => scope switch
    {
        "Topic" or "Local" => Dialog?.Variables.GetValueOrDefault(name),
        "Global" => state.Globals.GetValueOrDefault(name),
        "System" => System(name),
        "User" => state.User.GetValueOrDefault(name),
        "Env" => context.Environment.GetValueOrDefault(name),
        "Conversation" => FieldCode.Get(System("Conversation"), name) is { IsBlank: false } found ? found
            : state.Globals.GetValueOrDefault(name),
        _ => null,
    };

    public override FxValue? Whole(string scope) => scope switch
    {
        "Topic" or "Local" => Dialog is null ? null : Record(Dialog.Variables),
        "Global" => Record(state.Globals),
        "User" => Record(state.User),
        _ => null,
    };

    private static FxRecord Record(Dictionary<string, FxValue> values) => new([.. values.Keys], [.. values.Values]);

    public void Set(VariablePath path, FxValue value)
    {
        var values = path.Scope switch
        {
            "Topic" => Dialog!.Variables,
            "Global" or "Conversation" => state.Globals,
            "User" => state.User,
            "System" => state.System,
            _ => throw new TopicError("ReadOnlyVariable", $"{path} cannot be set."),
        };
        var whole = path.Inside.Length == 0 ? value : path.Merge(Find(path.Scope, path.Name) ?? FxBlank.Value, value);
        if (whole is FxBlank && path.Inside.Length == 0) values.Remove(path.Name);
        else values[path.Name] = whole;
        if (values == state.System) system.Remove(path.Name);
        if (values == state.Globals) Changed[path.Name] = whole;
    }

    private FxValue System(string name)
    {
        if (name == "FallbackCount") return FxValue.Of(state.FallbackCount);
        if (name == "Recognizer" || !state.System.TryGetValue(name, out var set))
        {
            if (!system.TryGetValue(name, out var made)) system[name] = made = Make(name);
            return made;
        }
        if (set is not FxRecord changed || Make(name) is not FxRecord usual) return set;
        return changed.Names.Zip(changed.Values).Aggregate(usual, (record, field) => record.With(field.First, field.Second));
    }

    /// <summary>Forgets what was worked out, after something changed under it.</summary>
    public void Forget() => system.Clear();

    private FxValue Make(string name) => name switch
    {
        "Activity" => Activity(),
        "Bot" => new FxRecord(("Name", FxValue.Of(context.BotName)), ("Id", FxValue.Of(context.BotName)),
            ("SchemaName", FxValue.Of(context.BotName))),
        "Conversation" => new FxRecord(("Id", FxValue.Of(context.ConversationId)), ("InTestMode", FxValue.Of(context.InTestMode)),
            ("LocalTimeZone", FxValue.Of(Zone.Id)), ("LocalTimeZoneOffset", new FxTime(Zone.GetUtcOffset(context.Now)))),
        "User" => User(),
        "Error" => Error,
        "LastMessage" => new FxRecord(("Text", FxValue.Of(Text)), ("Id", FxText.Empty)),
        "Recognizer" => Recognizer(),
        "SignInReason" => FxEnums.All["SignInReason"]["SignInRequired"],
        "InactivityTimer" => new FxRecord(("Count", FxValue.Of(0)), ("Continue", FxBoolean.True)),
        "SearchQuery" or "KeywordSearchQuery" => FxValue.Of(Text),
        _ => FxBlank.Value,
    };

    private FxValue Recognizer()
    {
        var usual = new FxRecord(("IntentOptions", FxTable.Empty), ("SelectedIntent", FxBlank.Value),
            ("TriggeringMessage", new FxRecord(("Text", FxValue.Of(state.Trigger)), ("Id", FxText.Empty))), ("ExtractedEntities",
                FxBlank.Value));
        return state.System.GetValueOrDefault("Recognizer") is FxRecord known
            ? known.Names.Zip(known.Values).Aggregate(usual, (record, field) => record.With(field.First, field.Second)) : usual;
    }

    private FxRecord Activity()
    {
        var received = Raised ?? incoming;
        var json = received switch
        {
            VisitorMessage m => m.ValueJson,
            EventReceived e => e.ValueJson,
            _ => null,
        };
        var type = received switch
        {
            EventReceived => "event",
            ConversationStarted => "conversationUpdate",
            _ => "message",
        };
        return new FxRecord(("Text", FxValue.Of(Text)), ("Type", FxValue.Of(type)), ("TypeId", FxValue.Of(type)),
            ("Name", received is EventReceived named ? FxValue.Of(named.Name) : FxBlank.Value),
            ("Value", json is null ? FxBlank.Value : FxJson.ReadUntyped(json) ?? FxBlank.Value),
            ("Channel", FxValue.Of(context.Channel)), ("ChannelId", FxValue.Of(context.Channel)),
            ("From", new FxRecord(("Id", FxValue.Of(context.UserId)), ("Name", FxValue.Of(context.UserName)))),
            ("Recipient", new FxRecord(("Id", FxValue.Of(context.BotName)), ("Name", FxValue.Of(context.BotName)))),
            ("Attachments", FxTable.Empty), ("ChannelData", FxBlank.Value));
    }

    private FxRecord User()
    {
        var parts = context.UserName?.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new FxRecord(("DisplayName", FxValue.Of(context.UserName)), ("FirstName", FxValue.Of(parts.ElementAtOrDefault(0))),
            ("LastName", FxValue.Of(parts.ElementAtOrDefault(1))), ("Email", FxValue.Of(context.UserEmail)),
            ("PrincipalName", FxValue.Of(context.UserEmail)), ("Id", FxValue.Of(context.UserId)),
                ("Language", FxValue.Of(context.Language)),
            ("IsLoggedIn", FxBoolean.False), ("AccessToken", FxBlank.Value));
    }
}
