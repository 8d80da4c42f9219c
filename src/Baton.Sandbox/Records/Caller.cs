namespace Baton.Sandbox.Records;

/// <summary>How far a privilege reaches.</summary>
internal enum Depth { Basic = 1, Local = 2, Deep = 4, Global = 8 }

/// <summary>The user on whose behalf a request runs, and what their roles allow.</summary>
internal sealed record Caller
{
    public required Guid UserId { get; init; }
    public required Guid BusinessUnitId { get; init; }
    public required Guid ObjectId { get; init; }
    public required string Name { get; init; }
    public required int RoleCount { get; init; }
    public required IReadOnlyDictionary<string, Depth> Privileges { get; init; }

    /// <summary>The application user who impersonates this one.</summary>
    public Guid? BehalfOf { get; init; }
}
