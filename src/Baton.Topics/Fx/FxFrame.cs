namespace Baton.Topics.Fx;

/// <summary>Where the variables of a formula live. Hosts derive from it; formulas ask it for what they name.</summary>
public abstract class FxVariables
{
    /// <summary>The value of a variable of a scope (<c>Topic.Name</c>), or null when there is none.</summary>
    public abstract FxValue? Find(string scope, string name);

    /// <summary>Every variable of a scope as one record, or null when there is no such scope.</summary>
    public virtual FxValue? Whole(string scope) => null;

    public static readonly FxVariables None = new NoVariables();

    private sealed class NoVariables : FxVariables
    {
        public override FxValue? Find(string scope, string name) => null;
    }
}

/// <summary>What a formula sees while it runs: variables, the clock, the zone, chance, and how much work it may still do.</summary>
public sealed class FxFrame
{
    public const int WorkMax = 2_000_000;
    public const int TextLengthMax = 1_000_000;
    public const int TableRowsMax = 100_000;

    private int work;

    public FxVariables Variables { get; set; } = FxVariables.None;

    /// <summary>The moment of this turn. It stands still while the turn runs.</summary>
    public DateTimeOffset Now { get; set; }
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;
    public string Language { get; set; } = "en-US";
    public Random Chance { get; set; } = new(0);

    /// <summary>Told of what Trace() says; null when nobody listens.</summary>
    public Action<string, FxValue>? Traced { get; set; }

    internal FxRow? Row { get; set; }

    /// <summary>Now, as the wall clock of the zone shows it.</summary>
    public DateTime LocalNow => TimeZoneInfo.ConvertTime(Now, Zone).DateTime;

    /// <summary>Counts a piece of work, and stops a formula that does too much.</summary>
    internal void Spend(int amount = 1)
    {
        work += amount;
        if (work > WorkMax || amount > WorkMax) throw new FxLimitReached("The formula does too much work.");
    }

    /// <summary>Gives the frame its full measure of work again: once a turn.</summary>
    public void Refill() => work = 0;
}

/// <summary>The row that a formula stands in, as in Filter or ForAll, and the rows around it.</summary>
internal sealed class FxRow(FxRow? outer, string? alias)
{
    public FxRow? Outer { get; } = outer;
    public string? Alias { get; } = alias;
    public FxValue Record { get; set; } = FxBlank.Value;
}

/// <summary>Thrown when a formula meets a limit; becomes an error value at its edge.</summary>
internal sealed class FxLimitReached(string message) : Exception(message);
