namespace Baton.Topics.Tests;

public sealed class TableFunctionTests
{
    [Fact]
    public void Picking_rows() => FxTable.Holds(""""
        First([1,2]) → {Value:1}
        First([1,2]).Value → 1
        First([]) → Blank()
        Last([1,2]).Value → 2
        FirstN([1,2,3], 2) → Table({Value:1},{Value:2})
        FirstN([1,2,3]) → Table({Value:1})
        LastN([1,2,3], 2) → Table({Value:2},{Value:3})
        FirstN([1], 0) → Table()
        Index([1,2,3], 2).Value → 2
        Index([1,2,3], 4) → Error({Kind:ErrorKind.InvalidArgument})
        Index([1,2,3], 0) → Error({Kind:ErrorKind.InvalidArgument})
        Filter([1,2,3], Value > 1) → Table({Value:2},{Value:3})
        Filter([1,2,3,4], Value > 1, Value < 4) → Table({Value:2},{Value:3})
        Filter(Table({a:1},{a:2}) As t, t.a = 2) → Table({a:2})
        Filter([1,2,3], ThisRecord.Value = 2) → Table({Value:2})
        LookUp([1,2,3], Value > 1) → {Value:2}
        LookUp([1,2,3], Value > 1, Value * 10) → 20
        LookUp([1,2,3], Value > 9) → Blank()
        Search(Table({a:"Ann"},{a:"Bob"}), "AN", "a") → Table({a:"Ann"})
        Search(Table({a:"Ann"},{a:"Bob"}), "o", a) → Table({a:"Bob"})
        First(1) → !
        Filter([1], x > 1) → !
        """");

    [Fact]
    public void Going_through_rows() => FxTable.Holds(""""
        ForAll([1,2], Value * 2) → Table({Value:2},{Value:4})
        ForAll([1,2], {n: Value}) → Table({n:1},{n:2})
        ForAll(Sequence(3), "x" & Value) → Table({Value:"x1"},{Value:"x2"},{Value:"x3"})
        ForAll([1,2] As a, ForAll([10] As b, a.Value + b.Value)) → Table({Value:Table({Value:11})},{Value:Table({Value:12})})
        Sequence(3) → Table({Value:1},{Value:2},{Value:3})
        Sequence(3, 10, -5) → Table({Value:10},{Value:5},{Value:0})
        Sequence(0) → Table()
        Sequence(-1) → Error({Kind:ErrorKind.InvalidArgument})
        Sequence(60000) → Error({Kind:ErrorKind.InvalidArgument})
        With({x:2, y:3}, x * y) → 6
        With({x:2}, With({y:x + 1}, x * y)) → 6
        With({Value:9}, ForAll([1], Value)) → Table({Value:1})
        CountRows(Shuffle([1,2,3])) → 3
        """");

    [Fact]
    public void Sorting() => FxTable.Holds(""""
        Sort([3,1,2], Value) → Table({Value:1},{Value:2},{Value:3})
        Sort([3,1,2], Value, SortOrder.Descending) → Table({Value:3},{Value:2},{Value:1})
        Sort(["b","A","c"], Value) → Table({Value:"A"},{Value:"b"},{Value:"c"})
        Sort([3,Blank(),1], Value) → Table({Value:1},{Value:3},{Value:Blank()})
        SortByColumns(Table({a:2,b:"x"},{a:1,b:"y"}), "a") → Table({a:1,b:"y"},{a:2,b:"x"})
        SortByColumns(Table({a:1,b:2},{a:1,b:1}), "a", SortOrder.Ascending, "b", SortOrder.Ascending) → Table({a:1,b:1},{a:1,b:2})
        SortByColumns(Table({a:1},{a:2}), "a", SortOrder.Descending) → Table({a:2},{a:1})
        Distinct([1,2,1], Value) → Table({Value:1},{Value:2})
        """");

    [Fact]
    public void Changing_columns() => FxTable.Holds(""""
        AddColumns([1,2], "Double", Value * 2) → Table({Double:2,Value:1},{Double:4,Value:2})
        AddColumns(Table({a:1}), b, a + 1) → Table({a:1,b:2})
        DropColumns(Table({a:1,b:2}), "b") → Table({a:1})
        ShowColumns(Table({a:1,b:2}), "b") → Table({b:2})
        RenameColumns(Table({a:1}), "a", "z") → Table({z:1})
        Patch({a:1,b:2}, {b:3}) → {a:1,b:3}
        Patch({a:1}, {b:3}) → {a:1,b:3}
        Table([1,2],[3]) → Table({Value:1},{Value:2},{Value:3})
        Summarize(Table({c:"x",n:1},{c:"y",n:2},{c:"x",n:3}), c, Sum(ThisGroup, n) As Total) → Table({Total:4,c:"x"},{Total:2,c:"y"})
        Summarize(Table({c:"x"},{c:"x"}), c, CountRows(ThisGroup) As N) → Table({N:2,c:"x"})
        """");

    [Fact]
    public void Json_in_and_out() => FxTable.Holds(""""
        JSON({b:1,a:"x"}) → "{""a"":""x"",""b"":1}"
        JSON([1,2]) → "[{""Value"":1},{""Value"":2}]"
        JSON([1,2], JSONFormat.FlattenValueTables) → "[1,2]"
        JSON(Blank()) → "null"
        JSON(Date(2020,1,2)) → """2020-01-02"""
        JSON(DateTime(2020,1,2,3,4,5)) → """2020-01-02T03:04:05.000Z"""
        JSON(1/0) → Error({Kind:ErrorKind.Div0})
        ParseJSON("{""a"":{""b"":[1,2]}}").a.b → Table(1,2)
        Value(ParseJSON("{""a"":5}").a) + 1 → 6
        ParseJSON("{""a"":5}").a + 1 → 6
        Text(ParseJSON("{""a"":""x""}").a) → "x"
        ParseJSON("{""a"":5}").zz → Blank()
        IsBlank(ParseJSON("null")) → true
        CountRows(ParseJSON("[1,2,3]")) → 3
        Value(Index(ParseJSON("[1,2,3]"), 2)) → 2
        ForAll(ParseJSON("[1,2]"), Value(ThisRecord) * 2) → Table({Value:2},{Value:4})
        ForAll(ParseJSON("[{""n"":1}]"), Value(ThisRecord.n)) → Table({Value:1})
        ForAll(Table(ParseJSON("[{""n"":1}]")), Value(ThisRecord.Value.n)) → Table({Value:1})
        Concat(ParseJSON("[""a"",""b""]"), Text(ThisRecord)) → "ab"
        ParseJSON("{bad") → Error({Kind:ErrorKind.InvalidJSON})
        ParseJSON("{""a"":1}", Type({a:Number})) → {a:1}
        IsType(ParseJSON("1"), Number) → true
        IsType(ParseJSON("""x"""), Number) → false
        AsType(ParseJSON("""5"""), Number) → Error({Kind:ErrorKind.InvalidArgument})
        AsType(ParseJSON("5"), Number) → 5
        ParseJSON("[{""a"":1,""x"":2},{""a"":null}]", Type([{a:Number}])) → Table({a:1},{a:Blank()})
        ParseJSON("[1,2]", Type([Number])) → Table({Value:1},{Value:2})
        ParseJSON("[1,""a""]", Type([Number])) → Error({Kind:ErrorKind.InvalidArgument})
        ParseJSON("{""d"":""2020-01-02""}", Type({d:Date})) → {d:Date(2020,1,2)}
        ParseJSON("{bad", Type({a:Number})) → Error({Kind:ErrorKind.InvalidJSON})
        ParseJSON("{""a"":1}", Type({a:Number})).b → ! no field 'b'
        ColumnNames(ParseJSON("{""a"":1,""b"":2}")) → Table({Value:"a"},{Value:"b"})
        Column(ParseJSON("{""a"":1}"), "a") + 1 → 2
        Boolean(ParseJSON("true")) → true
        DateValue(ParseJSON("""2020-01-02""")) → Date(2020,1,2)
        """");

    [Fact]
    public void Enumerations_and_colours() => FxTable.Holds(""""
        Color.Red → RGBA(255,0,0,1)
        RGBA(1,2,3,0.5) → RGBA(1,2,3,0.502)
        ColorValue("#ff0000") → RGBA(255,0,0,1)
        ColorFade(Color.Black, 1) → RGBA(255,255,255,1)
        RGBA(300,0,0,1) → Error({Kind:ErrorKind.InvalidArgument})
        TimeUnit.Days = TimeUnit.Days → true
        TimeUnit.Days = TimeUnit.Hours → false
        Trace("x") → true
        """");
}
