namespace Baton.Topics.Tests;

public sealed class RecogniserTests(ITestOutputHelper output)
{
    // The figures stand in docs/recognition.md.
    [Fact]
    public void Topics_are_found_in_words_that_were_never_used_to_tune()
    {
        var measured = new Utterances("shop.topics.txt", "heldout.txt").Measure();
        output.WriteLine($"Held-out set: {measured}");
        (measured.Meant + measured.Others).ShouldBeGreaterThanOrEqualTo(300);
        measured.Accuracy.ShouldBeGreaterThanOrEqualTo(0.8);
        measured.Rejection.ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Theory]
    [InlineData("town.topics.txt", "tuning.txt")]
    [InlineData("bank.topics.txt", "tuning.bank.txt")]
    public void The_tuning_sets_stay_understood(string topics, string utterances)
    {
        var measured = new Utterances(topics, utterances).Measure();
        output.WriteLine($"{utterances}: {measured}\n{string.Join('\n', measured.Wrong)}");
        measured.Accuracy.ShouldBeGreaterThanOrEqualTo(0.8);
        measured.Rejection.ShouldBeGreaterThanOrEqualTo(0.9);
    }

    private static readonly Recogniser Shop = new([
        ("Track", ["Where is my order", "Track my package", "Parcel has not arrived"]),
        ("Cancel", ["Cancel my order", "Stop my order before it ships"]),
        ("Refund", ["Where is my refund", "Refund not received", "How long does a refund take"]),
        ("GiftCard", ["Buy a gift card", "Gift card balance"]),
        ("Daycare", ["Daycare places", "Register for daycare"]),
    ]);

    [Theory]
    [InlineData("where is my order?!", "Track", "The words are the phrase.")]
    [InlineData("has the refund been made", "Refund", "Shares refund.")]
    [InlineData("where's my refnud", "Refund", "Shares refnud (like refund).")]
    [InlineData("my shipment has not arrived", "Track", "Shares shipment (like parcel), not, arriv.")]
    [InlineData("I want my money back", "Refund", "Shares refund.")]
    [InlineData("giftcard", "GiftCard", "Shares gift, card.")]
    [InlineData("is there day care", "Daycare", "Shares daycar.")]
    [InlineData("CANCELLED ORDERS", "Cancel", "Shares cancel, order.")]
    public void The_nearest_topic_is_found_and_says_why(string words, string topic, string reason)
    {
        var best = Shop.Recognise(words).Best.ShouldNotBeNull();
        best.Topic.ShouldBe(topic);
        best.Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?!")]
    [InlineData("what is it")]
    [InlineData("the weather is nice")]
    [InlineData("where is my umbrella")]
    [InlineData("football games with friends")]
    public void Other_words_mean_no_topic(string words) => Shop.Recognise(words).Best.ShouldBeNull();

    [Fact]
    public void Only_the_topics_that_are_allowed_are_found() =>
        Shop.Recognise("cancel my order", name => name != "Cancel").Candidates.ShouldNotContain(c => c.Topic == "Cancel");

    [Fact]
    public void A_score_lies_between_0_and_1_and_only_the_phrase_itself_has_1()
    {
        Shop.Recognise("Cancel my order").Best!.Score.ShouldBe(1);
        Shop.Recognise("my order cancel").Best!.Score.ShouldBeInRange(Recogniser.SureMin, 0.99);
        Shop.Recognise("refund refund refund").Candidates.ShouldAllBe(c => c.Score > 0 && c.Score < 1);
    }

    [Fact]
    public void Two_topics_with_one_phrase_are_close()
    {
        var twice = new Recogniser([("One", ["Opening hours"]), ("Two", ["Opening hours"]), ("Three", ["Parking"])]);
        var found = twice.Recognise("opening hours").Candidates;
        found.Count.ShouldBe(2);
        Recogniser.AreClose(found[0], found[1]).ShouldBeTrue();
    }

    [Fact]
    public void No_phrases_mean_no_topic() => new Recogniser([("Silent", [])]).Recognise("anything").Candidates.ShouldBeEmpty();

    [Fact]
    public void A_megabyte_of_words_is_no_trouble() =>
        Shop.Recognise(string.Concat(Enumerable.Repeat("word ", 200_000))).Best.ShouldBeNull();

    // Another language is another table: nothing but it knows English.
    [Fact]
    public void Another_language_is_a_table_of_its_own()
    {
        var german = new RecogniserLanguage("ich du der die das mein meine bitte ist wo", "heute morgen tag", "paket sendung",
            new Dictionary<string, string> { ["geld zurück"] = "erstattung" },
            word => word.Length > 4 && word.EndsWith("en", StringComparison.Ordinal) ? word[..^2] : word);
        var shop = new Recogniser([("Paket", ["Wo ist mein Paket"]), ("Erstattung", ["Erstattung bitte"]), ("Termin", ["Termin buchen"])],
            german);
        shop.Recognise("meine Sendung bitte").Best!.Topic.ShouldBe("Paket");
        shop.Recognise("Termin heute").Best!.Topic.ShouldBe("Termin");
        shop.Recognise("die Katze schläft").Best.ShouldBeNull();
    }
}
