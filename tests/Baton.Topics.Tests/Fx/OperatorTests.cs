namespace Baton.Topics.Tests;

public sealed class OperatorTests
{
    [Fact]
    public void Arithmetic_is_exact_and_binds_as_in_school() => FxTable.Holds(""""
        1+1 → 2
        0.1+0.2 → 0.3
        2+3*4 → 14
        (2+3)*4 → 20
        7/2 → 3.5
        1/3 → 0.3333333333333333333333333333
        2^3 → 8
        2^3^1 → 8
        -2^2 → -4
        2^-1 → 0.5
        10% → 0.1
        50%*200 → 100
        -5 → -5
        --5 → 5
        +5 → ! no '+' before it
        2^3^2 → 512
        2^-2^2 → 0.0625
        -2^2 → -4
        'Abs'(-3) → 3
        1-2-3 → -4
        8/4/2 → 1
        1/0 → Error({Kind:ErrorKind.Div0})
        0/0 → Error({Kind:ErrorKind.Div0})
        "3"+4 → 7
        "abc"+1 → Error({Kind:ErrorKind.InvalidArgument})
        true+1 → 2
        Blank()+1 → 1
        Blank()*5 → 0
        1.50 → 1.5
        1e3 → 1000
        1.5e-3 → 0.0015
        79228162514264337593543950335 + 1 → Error({Kind:ErrorKind.Numeric})
        .5 → 0.5
        """");

    [Fact]
    public void Comparisons() => FxTable.Holds(""""
        1 = 1 → true
        1 = 1.0 → true
        1 <> 2 → true
        1 < 2 → true
        2 <= 2 → true
        3 > 4 → false
        4 >= 4 → true
        "a" = "a" → true
        "a" = "A" → false
        "a" <> "A" → true
        Blank() = Blank() → true
        Blank() = 0 → false
        Blank() = "" → false
        Blank() < 1 → true
        true = false → false
        1 = "1" → !
        true = "true" → !
        {a:1} = {a:1} → !
        Date(2020,1,1) < Date(2020,1,2) → true
        Date(2020,1,1) = DateTime(2020,1,1,0,0,0) → true
        Time(1,0,0) < Time(2,0,0) → true
        1 + 1 = 2 → true
        "a" & "b" = "ab" → true
        """");

    [Fact]
    public void Logic_stops_early_and_hands_errors_on() => FxTable.Holds(""""
        true && false → false
        true || false → true
        true And true → true
        false Or true → true
        !true → false
        Not true → false
        Not(false) → true
        !(1 = 2) → true
        false && 1/0 = 1 → false
        true || 1/0 = 1 → true
        1/0 = 1 || true → Error({Kind:ErrorKind.Div0})
        true && 1/0 = 1 → Error({Kind:ErrorKind.Div0})
        Blank() || true → true
        Blank() && true → false
        And(true, true, false) → false
        Or(false, false) → false
        "true" && true → true
        "x" && true → Error({Kind:ErrorKind.InvalidArgument})
        true || false && false → true
        """");

    [Fact]
    public void Text_is_joined_and_searched() => FxTable.Holds(""""
        "a" & "b" → "ab"
        "a" & 1 → "a1"
        "a" & Blank() → "a"
        1 & 2 → "12"
        "say ""hi""" → "say ""hi"""
        $"1+1={1+1}!" → "1+1=2!"
        $"a{{b}}" → "a{b}"
        $"{"x" & $"{1}"}" → "x1"
        "b" in "ABC" → true
        "b" exactin "ABC" → false
        "B" exactin "ABC" → true
        2 in [1,2] → true
        "B" in ["a","b"] → true
        "B" exactin ["a","b"] → false
        3 in [1,2] → false
        true & 1 → "true1"
        "a" & {x:1} → !
        """");

    [Fact]
    public void Records_tables_and_fields() => FxTable.Holds(""""
        {a:1} → {a:1}
        {b:1,a:"x"} → {a:"x",b:1}
        {a:1}.a → 1
        {a:{b:2}}.a.b → 2
        {'a b':1}.'a b' → 1
        {a:1}.b → !
        [1,2] → Table({Value:1},{Value:2})
        [] → Table()
        [{a:1},{a:2}] → Table({a:1},{a:2})
        Table({a:1},{b:2}) → Table({a:1,b:Blank()},{a:Blank(),b:2})
        Table({a:1}) → Table({a:1})
        {a:1,} → !
        {a:1,a:2} → !
        [1,2].Value → Table({Value:1},{Value:2})
        """");

    [Fact]
    public void Mistakes_are_told_with_a_hint() => FxTable.Holds(""""
        1 + → ! Unexpected the end of the formula
        1 == 2 → ! to compare write one '='
        isblank(1) → ! Did you mean 'IsBlank'?
        Foo → ! There is nothing named 'Foo'
        'abc → ! never closed
        "abc → ! never closed
        /* x → ! never closed
        Abs() → ! takes 1 argument, not 0
        Abs(1,2) → ! takes 1 argument, not 2
        Abs({a:1}) → ! where a number is needed
        (1 → ! ')'
        1 2 → !
        Abs → ! It is a function
        #1 → ! has no meaning
        TimeUnit → ! after a dot
        TimeUnit.Day → ! Did you mean 'Days'?
        'hello' → ! double quotes
        """");

    [Fact]
    public void Comments_and_lines_may_stand_anywhere() => FxTable.Holds(""""
        1 /* one */ + // two\n 1 → 2
        /* a */ "x" → "x"
        "a // b" → "a // b"
        1;2 → 2
        """");
}
