using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Content;
using Baton.Conversations;

namespace Baton.Tests.Bots;

/// <summary>Whatever a bot sends is shown or said in words: nothing is dropped in silence.</summary>
public sealed class ContentTests
{
    [Theory]
    [InlineData("hero", """{"title":"Skagen","subtitle":"2 persons","text":"Stands.","images":[{"url":"https://x/t.png"}],"buttons":[{"type":"imBack","title":"Order it","value":"o"},{"type":"openUrl","title":"See it","value":"https://x"}]}""",
        "Skagen\n2 persons\nStands.\n- Order it\n[See it](https://x)")]
    [InlineData("hero", """{"images":[{"url":"https://x/t.png","alt":"A tent"}]}""", "[A tent](https://x/t.png)")]
    [InlineData("thumbnail", """{"title":"SO-1","buttons":[{"type":"call","title":"Call","value":"tel:+49"}]}""", "SO-1\n[Call](tel:+49)")]
    [InlineData("receipt", """{"title":"Receipt","facts":[{"key":"Order","value":"SO-1"}],"items":[{"title":"Tent","price":"349","quantity":"2"}],"vat":"5","tax":"10","total":"364"}""",
        "Receipt\nOrder: SO-1\n2 × Tent: 349\nVAT: 5\nTax: 10\nTotal: 364")]
    [InlineData("signin", """{"text":"Sign in first.","buttons":[{"type":"signin","title":"Sign in","value":"https://login"}]}""", "Sign in first.\n[Sign in](https://login)")]
    [InlineData("video", """{"title":"Pitch it","media":[{"url":"https://x/v.mp4"}]}""", "Pitch it\n[Pitch it](https://x/v.mp4)")]
    [InlineData("adaptive", """{"body":[{"type":"TextBlock","text":"Book"},{"type":"ColumnSet","columns":[{"items":[{"type":"Image","url":"https://x","altText":"Tent"}]}]},{"type":"FactSet","facts":[{"title":"Bought","value":"May"}]},{"type":"Input.Text","id":"n","label":"Name"},{"type":"Input.ChoiceSet","id":"c","label":"When","choices":[{"title":"am","value":"1"},{"title":"pm","value":"2"}]}],"actions":[{"type":"Action.Submit","title":"Send"},{"type":"Action.ShowCard","title":"More","card":{"body":[{"type":"TextBlock","text":"Inside"}]}},{"type":"Action.OpenUrl","title":"Shop","url":"https://x"}]}""",
        "Book\n(Tent)\nBought: May\nName: …\nWhen: am / pm\n- Send\n- More\nInside\n[Shop](https://x)")]
    [InlineData("adaptive", """{"body":[{"type":"Table","rows":[{"type":"TableRow","cells":[{"type":"TableCell","items":[{"type":"TextBlock","text":"a"}]}]}]},{"type":"Carousel","pages":[{"items":[{"type":"TextBlock","text":"page"}]}]},{"type":"Hologram","title":"From tomorrow"},{"type":"Media","altText":"Film","sources":[{"url":"https://x/f"}]}]}""",
        "a\npage\nFrom tomorrow\n[Film](https://x/f)")]
    [InlineData("adaptive", """{"body":[]}""", "(application/vnd.microsoft.card.adaptive that can't be shown here)")]
    public void Each_card_has_words(string kind, string content, string words) =>
        Degraded.Words(new Attachment { ContentType = $"application/vnd.microsoft.card.{kind}", Content = JsonNode.Parse(content) }).ShouldBe(words);

    [Theory]
    [InlineData("application/pdf", "https://x/i.pdf", "invoice.pdf", "[invoice.pdf](https://x/i.pdf)")]
    [InlineData("image/png", "https://x/i.png", null, "https://x/i.png")]
    [InlineData("image/png", "data:image/png;base64,AAAA", "A picture", "A picture")]
    [InlineData("application/vnd.contoso.hologram", null, null, "(application/vnd.contoso.hologram that can't be shown here)")]
    public void Files_and_what_nobody_knows_have_words(string type, string? url, string? name, string words) =>
        Degraded.Words(new Attachment { ContentType = type, ContentUrl = url, Name = name }).ShouldBe(words);

