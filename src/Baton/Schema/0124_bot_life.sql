-- The life of a bot: who gets to meet it, how it is, and what visitors are told before it speaks.

alter table bots
    -- Tags of the languages that it speaks, such as en or de-AT.
    add column languages text[] not null default '{}',
    -- Nobody meets a draft but whoever tests it.
    add column published boolean not null default true,
    add column connected boolean not null default true,
    add column privacy_notice text check (length(privacy_notice) between 1 and 2000),
    -- The visitor has to agree to the notice before the bot hears a word.
    add column privacy_asks boolean not null default false,
    -- Its credentials without what is secret in them.
    add column auth_shape jsonb,
    -- Set while the bot is a copy, as somebody has typed it, that is being tested; it is gone when the test is over.
    add column test_of uuid references users on delete cascade,
    -- The circuit breaker: open until then; null while it is closed. After that one conversation tries the bot, since trial_at.
    add column failures_in_a_row int not null default 0 check (failures_in_a_row >= 0),
    add column breaker_opened int not null default 0 check (breaker_opened >= 0),
    add column breaker_until timestamptz,
    add column trial_at timestamptz,
    add constraint trial_of_breaker check ((trial_at is not null) <= (breaker_until is not null)),
    add constraint asks_with_notice check (privacy_asks <= (privacy_notice is not null));

-- A bot's presence says whether it gets visitors.
update users set presence = 'Available' where kind = 'bot' and disabled_at is null;

-- How bots' turns went, by the minute. latencies counts turns by how long they took; Bots/Health says which number stands for which time.
create table bot_health (
    bot_id uuid not null references users on delete cascade,
    minute timestamptz not null,
    turns int not null default 0,
    failures int not null default 0,
    latencies int[] not null,
    last_ok_at timestamptz,
    last_failed_at timestamptz,
    last_failure text check (length(last_failure) <= 500),
    primary key (bot_id, minute)
);

create table bot_failures (
    bot_id uuid not null references users on delete cascade,
    minute timestamptz not null,
    reason text not null check (length(reason) between 1 and 200),
    count int not null check (count > 0),
    primary key (bot_id, minute, reason)
);

-- What a visitor was told before a bot's first word, and what they answered.
create table bot_consents (
    conversation_id uuid not null references conversations on delete cascade,
    bot_id uuid not null,
    notice text not null,
    -- told: nothing was asked. asked: no answer yet.
    answer text not null check (answer in ('told', 'asked', 'yes', 'no')),
    -- The messages that showed the notice, asked again, and answered.
    notice_n int not null,
    again_n int,
    answer_n int,
    shown_at timestamptz not null,
    answered_at timestamptz,
    primary key (conversation_id, bot_id),
    check ((answer in ('yes', 'no')) = (answered_at is not null))
);

-- What went over the wire while a bot was tested, where it came in by another process than the one that tests.
create table bot_test_calls (
    conversation_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    call jsonb not null,
    primary key (conversation_id, id)
);

-- Conversations of tests are gone when the test is; those that a crash has left are found by this.
create index conversations_of_tests on conversations (created_at) where channel = 'test';
