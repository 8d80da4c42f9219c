-- Users: agents, supervisors, administrators, and bots (a bot is a user with an account of its own).

create table users (
    id uuid primary key,
    kind text not null check (kind in ('agent', 'bot')),
    name text not null check (length(name) between 1 and 200),
    email text check (kind = 'agent' or email is null),
    password_hash text,
    role text not null default 'agent' check (role in ('agent', 'supervisor', 'administrator')),
    presence text not null default 'Offline' check (presence in ('Available', 'Busy', 'DoNotDisturb', 'Away', 'Offline')),
    presence_at timestamptz,
    -- When they last called the API; with an open socket it need not be recent.
    seen_at timestamptz,
    capacity int not null check (capacity between 0 and 1000000),
    -- Seats taken: conversations with, or offered to, this user. Kept in the commit that changes them; bots' are not counted.
    load int not null default 0 check (load >= 0),
    -- When they were last given a conversation: among equals, whoever has waited longest is next.
    assigned_at timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null
) with (fillfactor = 70);
create unique index users_email on users (lower(email)) where email is not null and disabled_at is null;

create table bots (
    user_id uuid primary key references users on delete cascade,
    kind text not null check (kind in ('connector', 'directLine', 'copilotStudio', 'topics', 'ai')),
    application_id text check (length(application_id) <= 200),
    handle text check (length(handle) <= 200),
    endpoint text check (length(endpoint) <= 2000),
    auth_sealed text
);
create index bots_application on bots (application_id);

create table sessions (
    token_hash bytea primary key,
    user_id uuid not null references users on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index sessions_of_user on sessions (user_id);
create index sessions_expired on sessions (expires_at);

-- Attempts to sign in since the last that succeeded, by address, whether or not anybody has it: so a lock-out tells nothing.
create table sign_in_attempts (
    email_hash bytea primary key,
    count int not null,
    last_at timestamptz not null
);
