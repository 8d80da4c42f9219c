using Npgsql;

namespace Baton.Plumbing;

/// <summary>The database does not answer: it is being brought back, is recovering, or the line to it dropped. Nobody's fault who asks.</summary>
public static class StoreAway
{
    public const string Sentence = "Baton can't reach its database at the moment. Try again; what carries a client id is not done twice.";
    private const int RetryAfterSeconds = 1;

    /// <summary>Whether a failure says this, and not that our question was wrong.</summary>
    public static bool Means(Exception failure) => failure switch
    {
        PostgresException said => said.IsTransient || said.SqlState.StartsWith("57P", StringComparison.Ordinal),   // told to stop, crashed, starting
        NpgsqlException => true,
        _ => false,
    };

    public static Refusal Refusal() => new(503, "database_away", Sentence) { RetryAfterSeconds = RetryAfterSeconds };
}
