namespace Baton.Topics.Tests;

public sealed class TextFunctionTests
{
    [Fact]
    public void Letters() => FxTable.Holds(""""
        Lower("AbC") → "abc"
        Upper("abc") → "ABC"
        Proper("the qUICK fox") → "The Quick Fox"
        Trim("  a   b ") → "a b"
        TrimEnds("  a   b ") → "a   b"
        Len("héllo") → 5
        Len(Blank()) → 0
        Len(["a","bb"]) → Table({Value:1},{Value:2})
        Char(65) → "A"
        Char(233) → "é"
        Char(0) → Error({Kind:ErrorKind.InvalidArgument})
        UniChar(8364) → "€"
        StartsWith("Hello", "he") → true
        EndsWith("Hello", "LO") → true
        EndsWith("Hello", "x") → false
        Concatenate("a", 1, true) → "a1true"
        Concatenate(["a","b"], "x") → Table({Value:"ax"},{Value:"bx"})
        Concat([1,2,3], Text(Value), "; ") → "1; 2; 3"
        Concat(Table({n:"a"},{n:"b"}), n) → "ab"
        EncodeUrl("a b&c") → "a%20b%26c"
        EncodeHTML("<b>&") → "&lt;b&gt;&amp;"
        PlainText("<p>Hi <b>you</b></p>") → "Hi you"
        """");

    [Fact]
    public void Parts() => FxTable.Holds(""""
        Left("hello", 2) → "he"
        Left("hello", 99) → "hello"
        Left("hello", -1) → Error({Kind:ErrorKind.InvalidArgument})
        Right("hello", 2) → "lo"
        Mid("hello", 2, 3) → "ell"
        Mid("hello", 2) → "ello"
        Mid("hello", 0, 1) → Error({Kind:ErrorKind.InvalidArgument})
        Mid("hello", 9, 1) → ""
        Find("l", "hello") → 3
        Find("l", "hello", 4) → 4
        Find("x", "hello") → Blank()
        Find("L", "hello") → Blank()
        Find("l", "hello", 0) → Error({Kind:ErrorKind.InvalidArgument})
        Replace("hello", 2, 3, "ipp") → "hippo"
        Substitute("a-b-c", "-", "+") → "a+b+c"
        Substitute("a-b-c", "-", "+", 2) → "a-b+c"
        Substitute("abc", "", "x") → "abc"
        Split("a,b,c", ",") → Table({Value:"a"},{Value:"b"},{Value:"c"})
        Split("abc", "") → Table({Value:"a"},{Value:"b"},{Value:"c"})
        Split("", ",") → Table({Value:""})
        Split("", "") → Table()
        """");

    [Fact]
    public void Formats() => FxTable.Holds(""""
        Text(1234.5) → "1234.5"
        Text(true) → "true"
        Text(Blank()) → Blank()
        Text(Blank(), "0.0") → "0.0"
        Text(1234.567, "#,##0.00") → "1,234.57"
        Text(0.256, "0%") → "26%"
        Text(7, "000") → "007"
        Text(12.5, "$#,##0.00") → "$12.50"
        Text(1234.5, "[$-en-US]#,##0.0") → "1,234.5"
        Text(Date(2012,2,29)) → "2/29/2012"
        Text(DateTime(2012,2,29,15,4,5)) → "2/29/2012 3:04 PM"
        Text(Time(15,4,5)) → "3:04 PM"
        Text(Date(2012,2,29), "yyyy-mm-dd") → "2012-02-29"
        Text(DateTime(2012,2,29,15,4,5), "hh:mm:ss") → "15:04:05"
        Text(DateTime(2012,2,29,15,4,5), "h:mm AM/PM") → "3:04 PM"
        Text(Date(2012,2,29), "dddd, mmmm d, yyyy") → "Wednesday, February 29, 2012"
        Text(Date(2012,2,29), "ddd d mmm yy") → "Wed 29 Feb 12"
        Text(Date(2012,2,29), DateTimeFormat.LongDate) → "Wednesday, February 29, 2012"
        Text(Date(2012,2,29), DateTimeFormat.ShortDate) → "2/29/2012"
        Text(DateTime(2012,2,29,15,4,5), DateTimeFormat.UTC) → "2012-02-29T15:04:05.000Z"
        Text("abc", "0.00") → ! have a format
        Text({a:1}) → !
        """");

    [Fact]
    public void Patterns() => FxTable.Holds(""""
        IsMatch("12345", "\d+") → true
        IsMatch("12345x", "\d+") → false
        IsMatch("12345x", "\d+", MatchOptions.BeginsWith) → true
        IsMatch("x12345", "\d+", MatchOptions.Contains) → true
        IsMatch("x12345", "\d+", MatchOptions.EndsWith) → true
        IsMatch("ABC", "abc", MatchOptions.IgnoreCase) → true
        IsMatch("a@b.co", Match.Email) → true
        IsMatch("ab", "ab|a") → true
        Match("order 42 and 43", "\d+").FullMatch → "42"
        Match("order 42", "\d+").StartMatch → 7
        Match("none", "\d+") → Blank()
        Match("Bob 42", "(?<name>\w+) (?<age>\d+)").name → "Bob"
        CountRows(MatchAll("1 2 3", "\d")) → 3
        MatchAll("1 2", "\d").FullMatch → Table({FullMatch:"1"},{FullMatch:"2"})
        IsMatch("a", "(") → ! has no ')'
        IsMatch("a", Left("((", 1)) → Error({Kind:ErrorKind.BadRegex})
        """");

    [Fact]
    public void Ids() => FxTable.Holds(""""
        GUID("0f8fad5b-d9cb-469f-a165-70867728950e") → GUID("0f8fad5b-d9cb-469f-a165-70867728950e")
        GUID("x") → Error({Kind:ErrorKind.InvalidArgument})
        Len(Text(GUID())) → 36
        Language() → "en-US"
        """");
}