    [Fact]
    public void The_text_tells_all_and_who_draws_the_rest_shows_only_the_bots_own_words()
    {
        var said = Said("Have a look:", Hero("One"), Hero("Two"));

        said.Text.ShouldBe("Have a look:\n\nOne\n\nTwo");
        said.OwnText.ShouldBe("Have a look:");
        said.Extra!.WordsFrom.ShouldBe([14, 19]);
    }

    [Fact]
    public void A_card_alone_leaves_no_words_of_the_bots_own()
    {
        var said = Said(null, Hero("One"));
        (said.Text, said.OwnText).ShouldBe(("One", ""));
    }

    [Fact]
    public void Buttons_keep_what_they_do_and_those_that_lead_somewhere_are_also_said()
    {
        CardAction[] actions =
        [
            new() { Type = "imBack", Title = "Yes", Value = "yes" }, new() { Type = "postBack", Title = "Later", Value = new JsonObject { ["remind"] = true } },
            new() { Type = "messageBack", Title = "Ask", Text = "agent", DisplayText = "I'd like a person" }, new() { Type = "openUrl", Title = "Shop", Value = "https://x" },
            new() { Type = "call", Title = "Call", Value = "tel:+49" }, null!,
        ];

        var composed = Composed.Of("Which?", [], actions, new Extra());

        composed.Text.ShouldBe("Which?\n\n[Shop](https://x)\n[Call](tel:+49)");
        JsonSerializer.Serialize(composed.Extra!.Suggested!.Select(Actions.Rendered), Extra.Json).ShouldBe(JsonSerializer.Serialize(actions[..5], Extra.Json));
    }

    [Fact]
    public void A_message_with_nothing_but_buttons_names_them()
    {
        var composed = Composed.Of("", [], [new() { Type = "imBack", Title = "Red", Value = "red" }, new() { Type = "imBack", Title = "Blue", Value = "blue" }], new Extra());
        composed.Text.ShouldBe("Red / Blue");
        composed.Extra!.WordsFrom.ShouldBe([0]);
    }

