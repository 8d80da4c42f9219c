using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>"This one is for you": a person was asked.</summary>
public sealed record Offered(Guid ConversationId, Guid OfferId, Guid UserId) : Fact(ConversationId);

/// <summary>The time to answer an offer is over, if it has not been answered.</summary>
public sealed record OfferLapsed(Guid ConversationId, Guid OfferId) : Fact(ConversationId);

/// <summary>Somebody who was asked said no, or nothing in time. The conversation waits again, and their seat is free.</summary>
public sealed record Declined(Guid ConversationId, Guid OfferId, Guid UserId) : Fact(ConversationId);

/// <summary>A conversation has come to wait in a queue where nobody is who could take it.</summary>
public sealed record NobodyThere(Guid ConversationId, Guid QueueId, int Epoch) : Fact(ConversationId);

/// <summary>A queue was made, changed or removed.</summary>
public sealed record QueueChanged(Guid QueueId) : Fact(QueueId);

/// <summary>A workstream or its rules were changed.</summary>
public sealed record WorkstreamChanged(Guid WorkstreamId) : Fact(WorkstreamId);
