-- Bots revise what they said and take it back: an entry that says so follows the message; readers fold the two.

create function revised_number(extra jsonb) returns int language sql immutable parallel safe
    return coalesce(extra ->> 'revises', extra ->> 'withdraws')::int;
create index messages_revised on messages (conversation_id, revised_number(extra), n) where extra ?| array['revises', 'withdraws'];

-- What was said as it stands now, for whoever tells it to people or models: the last words of each message, marked where they are not the first.
create view words as
select m.conversation_id, m.n, m.kind, m.from_kind, m.from_id, m.from_name, m.at,
       case when r.n is null then m.text when r.is_withdrawn then '(taken back)' else r.text || ' (edited)' end as text
from messages m
left join lateral (
    select n, text, extra ? 'withdraws' as is_withdrawn from messages
    where conversation_id = m.conversation_id and revised_number(extra) = m.n and extra ?| array['revises', 'withdraws']
    order by n desc limit 1) r on true
where m.extra is null or not m.extra ?| array['revises', 'withdraws'];

-- Bots may say of a variable that agents are not to be shown it.
alter table variables add hidden boolean not null default false;

-- Who gave a conversation up and wants to know what becomes of it (handoff.status); the epoch is the bot's own.
create table bot_handoffs (
    conversation_id uuid not null references conversations on delete cascade,
    epoch int not null,
    bot_id uuid not null references users,
    state text not null check (state in ('initiated', 'accepted', 'completed', 'failed')),
    primary key (conversation_id, epoch)
);

-- Files that bots bring, for as long as the Bot Connector keeps them.
create table bot_files (
    id uuid primary key,
    conversation_id uuid not null references conversations on delete cascade,
    bot_id uuid not null references users,
    name text not null check (length(name) between 1 and 200),
    type text not null check (length(type) between 1 and 100),
    original bytea not null,
    thumbnail bytea,
    made_at timestamptz not null
);
create index bot_files_of_conversation on bot_files (conversation_id);

-- The case that a bot or an agent named by its number, and how many active ones have it.
create table crm_cases (
    conversation_id uuid primary key references conversations on delete cascade,
    ticket_number text not null,
    matches int not null
);