    [Fact]
    public void A_card_that_fills_a_message_still_fits_with_its_words()
    {
        var text = string.Join(' ', Enumerable.Repeat("한국어입니다 😀", 1_000));   // three bytes a letter: the most that a stand-in takes
        var said = Said("", new JsonObject { ["contentType"] = "application/vnd.microsoft.card.hero", ["content"] = new JsonObject { ["text"] = text[..4_900] } });

        (Encoding.UTF8.GetByteCount(said.Text) + JsonSerializer.SerializeToUtf8Bytes(said.Extra, Extra.Json).Length).ShouldBeLessThan(Limits.MessageBytesMax);
        said.Text.ShouldEndWith("…");
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(said.Text)).ShouldBe(said.Text, "no character is cut in two");
    }

    [Fact]
    public void The_table_says_of_every_part_what_each_channel_shows_and_the_guide_says_the_same()
    {
        var guide = File.ReadAllLines(Path.Combine(Root(), "docs/guides/cards.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(cells => cells[1].Trim('`'), cells => cells[2..5]);

        guide.Keys.ShouldBe(Enum.GetNames<Part>());
        foreach (var part in Enum.GetValues<Part>())
            guide[part.ToString()].Select(cell => cell.StartsWith("drawn", StringComparison.Ordinal) ? Showing.Drawn : Showing.Words)
                .ShouldBe(Enum.GetValues<Surface>().Select(surface => Shows.Of(part, surface)), part.ToString());
    }

    [Theory]
    [InlineData("application/vnd.microsoft.card.adaptive", "{}", null, "AdaptiveCard")]
    [InlineData("application/vnd.microsoft.card.hero", "{}", null, "HeroCard")]
    [InlineData("application/vnd.microsoft.card.thumbnail", "{}", null, "ThumbnailCard")]
    [InlineData("application/vnd.microsoft.card.receipt", "{}", null, "ReceiptCard")]
    [InlineData("application/vnd.microsoft.card.signin", "{}", null, "SignInCard")]
    [InlineData("application/vnd.microsoft.card.oauth", "{}", null, "SignInCard")]
    [InlineData("application/vnd.microsoft.card.video", "{}", null, "MediaCard")]
    [InlineData("application/vnd.microsoft.card.audio", "{}", null, "MediaCard")]
    [InlineData("application/vnd.microsoft.card.animation", "{}", null, "MediaCard")]
    [InlineData("image/png", null, "https://x/i.png", "Picture")]
    [InlineData("application/pdf", null, "https://x/i.pdf", "File")]
    [InlineData("application/vnd.microsoft.card.adaptive", "[]", null, "Unknown")]
    [InlineData("application/vnd.microsoft.card.hologram", "{}", null, "Unknown")]
    [InlineData("application/vnd.contoso.hologram", "{}", null, "Unknown")]
    public void Every_part_is_drawn_or_said_on_every_channel(string type, string? content, string? url, string part)
    {
        var attachment = new JsonObject { ["contentType"] = type, ["content"] = content is null ? null : JsonNode.Parse(content), ["contentUrl"] = url, ["name"] = "the thing" };
        var said = Said("Look:", attachment);

        Shows.PartOf(attachment).ToString().ShouldBe(part);
        foreach (var surface in Enum.GetValues<Surface>())
        {
            var isDrawn = Shows.Of(Enum.Parse<Part>(part), surface) == Showing.Drawn;
            Shows.Text(said, surface).Contains("the thing", StringComparison.Ordinal).ShouldBe(!isDrawn, $"{surface}: drawn or said, and not both");
            ((string)Shows.StandIns(said, surface)[0]!).Length.ShouldBe(isDrawn ? said.Text.Length - "Look:\n\n".Length : 0);
        }
    }

    [Fact]
    public void Buttons_and_values_are_said_where_they_can_not_be_pressed_or_sent()
    {
        var offered = Of(Composed.Of("Where?", [], [new() { Type = "openUrl", Title = "Shop", Value = "https://x" }], new Extra()));
        (Shows.Text(offered, Surface.DirectLine), Shows.Text(offered, Surface.Text)).ShouldBe(("Where?", "Where?\n\n[Shop](https://x)"));

        var submitted = new Message { N = 1, Kind = "message", From = Speaker.Visitor("Ada"), Text = "rate: 3", Extra = new Extra { WordsFrom = [0], Value = 1 }, At = DateTimeOffset.UnixEpoch };
        (Shows.Text(submitted, Surface.DirectLine), Shows.Text(submitted, Surface.Desk)).ShouldBe(("", "rate: 3"));
    }

    [Fact]
    public void What_a_visitor_submits_reads_as_names_and_values() =>
        Submitted.Words(JsonNode.Parse("""{"action":"book","name":"Ada","days":["Mon","Tue"],"call":true,"at":{"street":"Main St","no":5},"empty":"","none":null}"""))
            .ShouldBe("action: book\nname: Ada\ndays: Mon, Tue\ncall: yes\nat.street: Main St\nat.no: 5");

    [Fact]
    public void Channel_data_that_nobody_reads_is_told_to_agents() =>
        Asides.Of(JsonNode.Parse("""{"tags":"x","streamId":"s","webchat:fallback-text":"y","priority":{"level":3}}""")!.AsObject()).ShouldBe("priority.level: 3");

    private static JsonObject Hero(string title) => new() { ["contentType"] = "application/vnd.microsoft.card.hero", ["content"] = new JsonObject { ["title"] = title } };

    private static Message Said(string? own, params JsonNode[] attachments) => Of(Composed.Of(own, new JsonArray(attachments), [], new Extra()));

    private static Message Of(Composed composed) =>
        new() { N = 1, Kind = "message", From = Speaker.System, Text = composed.Text, Extra = composed.Extra, At = DateTimeOffset.UnixEpoch };

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
