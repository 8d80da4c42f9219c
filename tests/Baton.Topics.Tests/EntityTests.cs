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
    [InlineData("Date", "next Friday", "Date(2026,3,13)")]
    [InlineData("Date", "friday", "Date(2026,3,6)")]
    [InlineData("Date", "next Sunday", "Date(2026,3,15)")]
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
    [InlineData("Number", "minus seven", "-7")]
    [InlineData("Number", "one point two five", "1.25")]
    [InlineData("Number", "two and a half", "2.5")]
    [InlineData("Number", "half a dozen", "6")]
    [InlineData("Number", "a hundred and fifty thousand", "150000")]
    [InlineData("Number", "two or three", "2")]
    [InlineData("Number", "12kg", "12")]
    [InlineData("Number", "A12B", null)]
    [InlineData("Number", "a lot", null)]
    [InlineData("Number", "123456789012345678901234567890", null)]
    [InlineData("Money", "2 tickets for 45 euros each", "45")]
    [InlineData("Money", "3 of them, EUR 1,250.00", "1250")]
    [InlineData("Money", "1.5 million dollars", "1500000")]
    [InlineData("Money", "too much", null)]
    [InlineData("Percentage", "2 of them gave 12.5%", "12.5")]
    [InlineData("Percentage", "twenty per cent", "20")]
    [InlineData("Age", "I have 2 kids and I'm 42", "42")]
    [InlineData("Age", "3 dogs, 11 years old", "11")]
    [InlineData("Age", "forty-two", "42")]
    [InlineData("Age", "-3", null)]
    [InlineData("Speed", "on the 2 lane road I drove 55 mph", "55")]
    [InlineData("Speed", "100 km/h", "100")]
    [InlineData("Speed", "fast", null)]
    [InlineData("Temperature", "room 5 has 21.5°C", "21.5")]
    [InlineData("Temperature", "minus ten", "-10")]
    [InlineData("Temperature", "hot", null)]
    [InlineData("Weight", "2 boxes of 70kg", "70")]
    [InlineData("Weight", "one hundred fifty pounds", "150")]
    [InlineData("Weight", "heavy", null)]
    [InlineData("Ordinal", "twenty-first", "21")]
    [InlineData("Ordinal", "number 4", "4")]
    [InlineData("Ordinal", "the best", null)]
    [InlineData("URL", "contoso.example/help", "\"contoso.example/help\"")]
    [InlineData("URL", "no link", null)]
    [InlineData("PhoneNumber", "020 7946 0958", "\"020 7946 0958\"")]
    [InlineData("PhoneNumber", "12345678901234567890", null)]
    [InlineData("ZipCode", "SW1A 1AA", "\"SW1A 1AA\"")]
    [InlineData("ZipCode", "unknown", null)]
    [InlineData("Color", "transparentish", null)]
    [InlineData("Continent", "Atlantis", null)]
    [InlineData("State", "I live in north rhine westphalia", "\"North Rhine-Westphalia\"")]
    [InlineData("State", "nowhere", null)]
    [InlineData("Language", "Klingon", null)]
    [InlineData("PersonName", "I don't know", null)]
    [InlineData("PersonName", "Will", "\"Will\"")]
    [InlineData("City", "no idea", null)]
    [InlineData("City", "why?", null)]
    [InlineData("Organization", "I work at Contoso Ltd.", "\"Contoso Ltd\"")]
    [InlineData("Organization", "none", null)]
    [InlineData("Event", "the annual developer conference", "\"the annual developer conference\"")]
    [InlineData("Event", "what?", null)]
    [InlineData("PointOfInterest", "at the Eiffel Tower", "\"the Eiffel Tower\"")]
    [InlineData("PointOfInterest", "not sure", null)]
    [InlineData("StreetAddress", "42", null)]
    [InlineData("File", "report.pdf", "\"report.pdf\"")]
    [InlineData("Date", "29 February", "Date(2028,2,29)")]
    [InlineData("Date", "the 15th", "Date(2026,3,15)")]
    [InlineData("Date", "on the 1st", "Date(2026,4,1)")]
    [InlineData("Date", "at the weekend", "Date(2026,3,7)")]
    [InlineData("Date", "the 42nd", null)]
    [InlineData("DateTime", "friday at half past three", "DateTime(2026,3,6,3,30,0,0)")]
    [InlineData("DateTime", "quarter to 5 pm", "DateTime(2026,3,4,16,45,0,0)")]
    [InlineData("DateTime", "in 2 hours", "DateTime(2026,3,4,12,30,0,0)")]
    [InlineData("DateTime", "half an hour ago", "DateTime(2026,3,4,10,0,0,0)")]
    [InlineData("DateTime", "now", "DateTime(2026,3,4,10,30,0,0)")]
    [InlineData("DateTime", "some day", null)]
    [InlineData("DateTimeNoTimeZone", "12/24/2026 6:15pm", "DateTime(2026,12,24,18,15,0,0)")]
    [InlineData("DateTimeNoTimeZone", "25:00", null)]
    [InlineData("Time", "at 9", "Time(9,0,0,0)")]
    [InlineData("Time", "12am", "Time(0,0,0,0)")]
    [InlineData("Time", "ten past twelve am", "Time(0,10,0,0)")]
    [InlineData("Time", "later", null)]
    [InlineData("Duration", "an hour and a half", "\"an hour and a half\"")]
    [InlineData("Duration", "a couple of days", "\"a couple of days\"")]
    [InlineData("Duration", "90min", "\"90min\"")]
    [InlineData("Duration", "a while", null)]
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
            "Boolean", "String", "Age", "Date", "Money", "Number", "Ordinal", "Percentage", "PhoneNumber", "Speed", "Temperature",
                "Weight", "ZipCode",
            "City", "Color", "Continent", "CountryOrRegion", "DateTime", "DateTimeNoTimeZone", "Duration", "Email", "EMail", "Event",
                "File", "Language",
            "Organization", "PersonName", "PointOfInterest", "State", "StreetAddress", "URL",
        ];
        kinds.Where(k => PrebuiltEntities.Find(k) is null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Number")]
    [InlineData("Money")]
    [InlineData("Email")]
    [InlineData("URL")]
    [InlineData("PhoneNumber")]
    [InlineData("Duration")]
    [InlineData("DateTime")]
    [InlineData("CountryOrRegion")]
    public void Endless_words_are_no_trouble(string entity)
    {
        foreach (var piece in new[] { "1,", "a", "a.", "a@", "1 ", "one day ", "@.", "+(", " ", "in 1 hour " })
            PrebuiltEntities.Find(entity)!.Recognise(string.Concat(Enumerable.Repeat(piece, 50_000)), Frame);
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
