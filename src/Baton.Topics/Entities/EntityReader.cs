using System.Text.RegularExpressions;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Reads what a question asks for.</summary>
internal static class EntityReader
{
    public const string Prebuilt = "PrebuiltEntity";
    private const int PatternMillisecondsMax = 1_000;

    public static Entity? Read(TopicReader reader, YamlNode question)
    {
        if (question["entity"] is not { } node)
        {
            reader.Error(question, "The question has no 'entity': what kind of answer is wanted?");
            return null;
        }
        var kind = node.Shape == YamlShape.Scalar ? node.Text : node.Words("kind") ?? "";
        var several = node.Shape == YamlShape.Map && node.Words("allowMultipleValues") == "true";
        switch (kind)
        {
            case "EmbeddedEntity": return node["definition"] is { } definition
                ? Defined(reader, definition, question.Words("id") ?? "", several) : null;
            case "ClosedListEntity" or "RegexEntity": return Defined(reader, node, question.Words("id") ?? "", several);
            case "ClosedListEntityReference" or "RegexEntityReference": return Reference(reader, node, several);
            case "DynamicClosedListEntity": return Dynamic(reader, node, several);
            case "ExternalEntityReference" or "OneOfMultiEntityReference": return new AnyText();
        }
        var name = kind.EndsWith(Prebuilt, StringComparison.Ordinal) ? kind[..^Prebuilt.Length] : kind;
        if (PrebuiltEntities.Find(name) is { } entity) return several && !entity.TakesAnything ? new Several(entity) : entity;
        reader.Error(node, $"'{kind}' is no kind of answer that this engine knows."
                           + TopicReader.Hint(kind, PrebuiltEntities.Names.Select(n => n + Prebuilt)));
        return null;
    }

    private static Entity? Defined(TopicReader reader, YamlNode definition, string set, bool several)
    {
        if (definition.Words("kind") == "RegexEntity" || definition["pattern"] is not null) return Pattern(reader, definition);
        var items = Items(definition, set);
        if (items.Count == 0) reader.Warn(definition, "The list has no items: no answer will fit.");
        return new ClosedList(_ => items, definition.Words("smartMatchingEnabled") is not "false", several);
    }

    private static List<ListItem> Items(YamlNode list, string set)
    {
        var options = BotParts.Options(set, list);
        return [.. list.List("items").Zip(options, (item, option) => new ListItem(option, option.Title,
            [option.Title, option.Id, .. item.List("synonyms").Select(s =>
                s.Shape == YamlShape.Scalar ? s.Text : s.Words("text") ?? s.Words("value") ?? "")
                .Where(s => s.Length > 0)]))];
    }

    private static Entity? Reference(TopicReader reader, YamlNode node, bool several)
    {
        var id = node.Words("entityId") ?? "";
        var mark = id.LastIndexOf(".entity.", StringComparison.OrdinalIgnoreCase);
        var name = mark >= 0 ? id[(mark + 8)..] : id;
        if (!reader.Parts.Entities.TryGetValue(name, out var definition))
        {
            reader.Warn(node, $"There is no entity '{id}' among these files; any words will be taken as the answer.");
            return new AnyText();
        }
        if (definition.Words("kind") == "RegexEntity") return Pattern(reader, definition);
        var items = Items(definition, name);
        var selected = node.List("selectedItems").Select(i =>
            i.Shape == YamlShape.Scalar ? i.Text : i.Words("id") ?? i.Words("itemId") ?? "").ToHashSet();
        if (selected.Count > 0) items = [.. items.Where(i => i.Value is FxOption option && selected.Contains(option.Id))];
        return new ClosedList(_ => items, definition.Words("smartMatchingEnabled") is not "false", several);
    }

    private static Recognised? Pattern(TopicReader reader, YamlNode definition)
    {
        try
        {
            var regex = Bounded(definition.Words("pattern") ?? "");
            return new Recognised((text, _) => Matched(regex, text));
        }
        catch (ArgumentException error)
        {
            reader.Error(definition["pattern"] ?? definition, $"The pattern cannot be read: {error.Message}");
            return null;
        }
    }

    // Without backtracking the time is bounded by the length of the text; look-arounds and back references need a clock instead.
    private static Regex Bounded(string pattern)
    {
        const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options, TimeSpan.FromMilliseconds(PatternMillisecondsMax));
        }
    }

    private static FxText? Matched(Regex regex, string text)
    {
        try
        {
            return regex.Match(text) is { Success: true, Length: > 0 } match ? new FxText(match.Value) : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static ClosedList Dynamic(TopicReader reader, YamlNode node, bool several)
    {
        var source = node["items"] is { } items ? reader.Value(items) : Value.Of(FxTable.Empty);
        return new ClosedList(frame => Rows(source.Formula?.Run(frame) ?? source.Literal), smart: true, several);
    }

    private static List<ListItem> Rows(FxValue value)
    {
        var table = value as FxTable ?? (value as FxUntyped)?.Inner as FxTable ?? FxTable.Empty;
        return [.. table.Rows.Select(Row).Where(i => i.Title.Length > 0)];
    }

    private static readonly string[] TitleColumns = ["DisplayName", "displayName", "Title", "title", "Name", "name", "Value", "value",
        "Text", "text"];

    // A row is shown by its DisplayName; what is kept is the row itself, or its single value.
    private static ListItem Row(FxValue row)
    {
        if (row is FxUntyped untyped) row = untyped.Inner;
        if (row is not FxRecord record) return new ListItem(row, FxConvert.Shown(row), [FxConvert.Shown(row)]);
        var title = TitleColumns.Select(record.Find).FirstOrDefault(v =>
            v is not (null or FxBlank)) ?? (record.Count > 0 ? record.Values[0] : FxBlank.Value);
        var words = FxConvert.Shown(title);
        var synonyms = record.Find("Synonyms") ?? record.Find("synonyms");
        string[] more = synonyms is FxTable list ? [.. list.Rows.Select(r =>
            FxConvert.Shown(r is FxRecord { Count: > 0 } s ? s.Values[0] : r))] : [];
        return new ListItem(record.Count == 1 && record.Names[0] == "Value" ? record.Values[0] : record, words, [words, .. more]);
    }
}

/// <summary>Several answers of one kind, parted by commas, semicolons or "and".</summary>
internal sealed class Several(Entity one) : Entity
{
    public override IReadOnlyList<SuggestedAction> Choices(FxFrame frame) => one.Choices(frame);

    public override FxValue? Recognise(string text, FxFrame frame)
    {
        var found = text.Split([",", ";", " and ", "\n"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => one.Recognise(part, frame)).OfType<FxValue>().ToList();
        return found.Count == 0 ? null : FxTable.OfValues(found);
    }
}
