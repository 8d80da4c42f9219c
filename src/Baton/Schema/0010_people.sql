-- Users: agents, supervisors, administrators, and bots (a bot is a user with an application id).

create table users (
    id uuid primary key,
    kind text not null check (kind in ('agent', 'bot')),
    name text not null check (length(name) between 1 and 200),
    email text check (kind = 'agent' or email is null),
    password_hash text,
    role text not null default 'agent' check (role in ('agent', 'supervisor', 'administrator')),
    presence text not null default 'Offline' check (presence in ('Available', 'Busy', 'DoNotDisturb', 'Away', 'Offline')),
    presence_at timestamptz,
    seen_at timestamptz,
    capacity int not null check (capacity between 0 and 1000000),
    -- Seats taken: conversations with, or offered to, this user. Kept in the commit that changes them; bots' are not counted.
    load int not null default 0 check (load >= 0),
    failed_sign_ins int not null default 0,
    locked_until timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null
);
create unique index users_email on users (lower(email)) where email is not null;

create table sessions (
    token_hash bytea primary key,
    user_id uuid not null references users on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index sessions_of_user on sessions (user_id);
