using System.Text.RegularExpressions;

namespace Baton.Dataverse;

/// <summary>What sort of trouble it is, for those who must decide what to do about it.</summary>
public enum Trouble
{
    /// <summary>The address is wrong, or nobody answers there.</summary>
    Unreachable,

    /// <summary>Entra gives no token, or the environment does not take it.</summary>
    SignIn,

    /// <summary>Signed in, but not allowed.</summary>
    Permission,

    /// <summary>There is no such record, table or column.</summary>
    Missing,

    /// <summary>The values are not acceptable.</summary>
    Invalid,

    /// <summary>The record is there already, or was changed by somebody else, or is in the wrong state.</summary>
    Conflict,

    /// <summary>Too many requests; it will pass.</summary>
    Busy,

    /// <summary>Dataverse has a problem of its own; it will mostly pass.</summary>
    Down,

    /// <summary>No answer within the time limit.</summary>
    TimeLimit,
}

/// <summary>What an error means for a person: what happened, and what to do next.</summary>
public sealed record Meaning(Trouble Trouble, string Sentence, string NextStep);

/// <summary>Dataverse or Entra refused, or could not be reached. <see cref="Exception.Message"/> is theirs; <see cref="Meaning"/> is for people.</summary>
public sealed partial class DataverseError : Exception
{
    internal DataverseError(string code, int status, string message, Exception? cause = null)
        : base(message, cause)
    {
        // Documents and servers write the same code with large and small letters.
        if (code.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) code = code.ToLowerInvariant();
        (Code, Status) = (code, status);
        MissingPrivilege = code == "0x80040220" && PrivilegeName().Match(message) is { Success: true } found ? found.Value : null;
        Meaning = Meanings.Of(code, status, message, MissingPrivilege);
    }

    /// <summary>Dataverse's code (0x80040217), Entra's (AADSTS7000215), or one of ours: time_limit, unreachable, resting, not_dataverse, too_long.</summary>
    public string Code { get; }

    /// <summary>The HTTP status, or 0 when there was no answer.</summary>
    public int Status { get; }

    /// <summary>Dataverse's or Entra's own id of the request, for their support.</summary>
    public string? RequestId { get; init; }

    /// <summary>When it is worth trying again, where that was said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request may have been carried out although we know of no answer.</summary>
    public bool MayHaveHappened { get; init; }

    /// <summary>The privilege that the application user's roles lack, for example <c>prvReadIncident</c>.</summary>
    public string? MissingPrivilege { get; }

    public Meaning Meaning { get; }

    /// <summary>The same request may well succeed later.</summary>
    public bool WillPass => Meaning.Trouble is Trouble.Busy or Trouble.Down or Trouble.TimeLimit || Code is "unreachable" or "resting";

    [GeneratedRegex(@"\bprv[A-Z]\w+")]
    private static partial Regex PrivilegeName();
}
