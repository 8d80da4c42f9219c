namespace Baton.Dataverse.Tests;

public sealed class FilterTests
{
    [Fact]
    public void Text_in_a_hole_stays_text_whatever_it_says()
    {
        var typed = "x' or 1 eq 1 or name eq '";
        Filter.Of($"emailaddress1 eq {typed} and statecode eq {0}").Text
            .ShouldBe("emailaddress1 eq 'x'' or 1 eq 1 or name eq ''' and statecode eq 0");
    }

    [Fact]
    public void Wildcards_mean_themselves() =>
        Filter.Of($"contains(fullname,{"100%_[a]"})").Text.ShouldBe("contains(fullname,'100[%][_][[]a]')");

    [Fact]
    public void Every_type_has_its_literal()
    {
        var id = Guid.Parse("0193f6a2-0000-7000-8000-000000000001");
        Filter.Of($"a eq {id} and b eq {true} and c gt {1.5m} and d ge {new DateOnly(2026, 1, 2)} and e lt {new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1))}").Text
            .ShouldBe("a eq 0193f6a2-0000-7000-8000-000000000001 and b eq true and c gt 1.5 and d ge 2026-01-02 and e lt 2026-01-02T03:04:05.000Z");
    }

    [Fact]
    public void Parts_join_and_absent_ones_are_left_out()
    {
        Filter? absent = null;
        Filter.All(Filter.Of($"a eq {1}"), absent, Filter.Any(Filter.Of($"b eq {2}"), Filter.Of($"c eq {3}")))!.Value.Text
            .ShouldBe("(a eq 1) and ((b eq 2) or (c eq 3))");
    }

    [Fact]
    public void A_query_is_an_address()
    {
        var query = new Query("contacts")
        {
            Select = "fullname", Filter = Filter.Of($"fullname eq {"O'Neil & sons"}"), OrderBy = "fullname", Top = 5, Count = true,
            Expand = "parentcustomerid_account($select=name)",
        };
        query.ToAddress().ShouldBe("contacts?$select=fullname&$filter=fullname%20eq%20%27O%27%27Neil%20%26%20sons%27"
            + "&$expand=parentcustomerid_account%28%24select%3Dname%29&$orderby=fullname&$top=5&$count=true");
    }
}
