using Npgsql;

namespace Baton.Plumbing;

/// <summary>What a failure of the database means to whoever asked, where it is not a mistake of ours.</summary>
public static class StoreSays
{
    public const string Away = "Baton can't reach its database at the moment. Try again; what carries a client id is not done twice.";
    private const int RetryAfterSeconds = 1;

    /// <summary>A refusal that can be shown, or null: then it is our mistake.</summary>
    public static Refusal? Refusal(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
            Plumbing.Refusal.Invalid("invalid_text", "A text in it holds a character that can't be stored, such as U+0000."),
        PostgresException { SqlState: PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.DatetimeFieldOverflow } =>
            Plumbing.Refusal.Invalid("invalid_value", "A number or a time in it is out of range."),
        NpgsqlException gone when IsAway(gone) => new Refusal(503, "database_away", Away) { RetryAfterSeconds = RetryAfterSeconds },
        _ => null,
    };

    // Being brought back, recovering, out of connections, or the line dropped. 57P: told to stop, crashed, starting.
    private static bool IsAway(NpgsqlException failure) =>
        failure is not PostgresException said || said.IsTransient || said.SqlState.StartsWith("57P", StringComparison.Ordinal);
}
