-- Under which policy tools run, who agreed to a run, and what makes us believe that a visitor is who they say.

-- What differs from the tools' own defaults, for each holder: a bot or a key.
create table policies (
    holder_id uuid not null,
    tool text not null check (length(tool) between 1 and 100),
    rule text not null check (rule in ('allow', 'askVisitor', 'askAgent', 'forbid')),
    changed_at timestamptz not null,
    primary key (holder_id, tool)
);

-- A run that waits for somebody's yes. It is good for one run of one tool by one holder with exactly this input.
create table confirmations (
    id uuid primary key,
    who_kind text not null check (who_kind in ('bot', 'agent', 'key', 'system')),
    who_id uuid,
    who_name text not null,
    conversation_id uuid,
    tool text not null check (length(tool) between 1 and 100),
    input_hash bytea not null,
    input json not null,
    preview json not null,
    -- Who says yes: whoever runs it (by coming back with the confirmation), the visitor, or an agent.
    asks text not null check (asks in ('caller', 'visitor', 'agent')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    decision text check (decision in ('approved', 'declined', 'expired')),
    decided_by uuid,
    decided_name text,
    decided_at timestamptz,
    -- The one run that it was used for: a repeat of the very same run (after a crash) may use it again, another may not.
    used_for text,
    check ((decision is null) = (decided_at is null)),
    check ((asks = 'caller') <= (decision is null))
);
create index confirmations_open on confirmations (conversation_id) where decision is null and asks = 'agent';
create index confirmations_expire on confirmations (expires_at);

-- Where a bot stands between two turns, beyond what it remembers itself.
create table bot_standings (
    conversation_id uuid primary key references conversations on delete cascade,
    epoch int not null,
    -- Tool runs in a row that failed or found nothing.
    fruitless int not null default 0 check (fruitless >= 0),
    -- The run that waits for a yes.
    confirmation_id uuid,
    asked_again boolean not null default false
);

alter table conversations
    add column verified_email text check (length(verified_email) <= 320),
    add column verified_by text check (verified_by in ('signed_in', 'code')),
    -- The one contact with that address, once Dynamics has been asked; and the account it belongs to.
    add column verified_contact_id uuid,
    add column verified_account_id uuid,
    add constraint verified_how check ((verified_email is null) = (verified_by is null)),
    add constraint verified_whom check ((verified_contact_id is not null) <= (verified_email is not null));

-- The codes that were sent to find out whether an address is the visitor's. A code itself is nowhere.
create table verification_codes (
    conversation_id uuid not null references conversations on delete cascade,
    n int not null check (n between 1 and 3),
    run_key text not null,
    email text not null check (length(email) <= 320),
    code_hash bytea not null,
    tries int not null default 0 check (tries between 0 and 3),
    sent_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (conversation_id, n)
);

-- With this secret a site's own server vouches for a visitor who has signed in there.
alter table channels add column identity_sealed text;

alter table arrivals add column verified_email text check (length(verified_email) <= 320);
