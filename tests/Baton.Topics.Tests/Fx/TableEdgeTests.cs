namespace Baton.Topics.Tests;

/// <summary>Functions of tables: errors in rows, names that are not there, tables of one column.</summary>
public sealed class TableEdgeTests
{
    [Fact]
    public void Columns() => FxTable.Holds(""""
        AddColumns([1,2], b, Value*2) → Table({Value:1,b:2},{Value:2,b:4})
        AddColumns({a:1}, b, a*2) → {a:1,b:2}
        AddColumns([1], Value, 2) → !
        AddColumns([1], b, 2, c) → !
        AddColumns([1,0], b, 1/Value) → Table({Value:1,b:1},{Value:0,b:Error({Kind:ErrorKind.Div0})})
        DropColumns(Table({a:1,b:2}), c) → !
        ShowColumns(Table({a:1,b:2}), a, a) → !
        ShowColumns({a:1,b:2}, b) → {b:2}
        RenameColumns(Table({a:1,b:2}), a, b) → !
        RenameColumns(Table({a:1,b:2}), a, c, b, d) → Table({c:1,d:2})
        RenameColumns({a:1}, a, 'x y') → {'x y':1}
        """");

    [Fact]
    public void Rows() => FxTable.Holds(""""
        Filter([1,0,2], 1/Value > 0) → Table({Value:1},Error({Kind:ErrorKind.Div0}),{Value:2})
        Filter([1,2], "x") → Table(Error({Kind:ErrorKind.InvalidArgument}),Error({Kind:ErrorKind.InvalidArgument}))
        Filter([1,2], Blank()) → Table()
        Filter([1,2], {a:1}) → !
        Filter(Blank(), true) → Blank()
        Filter(1, true) → !
        CountRows(Filter([1,0], 1/Value > 0)) → Error({Kind:ErrorKind.Div0})
        LookUp([1,2,3], Value = 2) → {Value:2}
        LookUp([0,2], 1/Value > 0.1) → Error({Kind:ErrorKind.Div0})
        LookUp([1,2], Value = 5, Value) → Blank()
        First(Blank()) → Blank()
        First([Blank(),1]) → {Value:Blank()}
        Last(Table({a:1},Blank())) → Blank()
        FirstN([1,2,3], 2.9) → Table({Value:1},{Value:2})
        FirstN([1,2,3], Blank()) → Table()
        Index([1,2,3], 2.9) → {Value:2}
        Index([1,2,3], -1) → Error({Kind:ErrorKind.InvalidArgument})
        Index(Blank(), 1) → Blank()
        """");

    [Fact]
    public void Each_row() => FxTable.Holds(""""
        ForAll([1,2,3], Value & "x") → Table({Value:"1x"},{Value:"2x"},{Value:"3x"})
        ForAll([1,2], If(Value=1, Value)) → Table({Value:1},{Value:Blank()})
        ForAll([1,2], [Value]) → Table({Value:Table({Value:1})},{Value:Table({Value:2})})
        ForAll([1,2] As X, X.Value + 1) → Table({Value:2},{Value:3})
        ForAll([1,2] As X, Value) → !
        ForAll([1,2], ThisRecord.Value) → Table({Value:1},{Value:2})
        ForAll(Blank(), 1) → Blank()
        ForAll(Table({a:1},{a:2}), ForAll(Table({b:a}), a + b)) → Table({Value:Table({Value:2})},{Value:Table({Value:4})})
        With({a:1}, With({b:a+1}, a+b)) → 3
        With({a:1} As r, r.a) → 1
        With({Value:1}, ForAll([5], Value)) → Table({Value:5})
        With({a:1}, a & ThisRecord.a) → "11"
        """");

    [Fact]
    public void Order() => FxTable.Holds(""""
        Sort([3,1,2], Value, SortOrder.Descending) → Table({Value:3},{Value:2},{Value:1})
        Sort(["b","A","a"], Value) → Table({Value:"a"},{Value:"A"},{Value:"b"})
        Sort([true,false], Value) → Table({Value:false},{Value:true})
        Sort([1,0], 1/Value) → Error({Kind:ErrorKind.Div0})
        Sort([Date(2020,1,2),Date(2020,1,1)], Value) → Table({Value:Date(2020,1,1)},{Value:Date(2020,1,2)})
        Sort([3,Blank(),1], Value, SortOrder.Descending) → Table({Value:3},{Value:1},{Value:Blank()})
        Sort([GUID("0f8fad5b-d9cb-469f-a165-70867728950e")], Value) → !
        SortByColumns(Table({a:2},{a:1}), a) → Table({a:1},{a:2})
        SortByColumns(Table({a:2},{a:1}), b) → !
        SortByColumns(Table({a:"x"},{a:"y"},{a:"z"}), a, ["y","z"]) → Table({a:"y"},{a:"z"},{a:"x"})
        Distinct([1,1.0,"1"], Value) → Table({Value:1})
        Distinct([{a:1},{a:1}], {b:a}) → Error({Kind:ErrorKind.InvalidArgument})
        Distinct([Blank(),1,Blank()], Value) → Table({Value:Blank()},{Value:1})
        """");

    [Fact]
    public void Search_and_sequence() => FxTable.Holds(""""
        Search(Table({a:"Foo",n:1}), "FO", a) → Table({a:"Foo",n:1})
        Search(Table({a:"Foo",n:1}), "FO", n) → !
        Search(Table({a:"Foo"}), "", a) → Table({a:"Foo"})
        Sequence(Blank()) → Table()
        Sequence(0) → Table()
        """");

    [Fact]
    public void Making_and_joining() => FxTable.Holds(""""
        Table({a:1},{a:"2"}) → Table({a:1},{a:2})
        Table({a:1},{b:2}) → Table({a:1,b:Blank()},{a:Blank(),b:2})
        Table([1,2],{Value:3}) → Table({Value:1},{Value:2},{Value:3})
        Table(If(1/0=1,{a:1}),{a:2}) → Table(Error({Kind:ErrorKind.Div0}),{a:2})
        [{a:1},{b:"x"}] → Table({a:1,b:Blank()},{a:Blank(),b:"x"})
        [[1],[2]] → Table({Value:Table({Value:1})},{Value:Table({Value:2})})
        [1/0] → Table({Value:Error({Kind:ErrorKind.Div0})})
        Patch({a:1,b:2},{b:3,c:4}) → {a:1,b:3,c:4}
        Patch({a:1},{a:"x"}) → !
        Patch({a:1},Blank()) → {a:1}
        Patch({a:1},If(1/0=1,{b:1})) → Error({Kind:ErrorKind.Div0})
        """");

    [Fact]
    public void Groups() => FxTable.Holds(""""
        Summarize([1,1,2], Value, CountRows(ThisGroup) As N) → Table({N:2,Value:1},{N:1,Value:2})
        Summarize(Table({a:1,b:"x"},{a:1,b:"y"}), a, Concat(ThisGroup, b) As t) → Table({a:1,t:"xy"})
        Summarize(Table({a:1,b:2}), a, b) → Table({a:1,b:2})
        Summarize(Table({a:1}), CountRows(ThisGroup) As n) → !
        Summarize(Table({a:1}), a, Sum(ThisGroup, a) As a) → !
        """");

    [Fact]
    public void Counting_rows() => FxTable.Holds(""""
        CountRows([1,2]) → 2
        CountRows({a:1}) → !
        IsEmpty([]) → true
        IsEmpty(1) → !
        IsEmpty(Blank()) → true
        IsBlank([]) → false
        """");
}
