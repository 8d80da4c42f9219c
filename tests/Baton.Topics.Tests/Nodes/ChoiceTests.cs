namespace Baton.Topics.Tests;

/// <summary>Questions whose answers are items of a list or fit a pattern, as authors define them.</summary>
public sealed class ChoiceTests
{
    private const string Sizes = """
        # contoso.entity.Size
        kind: ClosedListEntity
        items:
          - id: s
            displayName: Small
            synonyms: [little, tiny]
          - id: m
            displayName: Medium
          - id: l
            displayName: Large
            synonyms:
              - big
        """;

    private static Chat Asked(string entity, string told, params string[] others) => One.Go($$"""
        - kind: Question
          id: q
          variable: init:Topic.Answer
          prompt: Which?
          entity:
        {{string.Join('\n', entity.Trim('\n').Split('\n').Select(l => "    " + l))}}
        - kind: SendActivity
          id: s
          activity: "{{told}}"
        """, others);

    [Theory]
    [InlineData("the big one", "Got Large")]
    [InlineData("tiny", "Got Small")]
    [InlineData("mediun", "Got Medium")]
    [InlineData("2", "Got Medium")]
    [InlineData("huge", "Sorry, I didn't get that. Which?")]
    public void An_entity_of_its_own_file_is_asked_for(string words, string expected) =>
        Asked("kind: ClosedListEntityReference\nentityId: contoso.entity.Size", "Got {Text(Topic.Answer)}",
            Sizes).Say(words).ShouldBe(expected);

    [Fact]
    public void Only_the_selected_items_are_offered()
    {
        var chat = Asked("kind: ClosedListEntityReference\nentityId: contoso.entity.Size\nselectedItems:\n  - id: s\n  - id: l",
            "Got {Text(Topic.Answer)}", Sizes);
        chat.Last.Says[0].SuggestedActions.Select(a => a.Title).ShouldBe(["Small", "Large"]);
        chat.Say("medium").ShouldStartWith("Sorry");
        chat.Say("large").ShouldBe("Got Large");
    }

    [Fact]
    public void Several_values_become_a_table() =>
        Asked("kind: ClosedListEntityReference\nentityId: contoso.entity.Size\nallowMultipleValues: true",
            "{CountRows(Topic.Answer)}: {Concat(Topic.Answer, Text(Value), \" \")}", Sizes).Say("small and big").ShouldBe("2: Small Large");

    [Theory]
    [InlineData("true", "Got North")]
    [InlineData("false", "Sorry, I didn't get that. Which?")]
    public void Without_smart_matching_a_slip_is_no_answer(string smart, string expected) => Asked($$"""
        kind: EmbeddedEntity
        definition:
          kind: ClosedListEntity
          smartMatchingEnabled: {{smart}}
          items:
            - id: n
              displayName: North
            - id: s
              displayName: South
        """, "Got {Text(Topic.Answer)}").Say("nroth").ShouldBe(expected);

    [Theory]
    [InlineData("it is so-1234, I think", "Got so-1234")]
    [InlineData("1234", "Sorry, I didn't get that. Which?")]
    public void A_pattern_finds_its_part_of_the_words(string words, string expected) =>
        Asked("kind: EmbeddedEntity\ndefinition:\n  kind: RegexEntity\n  pattern: SO-\\d{4}",
            "Got {Topic.Answer}").Say(words).ShouldBe(expected);

    [Theory]
    [InlineData("(?<=no )\\d+(?! no)", "no 17", "Got 17")]
    [InlineData("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "Sorry, I didn't get that. Which?")]
    public void A_pattern_may_look_around_and_never_hangs(string pattern, string words, string expected) =>
        Asked($"kind: EmbeddedEntity\ndefinition:\n  kind: RegexEntity\n  pattern: '{pattern}'",
            "Got {Topic.Answer}").Say(words).ShouldBe(expected);

    [Fact]
    public void A_pattern_that_is_none_is_refused_with_its_place()
    {
        var error = Should.Throw<TopicLoadException>(() =>
            Asked("kind: EmbeddedEntity\ndefinition:\n  kind: RegexEntity\n  pattern: '(a'", "x"));
        error.Problems.ShouldContain(p => p.Message.Contains("pattern cannot be read", StringComparison.Ordinal) && p.Line > 1);
    }

    [Fact]
    public void A_kind_that_is_none_is_refused_with_a_hint()
    {
        var error = Should.Throw<TopicLoadException>(() => Asked("kind: NumbrPrebuiltEntity", "x"));
        error.Problems.ShouldContain(p => p.Message.Contains("NumberPrebuiltEntity", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_made_of_words_keeps_the_word() =>
        Asked("kind: DynamicClosedListEntity\nitems: =[\"Red\", \"Green\"]",
            "Got {Topic.Answer}").Say("green please").ShouldBe("Got Green");

    [Fact]
    public void Several_of_a_list_made_by_a_formula() =>
        Asked("kind: DynamicClosedListEntity\nallowMultipleValues: true\nitems: =[\"Red\", \"Green\", \"Blue\"]",
            "{Concat(Topic.Answer, Value, \"+\")}")
            .Say("blue, red").ShouldBe("Blue+Red");

    [Fact]
    public void An_empty_list_has_no_answer() =>
        Asked("kind: DynamicClosedListEntity\nitems: =Filter([1, 2], Value > 5)", "Got {Topic.Answer}").Say("1").ShouldStartWith("Sorry");

    [Fact]
    public void Several_numbers_are_read_from_one_answer() =>
        Asked("kind: NumberPrebuiltEntity\nallowMultipleValues: true",
            "{Sum(Topic.Answer, Value)}").Say("3, four and 5.5").ShouldBe("12.5");
}
