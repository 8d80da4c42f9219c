namespace Baton.Topics;

/// <summary>Names this library.</summary>
public static class TopicsLibrary;
