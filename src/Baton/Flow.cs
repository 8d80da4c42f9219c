using Baton.Bots;
using Baton.Bots.Ai;
using Baton.Bots.Assist;
using Baton.Bots.Connector;
using Baton.Bots.Health;
using Baton.Bots.Knowledge;
using Baton.Bots.Life;
using Baton.Conversations;
using Baton.Crm;
using Baton.Desk.Macros;
using Baton.People;
using Baton.Plumbing;
using Baton.Reports;
using Baton.Routing;
using Baton.Tools;

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
        //    fact             room         track         name                    what it does
        // Who gets it
        After<Began,           Router>     (Track.Talk,  "route",                (router, fact, ct) => router.Route(fact, ct)),
        After<Escalated,       Router>     (Track.Talk,  "route to a person",    (router, fact, ct) => router.Route(fact, ct)),
        After<Transferred,     Router>     (Track.Talk,  "route on",             (router, fact, ct) => router.Route(fact, ct)),
        After<Declined,        Router>     (Track.Talk,  "ask the next",         (router, fact, ct) => router.Route(fact, ct)),
        After<OfferLapsed,     Offers>     (Track.Talk,  "let offer lapse",      (offers, fact, ct) => offers.Lapse(fact, ct)),
        After<Closed,          Offers>     (Track.Talk,  "withdraw offer",       (offers, fact, ct) => offers.Withdraw(fact, ct), fact => fact.FreedUser is not null),
        // Who has room again
        After<Closed,          Filling>    (Track.Talk,  "fill seat",            (filling, fact, ct) => filling.Fill(fact, ct), fact => fact.FreedUser is not null),
        After<Transferred,     Filling>    (Track.Talk,  "fill seat given up",   (filling, fact, ct) => filling.Fill(fact, ct)),
        After<Declined,        Filling>    (Track.Talk,  "fill seat declined",   (filling, fact, ct) => filling.Fill(fact, ct)),
        After<PresenceChanged, Filling>    (Track.Talk,  "fill the present",     (filling, fact, ct) => filling.Fill(fact, ct)),
        After<CameBack,        Filling>    (Track.Talk,  "fill the returned",    (filling, fact, ct) => filling.Fill(fact, ct)),
        After<UserChanged,     Filling>    (Track.Talk,  "fill the changed",     (filling, fact, ct) => filling.Fill(fact, ct)),
        After<MembersChanged,  Filling>    (Track.Talk,  "fill the queue",       (filling, fact, ct) => filling.Fill(fact, ct)),
        // The bot's part
        After<Assigned,        BotLine>    (Track.Talk,  "bot greets",           (bots, fact, ct) => bots.Greet(fact, ct), fact => fact.ToBot),
        After<Said,            BotLine>    (Track.Talk,  "bot hears",            (bots, fact, ct) => bots.Hear(fact, ct), fact => fact.IsForBot),
        After<ConfirmationDecided, BotLine>(Track.Talk, "bot goes on",          (bots, fact, ct) => bots.GoOn(fact, ct)),
        After<ConfirmationLapsed, BotLine> (Track.Talk, "bot goes on without",  (bots, fact, ct) => bots.GoOnWithout(fact, ct)),
        After<VisitorQuiet,    BotLine>    (Track.Talk,  "bot hears silence",    (bots, fact, ct) => bots.HearSilence(fact, ct)),
        After<SilenceLapsed,   BotLine>    (Track.Talk,  "check bot's silence",  (bots, fact, ct) => bots.CheckSilence(fact, ct)),
        After<Said,            Surveys>    (Track.Aside, "keep rating",          (surveys, fact, ct) => surveys.Keep(fact, ct), Surveys.MayAnswer),
        // What bots elsewhere are told: aside, each call in a lane of its own, so that a bot that does not hear holds nothing up
        After<Assigned,        BotTelling> (Track.Aside, "bots hear who took it", (bots, fact, ct) => bots.OnAssigned(fact, ct)),
        After<NobodyThere,     BotTelling> (Track.Aside, "bots hear that nobody is there", (bots, fact, ct) => bots.OnNobodyThere(fact, ct)),
        After<Ended,           BotTelling> (Track.Aside, "bots hear of the end", (bots, fact, ct) => bots.OnEnded(fact, ct)),
        After<BotToBeTold,     BotTelling> (Track.Aside, "tell bot",             (bots, fact, ct) => bots.Tell(fact, ct)),
        After<TranscriptDue,   TranscriptFetching>(Track.Aside, "fetch earlier talk", (talk, fact, ct) => talk.Fetch(fact, ct)),
        After<BotFileLapsed,   BotFiles>   (Track.Aside, "forget bot's file",    (files, fact, ct) => files.Forget(fact, ct)),
        After<BotDisconnected, Departing>  (Track.Talk,  "spread bot's leaving",  (going, fact, ct) => going.Spread(fact, ct)),
        After<BotLeft,         Departing>  (Track.Talk,  "bot leaves",           (going, fact, ct) => going.Leave(fact, ct)),
        After<BreakerDue,      Breakers>   (Track.Talk,  "let bot be tried",     (breakers, fact, ct) => breakers.LetTry(fact, ct)),
        // Those that only suggest, to the agent: aside, so that they hold nothing up
        After<Assigned,        Assisting>  (Track.Aside, "assists join",         (assists, fact, ct) => assists.Hear(fact.ConversationId, ct), fact => !fact.ToBot),
        After<Said,            Assisting>  (Track.Aside, "assists hear",         (assists, fact, ct) => assists.Hear(fact.ConversationId, ct), fact => fact.IsForAssists),
        // What articles mean: one batch of passages at a time, for all of the organisation
        After<PassagesToEmbed, Embedding>  (Track.Aside, "embed passages",       (embedding, fact, ct) => embedding.Embed(fact, ct)),
        After<EmbeddingDue,    Embedding>  (Track.Aside, "embed passages later", (embedding, fact, ct) => embedding.OnDue(fact, ct)),
        // What an agent has done for them, a step at a time: each run in a lane of its own
        After<MacroStepDue,    MacroRunning>(Track.Aside, "do macro's step",     (macros, fact, ct) => macros.Step(fact, ct)),
        // What goes with what was taken away
        After<KeyRemoved,      PolicyKeeping>(Track.Aside, "forget policies",   (policies, fact, ct) => policies.Forget(fact, ct)),
        // The end
        After<WrapUpLapsed,    Ending>     (Track.Talk,  "close wrap-up",        (ending, fact, ct) => ending.CloseLapsed(fact, ct)),
        // What reports have counted already
        After<Rated,           Recounting> (Track.Aside, "count rating",         (recounting, fact, ct) => recounting.OnRated(fact, ct)),
        // The CRM: aside, so that a dead one holds nothing up
        After<Began,           Lookup>     (Track.Aside, "find contact",         (lookup, fact, ct) => lookup.OnBegan(fact, ct)),
        After<VariablesSet,    Lookup>     (Track.Aside, "find contact anew",    (lookup, fact, ct) => lookup.OnVariables(fact, ct)),
        After<LookupDue,       Lookup>     (Track.Aside, "find contact later",   (lookup, fact, ct) => lookup.OnDue(fact, ct)),
        After<Ended,           AiSummaries>(Track.Aside, "sum up for the CRM",   (summaries, fact, ct) => summaries.OnEnded(fact, ct)),
        After<VariablesSet,    CaseLinking>(Track.Aside, "find case",            (cases, fact, ct) => cases.OnVariables(fact, ct)),
        After<CaseDue,         CaseLinking>(Track.Aside, "find case later",      (cases, fact, ct) => cases.OnDue(fact, ct)),
        After<Ended,           Timeline>   (Track.Aside, "write to CRM",         (timeline, fact, ct) => timeline.OnEnded(fact, ct)),
        After<Closed,          Timeline>   (Track.Aside, "write to CRM again",   (timeline, fact, ct) => timeline.OnClosed(fact, ct)),
        After<Rated,           Timeline>   (Track.Aside, "write rating to CRM",  (timeline, fact, ct) => timeline.OnRated(fact, ct)),
        After<NoteDue,         Timeline>   (Track.Aside, "write to CRM later",   (timeline, fact, ct) => timeline.OnDue(fact, ct)),
    ];

    private static Reaction After<TFact, TRoom>(Track track, string name, Func<TRoom, TFact, CancellationToken, Task> react, Func<TFact, bool>? when = null)
        where TFact : Fact where TRoom : notnull =>
        new(track, name, typeof(TFact), fact => when is null || when((TFact)fact), (services, fact, ct) => react(services.GetRequiredService<TRoom>(), (TFact)fact, ct));
}
