using Baton.Topics.Fx;

namespace Baton.Topics.Tests;

public sealed class EntityTests
{
    private static readonly FxFrame Frame = new() { Now = new DateTimeOffset(2026, 3, 4, 10, 30, 0, TimeSpan.Zero) };

    [Theory]
    [InlineData("Boolean", "yes please", "true")]
    [InlineData("Boolean", "Nope", "false")]
    [InlineData("Boolean", "not really", "false")]
    [InlineData("Boolean", "that's right", "true")]
    [InlineData("Boolean", "the blue one", null)]
    [InlineData("Boolean", "yes and no", "true")]
    [InlineData("Number", "about 1,234.5 of them", "1234.5")]
    [InlineData("Number", "twenty-one", "21")]
    [InlineData("Number", "two hundred and five", "205")]
    [InlineData("Number", "a dozen", "12")]
    [InlineData("Number", "3k", "3000")]
    [InlineData("Number", "minus -7", "-7")]
    [InlineData("Number", "none", null)]
    [InlineData("Money", "it was $12.50", "12.5")]
    [InlineData("Money", "twenty dollars", "20")]
    [InlineData("Percentage", "15 percent", "15")]
    [InlineData("Age", "I am 42 years old", "42")]
    [InlineData("Age", "I am 420 years old", null)]
    [InlineData("Temperature", "-3 degrees", "-3")]
    [InlineData("Ordinal", "the third one", "3")]
    [InlineData("Ordinal", "21st", "21")]
    [InlineData("Email", "write to Ann.Lee+x@contoso.example, please", "\"Ann.Lee+x@contoso.example\"")]
    [InlineData("Email", "ann@contoso", null)]
    [InlineData("URL", "see https://contoso.example/a?b=1.", "\"https://contoso.example/a?b=1\"")]
    [InlineData("PhoneNumber", "call +1 (425) 555-0100 now", "\"+1 (425) 555-0100\"")]
    [InlineData("PhoneNumber", "12", null)]
    [InlineData("ZipCode", "it's 98052-1234", "\"98052-1234\"")]
    [InlineData("Color", "light green", "\"LightGreen\"")]
    [InlineData("Color", "a red one", "\"Red\"")]
    [InlineData("Continent", "in north america", "\"North America\"")]
    [InlineData("CountryOrRegion", "I'm from the uk", "\"United Kingdom\"")]
    [InlineData("CountryOrRegion", "Atlantis", null)]
    [InlineData("State", "new york", "\"New York\"")]
    [InlineData("Language", "I speak Mandarin", "\"Chinese\"")]
    [InlineData("PersonName", "My name is Ann Lee.", "\"Ann Lee\"")]
    [InlineData("PersonName", "call me 007", null)]
    [InlineData("City", "I live in San Francisco", "\"San Francisco\"")]
    [InlineData("StreetAddress", "12 High Street", "\"12 High Street\"")]
    [InlineData("Date", "tomorrow", "Date(2026,3,5)")]
    [InlineData("Date", "the day after tomorrow", "Date(2026,3,6)")]
    [InlineData("Date", "next Friday", "Date(2026,3,6)")]
    [InlineData("Date", "last Monday", "Date(2026,3,2)")]
    [InlineData("Date", "in 3 weeks", "Date(2026,3,25)")]
    [InlineData("Date", "two days ago", "Date(2026,3,2)")]
    [InlineData("Date", "March 5th", "Date(2026,3,5)")]
    [InlineData("Date", "1 February", "Date(2027,2,1)")]
    [InlineData("Date", "the 5th of May, 2027", "Date(2027,5,5)")]
    [InlineData("Date", "3/5/2026", "Date(2026,3,5)")]
    [InlineData("Date", "2026-12-31", "Date(2026,12,31)")]
    [InlineData("Date", "2/30/2026", null)]
    [InlineData("Date", "whenever", null)]
    [InlineData("DateTime", "tomorrow at 3pm", "DateTime(2026,3,5,15,0,0,0)")]
    [InlineData("DateTime", "3/5/2026 14:30", "DateTime(2026,3,5,14,30,0,0)")]
    [InlineData("DateTime", "noon", "DateTime(2026,3,4,12,0,0,0)")]
    [InlineData("Duration", "for 2 hours and 30 minutes", "\"2 hours and 30 minutes\"")]
    [InlineData("String", "  anything  ", "\"anything\"")]
    [InlineData("String", "   ", null)]
    public void Answers_are_recognised(string entity, string words, string? expected)
    {
        PrebuiltEntities.Find(entity)!.Recognise(words, Frame)?.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Every_kind_of_the_schema_is_known()
    {
        string[] kinds =
        [
            "Boolean", "String", "Age", "Date", "Money", "Number", "Ordinal", "Percentage", "PhoneNumber", "Speed", "Temperature", "Weight", "ZipCode",
            "City", "Color", "Continent", "CountryOrRegion", "DateTime", "DateTimeNoTimeZone", "Duration", "Email", "EMail", "Event", "File", "Language",
            "Organization", "PersonName", "PointOfInterest", "State", "StreetAddress", "URL",
        ];
        kinds.Where(k => PrebuiltEntities.Find(k) is null).ShouldBeEmpty();
    }

    private static ClosedList List(bool several = false) => new(_ =>
    [
        new(new FxText("n"), "North", ["North", "northern", "up north"]),
        new(new FxText("s"), "South", ["South"]),
        new(new FxText("g"), "Germany", ["Germany", "Deutschland"]),
    ], smart: true, several);

    [Theory]
    [InlineData("north", "n")]
    [InlineData("UP NORTH!", "n")]
    [InlineData("I'd like the south one", "s")]
    [InlineData("2", "s")]
    [InlineData("the last one", "g")]
    [InlineData("germny", "g")]
    [InlineData("north or south", null)]
    [InlineData("west", null)]
    public void Items_are_found_by_name_synonym_place_and_nearly(string words, string? expected) =>
        (List().Recognise(words, Frame)?.Plain).ShouldBe(expected);

    [Fact]
    public void Several_items_may_be_named() =>
        List(several: true).Recognise("north, germany and west", Frame)!.ToString().ShouldBe("Table({Value:\"n\"},{Value:\"g\"})");
}
