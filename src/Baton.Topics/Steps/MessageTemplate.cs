using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>A message as its author wrote it: variants of words, what to speak, buttons and cards. Or an event.</summary>
internal sealed record MessageTemplate
{
    public IReadOnlyList<Template> Texts { get; init; } = [];
    public IReadOnlyList<Template> Speaks { get; init; } = [];
    public IReadOnlyList<CardTemplate> Attachments { get; init; } = [];
    public IReadOnlyList<ButtonTemplate> Buttons { get; init; } = [];
    public string? Layout { get; init; }
    public bool Randomize { get; init; } = true;
    public Value? Data { get; init; }
    public Value? ChannelData { get; init; }

    /// <summary>What it is when it has a name: an event, or a sign of typing.</summary>
    public SayKind Kind { get; init; } = SayKind.Event;

    /// <summary>Set when this is no message.</summary>
    public Value? EventName { get; init; }

    public Say Make(Turn turn)
    {
        var frame = turn.Frame;
        var data = Data?.Get(turn);
        var channel = ChannelData?.Get(turn);
        var say = new Say
        {
            ValueJson = data is null or FxBlank ? null : FxJson.Write(data),
            ChannelDataJson = channel is null or FxBlank ? null : FxJson.Write(channel),
        };
        if (EventName is { } name) return say with { Kind = Kind, Name = FxConvert.Shown(name.Get(turn)) };
        var pick = Texts.Count > 1 && Randomize ? frame.Chance.Next(Texts.Count) : 0;
        return say with
        {
            Text = Texts.Count > 0 ? Texts[pick].Fill(frame) : "",
            Speak = Speaks.Count > 0 ? Speaks[Math.Min(pick, Speaks.Count - 1)].Fill(frame) : null,
            SuggestedActions = Buttons.Count == 0 ? [] : [.. Buttons.Select(b => b.Make(turn))],
            Attachments = Attachments.Count == 0 ? [] : [.. Attachments.Select(a => a.Make(turn))],
            AttachmentLayout = Layout,
        };
    }

    /// <summary>The words alone, as for a message to an agent.</summary>
    public string Words(Turn turn) => Texts.Count > 0 ? Texts[0].Fill(turn.Frame) : "";

    public bool IsEmpty => Texts.Count == 0 && Attachments.Count == 0 && EventName is null && Speaks.Count == 0;
}

/// <summary>A button of a message or card.</summary>
internal sealed record ButtonTemplate(string Kind, Value Title, Value Target)
{
    public SuggestedAction Make(Turn turn)
    {
        var target = FxConvert.Shown(Target.Get(turn));
        var title = FxConvert.Shown(Title.Get(turn));
        return new SuggestedAction(title.Length > 0 ? title : target, target, Kind);
    }
}

/// <summary>A card or file of a message.</summary>
internal abstract record CardTemplate
{
    public abstract SayAttachment Make(Turn turn);
}

/// <summary>An Adaptive Card: a record of Power Fx, or JSON as it stands.</summary>
internal sealed record AdaptiveCard(Value Content) : CardTemplate
{
    public const string ContentType = "application/vnd.microsoft.card.adaptive";

    public override SayAttachment Make(Turn turn)
    {
        var content = Content.Get(turn);
        if (content is FxError error) throw new TopicError("CardError", error.Message);
        return new SayAttachment(ContentType, content is FxText json ? json.Value : FxJson.Write(content));
    }
}

/// <summary>A hero, picture or video card.</summary>
internal sealed record PictureCard(string ContentType, IReadOnlyList<(string Name, Value Value)> Fields,
    IReadOnlyList<ButtonTemplate> Buttons)
    : CardTemplate
{
    public override SayAttachment Make(Turn turn)
    {
        var made = FxRecord.Empty;
        foreach (var (name, value) in Fields)
        {
            var words = FxValue.Of(FxConvert.Shown(value.Get(turn)));
            made = name switch
            {
                "image" => made.With(ContentType.EndsWith("hero", StringComparison.Ordinal) ? "images" : "image", Image(words)),
                "media" => made.With("media", new FxTable([new FxRecord(("url", words))])),
                _ => made.With(name, words),
            };
        }
        if (Buttons.Count > 0)
            made = made.With("buttons", new FxTable([.. Buttons.Select(b => b.Make(turn)).Select(b => (FxValue)new FxRecord(
                ("type", FxValue.Of(b.Kind)), ("title", FxValue.Of(b.Title)), ("value", FxValue.Of(b.Text))))]));
        return new SayAttachment(ContentType, FxJson.Write(made));
    }

    private FxValue Image(FxValue url)
    {
        var image = new FxRecord(("url", url));
        return ContentType.EndsWith("hero", StringComparison.Ordinal) ? new FxTable([image]) : image;
    }
}

/// <summary>A file to send, named by where it lies or what it holds.</summary>
internal sealed record FileCard(Value Content, Value Name, Value Type) : CardTemplate
{
    public override SayAttachment Make(Turn turn)
    {
        var content = Content.Get(turn);
        var type = FxConvert.Shown(Type.Get(turn));
        var url = FxConvert.Shown(content is FxRecord record ? record.Find("Content") ?? record.Find("Url") ?? content : content);
        return new SayAttachment(type.Length > 0 ? type : "application/octet-stream", null, url, FxConvert.Shown(Name.Get(turn)));
    }
}

/// <summary>An attachment as channels take it, written out by its author.</summary>
internal sealed record ReadyAttachment(string ContentType, Value? Content, Value Url, Value Name) : CardTemplate
{
    public override SayAttachment Make(Turn turn)
    {
        var (content, url, name) = (Content?.Get(turn), FxConvert.Shown(Url.Get(turn)), FxConvert.Shown(Name.Get(turn)));
        return new SayAttachment(ContentType, content is null ? null : FxJson.Write(content), url.Length > 0 ? url : null,
            name.Length > 0 ? name : null);
    }
}
