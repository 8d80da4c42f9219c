namespace Baton.Sandbox;

/// <summary>Names this library.</summary>
public static class SandboxLibrary;
