namespace Baton.Topics.Tests;

public sealed class DateFunctionTests
{
    [Fact]
    public void Making_and_printing() => FxTable.Holds(""""
        Date(2012,2,29) → Date(2012,2,29)
        Date(2012,14,1) → Date(2013,2,1)
        Date(2012,3,0) → Date(2012,2,29)
        Date(10000,1,1) → Error({Kind:ErrorKind.InvalidArgument})
        DateTime(2012,2,29,1,2,3) → DateTime(2012,2,29,1,2,3,0)
        Time(1,2,3) → Time(1,2,3,0)
        Time(0,0,90) → Time(0,1,30,0)
        Now() → DateTime(2026,3,4,10,30,15,0)
        Today() → Date(2026,3,4)
        IsToday(Now()) → true
        IsToday(Date(2020,1,1)) → false
        DateValue("3/4/2026") → Date(2026,3,4)
        DateValue("2026-03-04") → Date(2026,3,4)
        DateValue("March 4, 2026") → Date(2026,3,4)
        DateValue("4 Mar 2026") → Date(2026,3,4)
        DateValue("hello") → Error({Kind:ErrorKind.InvalidArgument})
        DateValue("") → Blank()
        DateTimeValue("3/4/2026 3:05 PM") → DateTime(2026,3,4,15,5,0,0)
        DateTimeValue("2026-03-04T15:05:00Z") → DateTime(2026,3,4,15,5,0,0)
        TimeValue("3:05 PM") → Time(15,5,0,0)
        TimeValue("25:00") → Error({Kind:ErrorKind.InvalidArgument})
        """");

    [Fact]
    public void Parts() => FxTable.Holds(""""
        Year(Date(2012,2,29)) → 2012
        Month(Date(2012,2,29)) → 2
        Day(Date(2012,2,29)) → 29
        Hour(Time(13,14,15)) → 13
        Minute(Time(13,14,15)) → 14
        Second(Time(13,14,15)) → 15
        Hour("1:45 PM") → 13
        Weekday(Date(2026,3,4)) → 4
        Weekday(Date(2026,3,4), StartOfWeek.Monday) → 3
        Weekday(Date(2026,3,1), StartOfWeek.Monday) → 7
        Weekday(Date(2026,3,4), StartOfWeek.MondayZero) → 2
        Weekday(Date(2026,3,4), StartOfWeek.Tuesday) → 2
        WeekNum(Date(2020,1,1)) → 1
        WeekNum(Date(2020,1,5)) → 2
        WeekNum(Date(2020,1,5), StartOfWeek.Monday) → 1
        ISOWeekNum(Date(2021,1,3)) → 53
        EDate(Date(2020,1,31), 1) → Date(2020,2,29)
        EOMonth(Date(2020,1,15), 1) → Date(2020,2,29)
        TimeZoneOffset() → 0
        """");

    [Fact]
    public void Reckoning() => FxTable.Holds(""""
        Date(2020,1,1)+1 → Date(2020,1,2)
        DateTime(2020,1,1,12,0,0)+0.5 → DateTime(2020,1,2,0,0,0,0)
        Date(2020,1,1)+Time(6,0,0) → DateTime(2020,1,1,6,0,0,0)
        Date(2020,3,1)-Date(2020,2,1) → 29
        Time(18,0,0)-Time(12,0,0) → 0.25
        DateAdd(Date(2020,1,31), 1) → Date(2020,2,1)
        DateAdd(Date(2020,1,31), 1, TimeUnit.Months) → Date(2020,2,29)
        DateAdd(Date(2020,1,1), 2, TimeUnit.Hours) → Date(2020,1,1)
        Text(DateAdd(Date(2020,1,1), 2, TimeUnit.Hours), "hh:mm") → "02:00"
        DateAdd(DateTime(2020,1,1,0,0,0), 2, TimeUnit.Hours) → DateTime(2020,1,1,2,0,0,0)
        DateAdd(Date(2020,1,1), 1, TimeUnit.Quarters) → Date(2020,4,1)
        DateAdd(Date(2020,2,29), 1, TimeUnit.Years) → Date(2021,2,28)
        DateAdd(Date(9999,1,1), 2, TimeUnit.Years) → Error({Kind:ErrorKind.InvalidArgument})
        DateDiff(Date(2020,1,1), Date(2020,3,1)) → 60
        DateDiff(Date(2020,1,31), Date(2020,2,1), TimeUnit.Months) → 1
        DateDiff(Date(2020,1,1), Date(2021,1,1), TimeUnit.Quarters) → 4
        DateDiff(Date(2019,12,31), Date(2020,1,1), TimeUnit.Years) → 1
        DateDiff(Time(9,59,0), Time(10,1,0), TimeUnit.Hours) → 1
        DateDiff(Time(9,59,0), Time(10,1,0), TimeUnit.Minutes) → 2
        DateDiff(Date(2020,1,1), Date(2020,1,2), TimeUnit.Fortnights) → !
        """");

    [Fact]
    public void The_zone_of_the_conversation_counts() => FxTable.Holds(""""
        Now() → DateTime(2026,3,4,2,30,15,0)
        TimeZoneOffset() → 480
        TimeZoneOffset(Date(2026,7,1)) → 420
        Text(DateTime(2026,7,1,12,0,0), DateTimeFormat.UTC) → "2026-07-01T19:00:00.000Z"
        DateTimeValue("2026-03-04T15:05:00Z") → DateTime(2026,3,4,7,5,0,0)
        UTCNow() → DateTime(2026,3,4,10,30,15,0)
        """", TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles"));
}
