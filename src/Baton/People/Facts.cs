using Baton.Plumbing;

namespace Baton.People;

/// <summary>Somebody says something else of themselves than before: Available, Busy, ...</summary>
public sealed record PresenceChanged(Guid UserId) : Fact(UserId);

/// <summary>Somebody who was not there is there again.</summary>
public sealed record CameBack(Guid UserId) : Fact(UserId);

/// <summary>A user was made, changed or disabled: name, role, capacity, queues.</summary>
public sealed record UserChanged(Guid UserId) : Fact(UserId);

/// <summary>Who is in this queue has changed.</summary>
public sealed record MembersChanged(Guid QueueId) : Fact(QueueId);

/// <summary>A session of theirs is over; whoever remembers it must forget it.</summary>
public sealed record SignedOut(Guid UserId) : Fact(UserId);

/// <summary>A program's key was taken away; what hung on it goes too.</summary>
public sealed record KeyRemoved(Guid KeyId) : Fact(KeyId);

/// <summary>A bot was disconnected, or is no more: what it has goes to others, a batch at a time, from the conversation after this one.</summary>
public sealed record BotDisconnected(Guid BotId, Guid? After = null) : Fact(BotId);

/// <summary>It is time to look whether a bot that kept failing may be tried again.</summary>
public sealed record BreakerDue(Guid BotId) : Fact(BotId);
