namespace Baton.Topics.Tests;

/// <summary>Functions of text at their edges.</summary>
public sealed class TextEdgeTests
{
    [Fact]
    public void Parts() => FxTable.Holds(""""
        Left(["abc","de"],[1,2]) → Table({Value:"a"},{Value:"de"})
        Mid("hello", -1, -1) → Error(Table({Kind:ErrorKind.InvalidArgument},{Kind:ErrorKind.InvalidArgument}))
        Left("hello", 2.9) → "he"
        Left(12345, 2) → "12"
        Right("hello", 0) → ""
        Len(12345) → 5
        Len({a:1}) → !
        Find("b", "abc", 4) → Blank()
        Find("b", "abc", 5) → Error({Kind:ErrorKind.InvalidArgument})
        Find("", "abc") → 1
        Replace("abc", 2, 1, "XX") → "aXXc"
        Replace("abc", 10, 1, "X") → "abcX"
        Replace("abc", 0, 1, "X") → Error({Kind:ErrorKind.InvalidArgument})
        Substitute("aaa", "a", "b", 2) → "aba"
        Substitute("aaa", "a", "b", 0) → Error({Kind:ErrorKind.InvalidArgument})
        Substitute("aaa", "", "b") → "aaa"
        """");

    [Fact]
    public void Letters() => FxTable.Holds(""""
        Proper("o'neil and 3rd mc-donald") → "O'neil And 3Rd Mc-Donald"
        Trim("  a   b  ") → "a b"
        UniChar(128512) → "😀"
        Char(256) → Error({Kind:ErrorKind.InvalidArgument})
        Concatenate() → !
        Concatenate(1, true, Blank()) → "1true"
        Concatenate(["a","b"],["x","y"]) → Table({Value:"ax"},{Value:"by"})
        Concat([1,2], Value, Blank()) → Blank()
        Concat([1,2], Value & "") → "12"
        Split("a,b", ",") → Table({Value:"a"},{Value:"b"})
        StartsWith("abc", Blank()) → true
        EncodeUrl("a b/ü") → "a%20b%2F%C3%BC"
        """");
}
