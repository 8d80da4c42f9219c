namespace Baton.BotProtocol;

/// <summary>What stands between a Direct Line client and its bot.</summary>
public enum DirectLineTrouble
{
    /// <summary>Nobody answers, or the line dropped.</summary>
    Away,

    /// <summary>It is asked too often.</summary>
    Busy,

    /// <summary>The service itself fails.</summary>
    Failing,

    /// <summary>The bot behind the service failed, or did not answer the service in time.</summary>
    BotFailed,

    /// <summary>The secret or token is not, or no longer, good for this.</summary>
    Refused,

    /// <summary>There is no such conversation, or not any more.</summary>
    Gone,

    /// <summary>What was sent is refused.</summary>
    Rejected,

    /// <summary>What came can't be understood.</summary>
    Nonsense,
}

/// <summary>Direct Line did not do what it was asked. Its message names the host and the status and may be logged; it holds no words and no secrets.</summary>
public sealed class DirectLineProblem(DirectLineTrouble trouble, string message, int status = 0, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(message, cause)
{
    public DirectLineTrouble Trouble => trouble;

    /// <summary>The HTTP status, or 0 where there was no answer.</summary>
    public int Status => status;

    /// <summary>How long the service asks to be left alone.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Whether the same may go well a little later.</summary>
    public bool IsPassing => trouble is DirectLineTrouble.Away or DirectLineTrouble.Busy or DirectLineTrouble.Failing or DirectLineTrouble.BotFailed;

    /// <summary>Whether what was sent has certainly not been taken, so that sending it again repeats nothing.</summary>
    public bool IsUnsent => trouble == DirectLineTrouble.Busy
        || (InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError });

    internal static DirectLineProblem Of(int status, string host, TimeSpan? retryAfter) => new(
        status switch
        {
            401 or 403 => DirectLineTrouble.Refused,
            404 or 410 => DirectLineTrouble.Gone,
            429 => DirectLineTrouble.Busy,
            502 or 504 => DirectLineTrouble.BotFailed,
            >= 500 => DirectLineTrouble.Failing,
            _ => DirectLineTrouble.Rejected,
        },
        $"{host} answered with status {status}.", status, retryAfter);

    internal static DirectLineProblem NotUnderstood(string host, Exception? cause = null) => new(DirectLineTrouble.Nonsense, $"What {host} answers can't be understood.", cause: cause);
}
