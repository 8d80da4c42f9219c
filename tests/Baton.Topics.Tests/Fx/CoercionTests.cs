namespace Baton.Topics.Tests;

/// <summary>Which values stand for which, and which mixtures are refused before a formula runs.</summary>
public sealed class CoercionTests
{
    [Fact]
    public void Operators_read_their_sides_as_what_they_need() => FxTable.Holds(""""
        Not true → false
        !true && false → false
        -"3" → -3
        -true → -1
        "5" * "4" → 20
        true * 2 → 2
        "a" * 2 → Error({Kind:ErrorKind.InvalidArgument})
        {a:1} + 1 → !
        [1] + 1 → !
        "" + 1 → 1
        " " + 1 → Error({Kind:ErrorKind.InvalidArgument})
        1 & 2 & true & Date(2020,1,2) → "12true1/2/2020"
        """");

    [Fact]
    public void Dates_and_times_reckon_in_days() => FxTable.Holds(""""
        Date(2020,1,1) = 43831 → true
        Date(2020,1,1) = Time(0,0,0) → false
        Date(2020,1,1) + Date(2020,1,1) → !
        Date(2020,1,2) - Date(2020,1,1) → 1
        Date(2020,1,1) * 2 → 87662
        1 - Date(2020,1,1) → Error({Kind:ErrorKind.NotSupported})
        Time(1,0,0) + Time(2,30,0) → Time(3,30,0,0)
        Time(6,0,0) * 4 → 1
        Date(2020,1,1) + 1.5 → Date(2020,1,2)
        DateTime(2020,1,1,0,0,0) + "1" → DateTime(2020,1,2,0,0,0,0)
        Date(2020,1,1) + "x" → Error({Kind:ErrorKind.InvalidArgument})
        """");

    [Fact]
    public void Being_in_a_text_or_a_table() => FxTable.Holds(""""
        "1" in [1,2] → true
        "x" in [1,2] → Error({Kind:ErrorKind.InvalidArgument})
        {a:1} in [{a:1}] → true
        1 in 123 → true
        Blank() in "abc" → true
        "a" in Blank() → false
        Blank() in [1,Blank()] → true
        "a" in {a:1} → !
        1 in Table({a:1,b:2}) → !
        """");

    [Fact]
    public void Only_like_is_compared_with_like() => FxTable.Holds(""""
        Blank() = "" → false
        {a:1} = Blank() → !
        true = 1 → !
        1 = "1" → !
        TimeUnit.Days = "days" → !
        TimeUnit.Days = SortOrder.Ascending → !
        ErrorKind.Div0 = 13 → true
        Match.Digit & Match.Comma → "\d,"
        1 < "2" → !
        true < false → !
        TimeUnit.Days < TimeUnit.Hours → !
        Blank() < Blank() → false
        Date(2020,1,1) > 1 → true
        Date(2020,1,1) < DateTime(2020,1,1,1,0,0) → true
        "a" < "b" → ! has no order
        "1" < 2 → !
        """");

    [Fact]
    public void Tables_and_branches_take_the_type_of_the_first() => FxTable.Holds(""""
        [1, "a"] → Table({Value:1},{Value:Error({Kind:ErrorKind.InvalidArgument})})
        ["a", 1] → Table({Value:"a"},{Value:"1"})
        [true, 1] → Table({Value:true},{Value:true})
        [1, 2.5, true] → Table({Value:1},{Value:2.5},{Value:1})
        [Blank(), 1] → Table({Value:Blank()},{Value:1})
        [1, {a:1}] → !
        [1, [1]] → !
        [Color.Red, 1] → !
        If(true, {a:1}, {b:2}) → {a:1,b:Blank()}
        If(false, 1, "a") → Error({Kind:ErrorKind.InvalidArgument})
        If(true, 1, {a:1}) → !
        Coalesce("", Blank(), 1) → "1"
        Coalesce(Blank(), {a:1}) → {a:1}
        IfError(1/0, "7") → 7
        Switch(1, 1, "a", 2, 3) → "a"
        Switch(2, 1, "a", 2, 3) → "3"
        """");
}
