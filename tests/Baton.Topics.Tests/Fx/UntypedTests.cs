namespace Baton.Topics.Tests;

/// <summary>JSON in and out: values whose type is known when they are used.</summary>
public sealed class UntypedTests
{
    [Fact]
    public void Reading() => FxTable.Holds(""""""""
        ParseJSON("null") → Blank()
        ParseJSON("{bad") → Error({Kind:ErrorKind.InvalidJSON})
        ParseJSON(Blank()) → Blank()
        ParseJSON("1") + 1 → 2
        ParseJSON("""5""") + 1 → 6
        ParseJSON("true") And true → true
        ParseJSON("{""a"":{""b"":1}}").a.b + 0 → 1
        ParseJSON("{""a"":1}").b → Blank()
        ParseJSON("5").a → Error({Kind:ErrorKind.InvalidArgument})
        ParseJSON("[1,2]").a → Error({Kind:ErrorKind.InvalidArgument})
        """""""");

    [Fact]
    public void Converting() => FxTable.Holds(""""""""
        Value(ParseJSON("{}")) → Error({Kind:ErrorKind.InvalidArgument})
        Text(ParseJSON("12.50")) → "12.50"
        Text(ParseJSON("true")) → "true"
        Text(ParseJSON("[]")) → Error({Kind:ErrorKind.InvalidArgument})
        Boolean(ParseJSON("""true""")) → true
        Boolean(ParseJSON("1")) → true
        DateValue(ParseJSON("""2020-01-02T03:04:05Z""")) → Date(2020,1,2)
        DateValue(ParseJSON("""1/2/2020""")) → Error({Kind:ErrorKind.InvalidArgument})
        TimeValue(ParseJSON("""03:04:05""")) → Time(3,4,5,0)
        GUID(ParseJSON("""0f8fad5b-d9cb-469f-a165-70867728950e""")) → GUID("0f8fad5b-d9cb-469f-a165-70867728950e")
        """""""");

    [Fact]
    public void Lists() => FxTable.Holds(""""""""
        CountRows(ParseJSON("{}")) → Error({Kind:ErrorKind.InvalidArgument})
        CountRows(ParseJSON("[1,2]")) → 2
        Index(ParseJSON("[1,2]"), 3) → Error({Kind:ErrorKind.InvalidArgument})
        First(ParseJSON("[5]")) + 1 → 6
        Last(ParseJSON("[]")) → Blank()
        ForAll(ParseJSON("[1,2]"), Value(ThisRecord)) → Table({Value:1},{Value:2})
        ForAll(ParseJSON("[{""a"":1}]") As X, X.a * 2) → Table({Value:2})
        IsEmpty(ParseJSON("[]")) → true
        IsBlank(ParseJSON("""""")) → true
        ColumnNames(ParseJSON("{""b"":1,""a"":2}")) → Table({Value:"b"},{Value:"a"})
        Column(ParseJSON("{""b"":1}"), "b") + 1 → 2
        Column(ParseJSON("[1]"), "b") → Error({Kind:ErrorKind.InvalidArgument})
        Table(ParseJSON("[1,2]")) → Table({Value:1},{Value:2})
        """""""");

    [Fact]
    public void Comparing() => FxTable.Holds(""""""""
        ParseJSON("5") = 5 → true
        ParseJSON("5") = "5" → true
        ParseJSON("5") = ParseJSON("5") → !
        ParseJSON("5") > 4 → true
        ParseJSON("null") = Blank() → true
        """""""");

    [Fact]
    public void Writing() => FxTable.Holds(""""""""
        JSON({b:1,a:[1,2]}) → "{""a"":[{""Value"":1},{""Value"":2}],""b"":1}"
        JSON("a""b/é<") → """a\""b/é<"""
        JSON(Time(1,2,3)) → """01:02:03.000"""
        JSON(1.50) → "1.50"
        JSON(Float(0.1)) → "0.1"
        JSON(ParseJSON("{""b"":1.50,""a"":null}")) → "{""a"":null,""b"":1.50}"
        JSON(Table({a:1/0})) → Error({Kind:ErrorKind.Div0})
        JSON(Color.Red) → """#ff0000ff"""
        JSON([1,2], JSONFormat.FlattenValueTables) → "[1,2]"
        JSON({a:1}, "X") → !
        """""""");
}
