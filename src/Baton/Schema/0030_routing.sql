-- Who gets it: queues and their members, workstreams and their rules, offers, and why each choice was made.

create table queues (
    id uuid primary key,
    name text not null check (length(name) between 1 and 100),
    -- Smaller is served first.
    priority int not null default 100 check (priority between 0 and 1000000),
    -- For workstreams that name no fallback of their own; at most one.
    is_fallback boolean not null default false,
    created_at timestamptz not null
);
create unique index queues_name on queues (lower(name));
create unique index queues_fallback on queues (is_fallback) where is_fallback;

create table members (
    queue_id uuid not null references queues on delete cascade,
    user_id uuid not null references users on delete cascade,
    added_at timestamptz not null,
    -- How many more conversations they could take now: 0 while they are not there or not Available. A copy by which somebody with room is found
    -- without looking at everybody; whoever is found is looked at again, under lock, before they are asked.
    room int not null default 0,
    assigned_at timestamptz,
    primary key (queue_id, user_id)
) with (fillfactor = 70);
create index members_of_user on members (user_id);
create index members_with_room on members (queue_id, room desc, assigned_at nulls first, user_id) where room > 0;

create table workstreams (
    id uuid primary key,
    name text not null check (length(name) between 1 and 100),
    fallback_queue_id uuid references queues,
    offer_seconds int not null default 120 check (offer_seconds between 5 and 3600),
    wrap_up_seconds int not null default 60 check (wrap_up_seconds between 0 and 3600),
    bot_silence_seconds int not null default 20 check (bot_silence_seconds between 1 and 110),
    declines_max int not null default 3 check (declines_max between 1 and 10),
    created_at timestamptz not null
);
create unique index workstreams_name on workstreams (lower(name));

create table rules (
    workstream_id uuid not null references workstreams on delete cascade,
    position int not null,
    name text not null check (length(name) between 1 and 100),
    "when" jsonb not null,
    queue_id uuid not null references queues,
    primary key (workstream_id, position)
);
create index rules_to_queue on rules (queue_id);

create table offers (
    conversation_id uuid not null references conversations on delete cascade,
    id uuid not null,
    queue_id uuid not null,
    user_id uuid not null references users,
    why text not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    outcome text check (outcome in ('accepted', 'declined', 'lapsed', 'withdrawn')),
    settled_at timestamptz,
    primary key (conversation_id, id),
    check ((outcome is null) = (settled_at is null))
) with (fillfactor = 80);
create unique index offers_id on offers (id);
create unique index offers_open on offers (conversation_id) where outcome is null;
create index offers_of_user on offers (user_id) where outcome is null;
create index offers_expiring on offers (expires_at) where outcome is null;

-- The candidate table of every choice: who was considered, who was chosen, why the others were not.
create table choices (
    conversation_id uuid not null references conversations on delete cascade,
    id uuid not null,
    at timestamptz not null,
    why text not null,
    queue_id uuid not null,
    queue_name text not null,
    chosen uuid,
    chosen_name text,
    explained jsonb not null,
    primary key (conversation_id, id)
);
