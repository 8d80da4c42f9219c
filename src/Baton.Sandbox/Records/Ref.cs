namespace Baton.Sandbox.Records;

/// <summary>A row of some table, as a lookup holds it.</summary>
internal readonly record struct Ref(string Table, Guid Id);
