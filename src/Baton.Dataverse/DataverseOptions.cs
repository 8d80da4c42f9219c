namespace Baton.Dataverse;

/// <summary>Which environment, and with how much patience.</summary>
public sealed record DataverseOptions
{
    /// <summary>The environment's address: scheme and host, for example https://contoso.crm4.dynamics.com.</summary>
    public required Uri Instance { get; init; }

    /// <summary>One attempt may take this long.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A call with all its repetitions and waiting may take this long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Repetitions after the first attempt.</summary>
    public int RetriesMax { get; init; } = 3;

    /// <summary>The first pause between attempts; later ones grow. A Retry-After of Dataverse goes before it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Dataverse refuses a user's 53rd request at once.</summary>
    public int RequestsAtOnceMax { get; init; } = 52;

    /// <summary>Of those, so many are kept for calls that a person waits for (<see cref="DataverseClient.Urgent"/>).</summary>
    public int RequestsKeptForPeople { get; init; } = 8;

    /// <summary>Tables, columns and choices are asked for again after so long.</summary>
    public TimeSpan DefinitionsGoodFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After so many failures within <see cref="RestTime"/> calls fail at once for as long.</summary>
    public int FailuresBeforeRest { get; init; } = 10;

    public TimeSpan RestTime { get; init; } = TimeSpan.FromSeconds(15);

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>
/// Gives an access token for the environment. When Dataverse has refused one, it is passed in, and a fresh one is wanted.
/// </summary>
public delegate ValueTask<string> AccessToken(string? refused, CancellationToken ct);

/// <summary>One request as it went over the wire, for a log: no bodies, no tokens.</summary>
public sealed record Exchange(string Method, string Address, int Status, string? RequestId, TimeSpan Took, string? Error);
