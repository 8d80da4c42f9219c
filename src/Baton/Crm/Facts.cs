using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>How we reach Dynamics was changed, or we don't any more; lines that are open are to be made anew.</summary>
public sealed record ConnectionChanged() : Fact(CrmSubject)
{
    private static readonly Guid CrmSubject = Guid.Parse("c0ffee00-0000-8000-8000-0000000000c1");
}

/// <summary>It is time to look once more for a visitor's contact: the CRM did not answer before.</summary>
public sealed record LookupDue(Guid ConversationId) : Fact(ConversationId);

/// <summary>It is time to try once more to write a conversation's note.</summary>
public sealed record NoteDue(Guid ConversationId) : Fact(ConversationId);
