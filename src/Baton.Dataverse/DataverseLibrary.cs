namespace Baton.Dataverse;

/// <summary>Names this library.</summary>
public static class DataverseLibrary;
