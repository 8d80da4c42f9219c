-- The lines to bots elsewhere: what a crash makes them hear twice is said once, and nobody shuts a bot's breaker for everybody alone.

-- The job may have run before, though it was not tried: whoever ran it was told to stop.
alter table jobs add column returned boolean not null default false;

-- A bot's turn that runs again after a crash: the bot may have said something the first time already, and says the same again.
create table bot_reruns (
    conversation_id uuid primary key references conversations on delete cascade,
    -- What the bot is sent carries its number, and so do the bot's answers to it.
    job bigint not null,
    -- What the bot said after this message, it said in this turn.
    since_n int not null,
    at timestamptz not null
);

alter table bots
    -- The conversations in which it failed since it last worked, the latest ones: how many visitors' they are is what opens its breaker.
    add column failed_conversations uuid[] not null default '{}' check (cardinality(failed_conversations) <= 50),
    -- The event by which a bot at an address is told the context.
    add column context_event text not null default 'startConversation' check (context_event in ('startConversation', 'pvaSetContext', 'both'));
