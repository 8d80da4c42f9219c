namespace Baton.Sandbox.Queries;

/// <summary>What query functions ask about the moment and the caller.</summary>
internal sealed record QueryContext(DateTimeOffset Now, Guid UserId, Guid BusinessUnitId);
