namespace Baton.Topics.Tests;

public sealed class JoinTests
{
    [Fact]
    public void Rows_stand_side_by_side_where_the_condition_holds() => FxTable.Holds(""""
        Join([{a:1,b:2},{a:2,b:3}],[{a:1,c:3},{a:1,c:4},{a:5,c:6}],LeftRecord.a=RightRecord.a,JoinType.Inner,RightRecord.c As c) → Table({a:1,b:2,c:3},{a:1,b:2,c:4})
        Join([{a:1,b:2},{a:2,b:3}],[{a:1,c:3},{a:5,c:6}],LeftRecord.a=RightRecord.a,JoinType.Left,RightRecord.c As c) → Table({a:1,b:2,c:3},{a:2,b:3,c:Blank()})
        Join([{a:1,b:2},{a:2,b:3}],[{a:1,c:3},{a:5,c:6}],LeftRecord.a=RightRecord.a,JoinType.Right,RightRecord.c As c) → Table({a:1,b:2,c:3},{a:Blank(),b:Blank(),c:6})
        Join([{a:1}] As l,[{a:1,c:3},{a:5,c:6}] As r,l.a=r.a,JoinType.Full,r.c As c,l.a As k,r.a As ra) → Table({c:3,k:1,ra:1},{c:6,k:Blank(),ra:5})
        Join([{a:1}],[{a:0}],1/RightRecord.a=1,JoinType.Inner,RightRecord.a As b) → Table(Error({Kind:ErrorKind.Div0}))
        Join([],[{a:1}],true,JoinType.Inner,RightRecord.a As b) → Table()
        Join(Blank(),[{a:1}],true,JoinType.Inner,RightRecord.a As b) → Blank()
        With({k:2},Join([{a:1},{a:2}],[{c:2}],LeftRecord.a=k And RightRecord.c=k,JoinType.Inner,RightRecord.c As d)) → Table({a:2,d:2})
        """");

    [Fact]
    public void What_cannot_be_joined_is_told_before_it_runs() => FxTable.Holds(""""
        Join([{a:1}],[{a:1}],true,JoinType.Inner,RightRecord.a As a) → !two columns
        Join([{a:1}],[{a:1}],true,JoinType.Inner,LeftRecord.a As b) → !at least one column
        Join([{a:1}],[{a:1}],true,"Inner",RightRecord.a As b) → !JoinType
        Join([{a:1}],[{a:1}],true,JoinType.Inner,RightRecord.x As b) → !x
        Join([{a:1}],[{a:1}],true,JoinType.Inner,RightRecord.a) → !Join takes columns
        Join([{a:1}],[{a:1}],LeftRecord.b=1,JoinType.Inner,RightRecord.a As b) → !b
        Join([{a:1}],[{a:1}],true) → !at least 5
        """");
}
