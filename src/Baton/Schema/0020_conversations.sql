-- What was said, by whom, and where it stands. Every table of a conversation has the conversation's id first in its key, so that the
-- database can be split by conversation.

create table conversations (
    id uuid primary key,
    channel_id uuid not null,
    channel text not null check (length(channel) between 1 and 100),
    workstream_id uuid not null,
    state text not null check (state in ('Waiting', 'WithBot', 'Offered', 'WithAgent', 'WrapUp', 'Parked', 'Closed')),
    queue_id uuid,
    handler_id uuid references users,
    handler_kind text check (handler_kind in ('bot', 'agent')),
    offered_to uuid references users,
    wanted_user uuid references users,
    epoch int not null default 0 check (epoch >= 0),
    last_n int not null default 0 check (last_n >= 0),
    version int not null default 1,
    given_up_by uuid[] not null default '{}',
    declined_by uuid[] not null default '{}',
    visitor_id text not null check (length(visitor_id) between 1 and 200),
    visitor_name text check (length(visitor_name) <= 200),
    visitor_email text check (length(visitor_email) <= 320),
    locale text check (length(locale) <= 35),
    contact_id text,
    contact_name text,
    contact_company text,
    contact_vip boolean not null default false,
    summary text,
    summary_by text,
    escalation_reason text,
    close_reason text,
    rating int check (rating between 1 and 5),
    rating_comment text check (length(rating_comment) <= 4000),
    created_at timestamptz not null,
    waiting_since timestamptz,
    ended_at timestamptz,
    closed_at timestamptz,
    -- The noun's promises, said once more where nobody can forget them.
    check ((state in ('WithBot', 'WithAgent')) <= (handler_id is not null)),
    check ((state = 'WithBot') <= (handler_kind = 'bot')),
    check ((state = 'WithAgent') <= (handler_kind = 'agent')),
    check ((state = 'Offered') = (offered_to is not null)),
    check ((state in ('Waiting', 'Offered')) <= (handler_id is null)),
    check ((state = 'Closed') = (closed_at is not null))
) with (fillfactor = 70);
-- No index holds a column that a message changes, so a message updates its conversation in place.
create index conversations_open on conversations (created_at) where state <> 'Closed';
create index conversations_of_handler on conversations (handler_id) where state <> 'Closed' and handler_id is not null;
create index conversations_offered on conversations (offered_to) where offered_to is not null;
create index conversations_waiting on conversations (queue_id, waiting_since, id) where state = 'Waiting';
create index conversations_of_visitor on conversations (visitor_id);

create table messages (
    conversation_id uuid not null references conversations on delete cascade,
    n int not null check (n > 0),
    kind text not null check (kind in ('message', 'note', 'event')),
    from_kind text not null check (from_kind in ('visitor', 'bot', 'agent', 'system')),
    from_id uuid,
    from_name text not null,
    text text not null,
    client_id text check (length(client_id) between 1 and 200),
    extra jsonb,
    at timestamptz not null,
    primary key (conversation_id, n)
);
create unique index messages_client_id on messages (conversation_id, client_id) where client_id is not null;

create table variables (
    conversation_id uuid not null references conversations on delete cascade,
    name text not null check (length(name) between 1 and 100),
    type text not null check (type in ('text', 'number', 'boolean')),
    value text not null check (length(value) <= 4000),
    set_by text not null check (set_by in ('visitor', 'bot', 'agent', 'system')),
    primary key (conversation_id, name)
);

-- What the handler's program must remember between two messages; opaque here.
create table memories (
    conversation_id uuid primary key references conversations on delete cascade,
    epoch int not null,
    memory bytea not null
) with (fillfactor = 50);

create table drafts (
    conversation_id uuid not null references conversations on delete cascade,
    user_id uuid not null references users on delete cascade,
    mode text not null check (mode in ('reply', 'note')),
    text text not null,
    primary key (conversation_id, user_id)
);
