-- Channels: the ways visitors reach us. Each has a Direct Line secret: sealed, for administrators to see again, and hashed, to be found by.

create table channels (
    id uuid primary key,
    name text not null check (length(name) between 1 and 100),
    kind text not null check (kind in ('webChat', 'directLine')),
    workstream_id uuid not null references workstreams,
    color text check (color ~ '^#[0-9a-fA-F]{6}$'),
    greeting text check (length(greeting) <= 1000),
    locale text check (length(locale) <= 35),
    allowed_origins text[] not null default '{}' check (cardinality(allowed_origins) <= 100),
    secret_hash bytea not null unique check (length(secret_hash) = 32),
    secret_sealed text not null,
    created_at timestamptz not null
);

-- What a widget's visitor brought, until they start to talk. Deleted when they do, or when their token has expired.
create table arrivals (
    conversation_id uuid primary key,
    visitor_email text check (length(visitor_email) <= 320),
    locale text check (length(locale) <= 35),
    variables jsonb not null,
    expires_at timestamptz not null
);
create index arrivals_expire on arrivals (expires_at);
