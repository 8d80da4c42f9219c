-- Bots that hear an agent's conversation silently and suggest to the agent.

create table workstream_assists (
    workstream_id uuid not null references workstreams on delete cascade,
    bot_id uuid not null references users on delete cascade,
    position int not null,
    primary key (workstream_id, bot_id)
);

alter table workstreams
    -- The model drafts an answer to each of the visitor's messages, for the agent to look at.
    add column assist_drafts boolean not null default false;

-- Read with every message, so that one without assists costs nothing; set when an agent takes the conversation.
alter table conversations add column assisted boolean not null default false;

-- How far an assist has heard, and what it remembers.
create table assist_standings (
    conversation_id uuid not null references conversations on delete cascade,
    bot_id uuid not null references users on delete cascade,
    -- The agent's: with another agent it begins anew.
    epoch int not null,
    heard_n int not null,
    failures int not null default 0,
    memory bytea,
    version int,
    primary key (conversation_id, bot_id)
) with (fillfactor = 50);

create table suggestions (
    conversation_id uuid not null references conversations on delete cascade,
    id uuid not null,
    -- The agent whom it is for, and nobody else.
    user_id uuid not null references users,
    epoch int not null,
    -- A bot, or Baton itself when it is null.
    bot_id uuid references users,
    from_name text not null,
    kind text not null check (kind in ('bot', 'draft', 'summary', 'tool', 'article')),
    client_id text check (length(client_id) between 1 and 200),
    text text not null check (length(text) <= 8000),
    attachments jsonb,
    actions jsonb not null default '[]',
    made_at timestamptz not null,
    outcome text check (outcome in ('used', 'dismissed')),
    feedback text check (feedback in ('up', 'down')),
    primary key (conversation_id, id)
);
create unique index suggestions_client_id on suggestions (conversation_id, bot_id, client_id) where client_id is not null;
