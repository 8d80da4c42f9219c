namespace Baton.Plumbing;

/// <summary>Baton cannot start, and the sentence says what to do about it. Written for the person at the shell: print it as it is.</summary>
public sealed class CannotStart(string sentence) : Exception(sentence);
