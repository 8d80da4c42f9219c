-- What was done elsewhere: every run of a tool, and what Crm knows of each conversation.

create table tool_runs (
    id uuid primary key,
    at timestamptz not null,
    tool text not null check (length(tool) between 1 and 100),
    who_kind text not null check (who_kind in ('bot', 'agent', 'key', 'system')),
    who_id uuid,
    who_name text not null,
    conversation_id uuid,
    idempotency_key text check (length(idempotency_key) between 1 and 200),
    -- Tells a repeat from another run that was given the same key by mistake.
    input_hash bytea not null,
    -- As shown in the log: secrets and what is too long are cut.
    input json not null,
    outcome text not null check (outcome in ('running', 'ok', 'error')),
    result json,
    error json,
    took_ms int,
    outside json not null default '[]',
    check ((outcome = 'error') = (error is not null)),
    check ((outcome = 'ok') <= (result is not null))
);
create unique index tool_runs_key on tool_runs (who_kind, who_id, tool, idempotency_key) nulls not distinct where idempotency_key is not null;
create index tool_runs_of_conversation on tool_runs (conversation_id, id desc) where conversation_id is not null;
create index tool_runs_of_tool on tool_runs (tool, id desc);
create index tool_runs_failed on tool_runs (id desc) where outcome <> 'ok';

-- Who the CRM says a visitor is: the e-mail that was looked up, and what came of it.
create table crm_lookups (
    conversation_id uuid primary key references conversations on delete cascade,
    email text not null,
    status text not null check (status in ('found', 'none', 'many', 'unavailable')),
    matches int not null default 0,
    attempts int not null default 0,
    problem text,
    checked_at timestamptz not null
);

-- The one note that each conversation leaves on the timeline.
create table crm_notes (
    conversation_id uuid primary key references conversations on delete cascade,
    note_id uuid not null,
    state text not null check (state in ('written', 'waiting', 'no_contact', 'given_up')),
    target_table text,
    target_id uuid,
    -- Of the text that is there: a rewrite with the same words is not sent.
    text_hash bytea,
    attempts int not null default 0,
    problem text,
    changed_at timestamptz not null,
    check ((state = 'written') <= (target_id is not null))
);
create index crm_notes_waiting on crm_notes (changed_at) where state in ('waiting', 'given_up');
