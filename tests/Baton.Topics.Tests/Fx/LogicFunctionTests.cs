namespace Baton.Topics.Tests;

public sealed class LogicFunctionTests
{
    [Fact]
    public void If_and_Switch() => FxTable.Holds(""""
        If(true, 1, 2) → 1
        If(false, 1, 2) → 2
        If(false, 1) → Blank()
        If(false, 1, true, 2) → 2
        If(false, 1, false, 2, 3) → 3
        If(Blank(), 1, 2) → 2
        If(1, "y", "n") → "y"
        If(1/0 = 1, 1, 2) → Error({Kind:ErrorKind.Div0})
        If(true, 1, 1/0) → 1
        If("x", 1, 2) → Error({Kind:ErrorKind.InvalidArgument})
        Switch(2, 1, "a", 2, "b") → "b"
        Switch(3, 1, "a", 2, "b") → Blank()
        Switch(3, 1, "a", "other") → "other"
        Switch("B", "b", 1, 2) → 2
        Switch(1/0, 1, 2) → Error({Kind:ErrorKind.Div0})
        If(true) → !
        """");

    [Fact]
    public void Blanks() => FxTable.Holds(""""
        Blank() → Blank()
        IsBlank(Blank()) → true
        IsBlank("") → true
        IsBlank(" ") → false
        IsBlank(0) → false
        IsBlank(false) → false
        IsBlank(1/0) → Error({Kind:ErrorKind.Div0})
        IsEmpty([]) → true
        IsEmpty([1]) → false
        IsEmpty(Filter([1], Value > 1)) → true
        Coalesce(Blank(), "", "x", "y") → "x"
        Coalesce(Blank()) → Blank()
        Coalesce(1/0, 2) → Error({Kind:ErrorKind.Div0})
        IsBlankOrError(1/0) → true
        IsBlankOrError(Blank()) → true
        IsBlankOrError(1) → false
        """");

    [Fact]
    public void Errors_are_values() => FxTable.Holds(""""
        IsError(1/0) → true
        IsError(1) → false
        IfError(1/0, 5) → 5
        IfError(1, 5) → 1
        IfError(1/0 = 1, FirstError.Kind = ErrorKind.Div0) → true
        IfError(Error({Kind:ErrorKind.NotFound, Message:"gone"}), FirstError.Message) → "gone"
        IfError(1, 2, 3) → 3
        IfError(1, 2, 1/0, 4) → 4
        IfError(1/0, 2, 3, 4, 5) → 2
        Error({Kind:ErrorKind.Validation}) → Error({Kind:ErrorKind.Validation})
        Error("oops") → Error({Kind:ErrorKind.Custom})
        Error(Table({Kind:ErrorKind.Sync},{Kind:ErrorKind.NotFound})) → Error(Table({Kind:ErrorKind.Sync},{Kind:ErrorKind.NotFound}))
        CountRows(IfError(1/0, AllErrors)) → 1
        {a:1/0} → {a:Error({Kind:ErrorKind.Div0})}
        """");
}
