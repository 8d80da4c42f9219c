namespace Baton.Topics.Tests;

/// <summary>Errors are values: they are told all at once, they can be caught, and they can be made.</summary>
public sealed class ErrorTests
{
    [Fact]
    public void All_that_went_wrong_is_told() => FxTable.Holds(""""
        1/0 + Sqrt(-1) → Error(Table({Kind:ErrorKind.Div0},{Kind:ErrorKind.Numeric}))
        Concatenate(Text(1/0), Text(Sqrt(-1))) → Error(Table({Kind:ErrorKind.Div0},{Kind:ErrorKind.Numeric}))
        $"{1/0}{Sqrt(-1)}" → Error(Table({Kind:ErrorKind.Div0},{Kind:ErrorKind.Numeric}))
        1/0 = Sqrt(-1) → Error(Table({Kind:ErrorKind.Div0},{Kind:ErrorKind.Numeric}))
        ForAll([0,0], 1/Value) → Error(Table({Kind:ErrorKind.Div0},{Kind:ErrorKind.Div0}))
        """");

    [Fact]
    public void Branches() => FxTable.Holds(""""
        IsBlank("") → true
        IsBlank(1/0) → Error({Kind:ErrorKind.Div0})
        IsError(1/0) → true
        IsBlankOrError("") → true
        If(1, "y", "n") → "y"
        If("true", 1) → 1
        If("abc", 1) → Error({Kind:ErrorKind.InvalidArgument})
        If(Date(2020,1,1), 1) → !
        If(false, 1, false, 2, 3) → 3
        If(false, 1) → Blank()
        If(true, [1], [2]) → Table({Value:1})
        If(false, {a:1}, {a:"2"}) → {a:2}
        If(1/0 = 1, 1, 2) → Error({Kind:ErrorKind.Div0})
        Switch("a", "b", 1, "a", 2) → 2
        Switch(1, "1", 2) → !
        Switch(2, 1, "x") → Blank()
        Switch(1/0, 1, 2, 3) → Error({Kind:ErrorKind.Div0})
        """");

    [Fact]
    public void Logic() => FxTable.Holds(""""
        And(true, "true", 1) → true
        And(true, 1/0 = 1) → Error({Kind:ErrorKind.Div0})
        Or(false, Blank()) → false
        Not("false") → true
        Not(Blank()) → true
        """");

    [Fact]
    public void Catching_and_making() => FxTable.Holds(""""
        IfError(1/0, -1) → -1
        IfError("x" * 1, 5) → 5
        IfError(1, 2, 3/0, 4) → 4
        IfError(Error({Kind:ErrorKind.Custom, Message:"m"}), FirstError.Message) → "m"
        Error({Kind:1001, Message:"x"}) → Error({Kind:ErrorKind.1001})
        Error({Kind:Blank()}) → Error({Kind:ErrorKind.InvalidArgument})
        Error({Message:"x"}) → !
        Error({Kind:ErrorKind.Div0, Foo:1}) → !
        Error(1) → !
        Error("msg") → Error({Kind:ErrorKind.Custom})
        IsError(Error({Kind:ErrorKind.Div0})) → true
        {a:1/0}.a → Error({Kind:ErrorKind.Div0})
        """");
}
