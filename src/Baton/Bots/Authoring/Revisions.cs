using Baton.Plumbing;

namespace Baton.Bots.Authoring;

/// <summary>What is to be published: the draft in this revision.</summary>
public sealed record GivenPublication(int? Revision, string? Note);

/// <summary>The draft as it is now known.</summary>
public sealed record KeptDraft(int Revision);

/// <summary>How authors of one bot keep out of each other's way, whatever their draft is of: each change says which revision it stands on. 0: there was no draft.</summary>
internal static class Revisions
{
    public static void MustBeCurrent(int standing, int? seen)
    {
        if (seen is null) throw Refusal.Invalid("invalid_revision", "Say which revision of the draft you saw: 0 where there was none.");
        if (seen != standing) throw Stale();
    }

    /// <summary>There has to be one before it is published.</summary>
    public static void MustBeThere(int standing)
    {
        if (standing == 0) throw Refusal.Conflict("no_draft", "There is no draft to publish.");
    }

    public static Refusal Stale() => Refusal.Conflict("stale_draft", "Somebody else has changed the draft since you read it. Read it again and put your changes on top.");
}
