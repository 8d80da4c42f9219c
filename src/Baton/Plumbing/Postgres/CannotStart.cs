namespace Baton.Plumbing;

/// <summary>Baton cannot start, and the sentence says what to do about it. Written for the person at the shell: print it as it is.</summary>
public class CannotStart(string sentence) : Exception(sentence);

/// <summary>It cannot start because another Baton is at work in the same data folder.</summary>
public sealed class FolderTaken(string sentence) : CannotStart(sentence);
