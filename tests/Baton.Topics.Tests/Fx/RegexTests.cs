namespace Baton.Topics.Tests;

/// <summary>Regular expressions are a subset that means the same everywhere; the rest is refused when the formula is read.</summary>
public sealed class RegexTests
{
    [Fact]
    public void Named_and_numbered_submatches() => FxTable.Holds(""""
        Match("2026-03", "(?<y>\d{4})-(?<m>\d\d)") → {FullMatch:"2026-03",StartMatch:1,m:"03",y:"2026"}
        Match("abc", "(b)") → {FullMatch:"b",StartMatch:2}
        Match("abc", "(b)(x)?", MatchOptions.NumberedSubMatches).SubMatches → Table({Value:"b"},{Value:Blank()})
        Match("abc", "(?<FullMatch>b)").FullMatch → "b"
        Match("a", "b") → Blank()
        Match("a", "b").FullMatch → Blank()
        Match("a", "(?<x>a)").y → ! There is no field 'y'
        MatchAll("a1b22", "\d+") → Table({FullMatch:"1",StartMatch:2},{FullMatch:"22",StartMatch:4})
        MatchAll("a", "\d") → Table()
        IsMatch("abab", "(?<x>ab)\k<x>") → true
        IsMatch("abab", "(ab)\1", MatchOptions.NumberedSubMatches) → true
        IsMatch("abab", "(ab)\1") → ! NumberedSubMatches
        IsMatch("aa", "(?<x>a)(?<x>a)") → ! Two submatches
        IsMatch("aa", "(?<x>a)(a)", MatchOptions.NumberedSubMatches) → ! cannot be mixed
        """");

    [Fact]
    public void Options_in_words_and_in_the_pattern() => FxTable.Holds(""""
        IsMatch("ABC", "(?i)abc") → true
        IsMatch("a b", "a b", MatchOptions.FreeSpacing) → false
        IsMatch("a b", "a \s b # with a remark", MatchOptions.FreeSpacing) → true
        CountRows(MatchAll("a\nb", "^\w$", MatchOptions.Multiline)) → 2
        CountRows(MatchAll("a\nb", "^\w$")) → 0
        IsMatch("a\nb", "a.b") → false
        IsMatch("a\nb", "a.b", MatchOptions.DotAll) → true
        IsMatch("xaby", "AB", MatchOptions.Contains & MatchOptions.IgnoreCase) → true
        IsMatch("ab", "a", MatchOptions.BeginsWith) → true
        IsMatch("ab", "b", MatchOptions.EndsWith) → true
        IsMatch("ab", "b|a") → false
        IsMatch("a", "a", "q") → ! not options
        """");

    [Fact]
    public void Ready_made_patterns_join_with_others() => FxTable.Holds(""""
        IsMatch("A12", "A" & Match.MultipleDigits) → true
        IsMatch("(1)", Match.LeftParen & Match.Digit & Match.RightParen) → true
        IsMatch("joan@contoso.com", Match.Email) → true
        IsMatch("joan@contoso", Match.Email) → false
        Match("write to ann@contoso.co.uk, please", Match.Email).FullMatch → "ann@contoso.co.uk"
        IsMatch("a-b c.", Match.Letter & Match.Hyphen & Match.Letter & Match.Space & Match.Letter & Match.Period) → true
        """");

    [Fact]
    public void Characters_by_number_and_by_kind() => FxTable.Holds(""""
        IsMatch("A", "\x41") → true
        IsMatch("A", "\u0041") → true
        IsMatch("😀", "\u{1F600}") → true
        IsMatch("😀", ".") → true
        IsMatch("é", "\p{L}") → true
        IsMatch("é", "\p{Foo}") → ! category
        IsMatch("a", "[^\d]") → true
        IsMatch("-", "[\-]") → true
        IsMatch("5", "[0-9]") → true
        """");

    [Theory]
    [InlineData("a++")]
    [InlineData("a**")]
    [InlineData("*a")]
    [InlineData("(?>a)")]
    [InlineData("(?<a-b>x)")]
    [InlineData(@"\07")]
    [InlineData(@"\v")]
    [InlineData(@"\q")]
    [InlineData("[]")]
    [InlineData("[-a]")]
    [InlineData("[a^]")]
    [InlineData("[[]")]
    [InlineData("[a&&b]")]
    [InlineData(@"[^\W]")]
    [InlineData("a{")]
    [InlineData("}")]
    [InlineData("a)")]
    [InlineData("(?=a)*")]
    [InlineData("(?<=a*)b")]
    [InlineData(@"\k<x>")]
    [InlineData("(?-i)a")]
    [InlineData(@"\ud800")]
    [InlineData("a{3,1}")]
    public void What_others_read_differently_is_refused(string pattern) => FxTable.Holds($"IsMatch(\"a\", \"{pattern}\") → !");
}
