namespace Baton.Topics.Fx;

/// <summary>One function of Power Fx: what it takes, what it gives, and what it does.</summary>
internal sealed record FxFunction
{
    public const int Many = 255;

    public required string Name { get; init; }
    public required int Min { get; init; }
    public required int Max { get; init; }
    public required Func<FxCall, FxFrame, FxValue> Body { get; init; }

    /// <summary>What each argument must be: n number, t text, b Boolean, d date or time, c colour, s any single
    /// value, T table, R record, U untyped, * anything; the last letter repeats.</summary>
    public string Takes { get; init; } = "*";

    /// <summary>For functions whose arguments alternate: the letter for an argument among so many. Null: Takes says it.</summary>
    public Func<int, int, char>? TakesAt { get; init; }

    public char LetterAt(int index, int count) => TakesAt?.Invoke(index, count) ?? Takes[Math.Min(index, Takes.Length - 1)];

    /// <summary>The first argument is a table (or a record, for With); these arguments are worked out once for each of its rows.</summary>
    public Func<int, int, bool>? InRow { get; init; }

    /// <summary>These arguments are names of columns, not formulas.</summary>
    public Func<int, int, bool>? IsColumn { get; init; }

    /// <summary>Given a list instead of a single value, the function answers with a list.</summary>
    public bool Maps { get; init; }

    /// <summary>The later argument sees rows only when the first argument is a table: Sum(1, 2) and Sum(table, Amount).</summary>
    public bool RowsIfTable { get; init; }

    /// <summary>The argument that names a type, as in ParseJSON(text, Type({a: Number})); -1 for none.</summary>
    public int TypeAt { get; init; } = -1;

    public Func<FxType[], FxCall, FxType>? Gives { get; init; }

    /// <summary>For so many arguments, those that may be the result; they are given the type of the first.</summary>
    public Func<int, int[]>? Results { get; init; }

    /// <summary>The arguments are records and tables whose rows are joined into one table.</summary>
    public bool JoinsRows { get; init; }

    /// <summary>What is wrong with the arguments as they were written, or null.</summary>
    public Func<FxCall, string?>? Check { get; init; }
}

/// <summary>A function with its arguments, ready to run.</summary>
internal sealed class FxCall(FxFunction function, FxCode[] args, string? alias)
{
    public FxFunction Function => function;
    public FxCode[] Args => args;
    public int Count => args.Length;

    /// <summary>Whether later arguments were bound to the rows of the first.</summary>
    public bool HasRows { get; init; }

    public FxValue Run(int index, FxFrame frame) => index < args.Length ? args[index].Run(frame) : FxBlank.Value;

    /// <summary>The name given as an argument where a column is meant.</summary>
    public string ColumnName(int index) => ((FxText)((ConstantCode)args[index]).Value).Value;

    public bool IsName(int index) => args[index] is ConstantCode { Value: FxText };

    /// <summary>Steps through the rows of the table in the first argument; the formulas in later arguments see the row.</summary>
    public FxRow Enter(FxFrame frame) => frame.Row = new FxRow(frame.Row, alias);

    public static void Leave(FxFrame frame, FxRow row) => frame.Row = row.Outer;
}
