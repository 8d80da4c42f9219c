using Baton.Conversations;
using Baton.Plumbing;

namespace Baton;

/// <summary>
/// What follows what. Every consequence of a fact is on this page and nowhere else. Each line becomes a job, written in the transaction that recorded
/// the fact and run after it commits. Within one subject and track, jobs run strictly in order; a failing one is retried and holds the rest up.
/// What browsers are told is not here: it is a hint that nothing depends on, and goes out by the bulletin.
/// </summary>
public static class Flow
{
    public static readonly Reaction[] Reactions =
    [
        //     fact          room       track         name                  what it does
        After<WrapUpLapsed, Ending>    (Track.Talk,  "close wrap-up",       (ending, fact, ct) => ending.CloseLapsed(fact, ct)),
    ];

    private static Reaction After<TFact, TRoom>(Track track, string name, Func<TRoom, TFact, CancellationToken, Task> react, Func<TFact, bool>? when = null)
        where TFact : Fact where TRoom : notnull =>
        new(track, name, typeof(TFact), fact => when is null || when((TFact)fact), (services, fact, ct) => react(services.GetRequiredService<TRoom>(), (TFact)fact, ct));
}
