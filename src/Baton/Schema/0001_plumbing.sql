-- Processes, the jobs they run, the secrets they share. Forward only: never change a file that has shipped; add the next one.

create table processes (
    id uuid primary key,
    seen_at timestamptz not null
);

-- A desk's open socket: an agent is there while one of theirs is open in a living process.
create table sockets (
    id text primary key,
    process_id uuid not null,
    user_id uuid not null,
    opened_at timestamptz not null
);
create index sockets_of_user on sockets (user_id);

-- What facts leave to be done. A lane is one subject and one track; its jobs run in the order of their ids.
create table jobs (
    id bigint generated always as identity primary key,
    lane uuid not null,
    track text not null check (track in ('Talk', 'Aside')),
    reaction text not null,
    fact jsonb not null,
    due timestamptz not null,
    attempts int not null default 0,
    leased_by uuid,
    error text,
    put_aside_at timestamptz
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0, fillfactor = 70);
create index jobs_in_lane on jobs (lane, track, id);
create index jobs_due on jobs (due, id) where leased_by is null and put_aside_at is null;
create index jobs_leased on jobs (leased_by) where leased_by is not null;
create index jobs_put_aside on jobs (put_aside_at) where put_aside_at is not null;

-- Keys that seal secrets and cookies; made by ASP.NET Core's data protection.
create table protection_keys (
    name text primary key,
    xml text not null,
    made_at timestamptz not null default now()
);

-- Secrets, sealed; shown to nobody. And keys that sign what Baton issues.
create table secrets (
    name text primary key check (length(name) between 1 and 200),
    sealed text not null,
    changed_at timestamptz not null
);

-- What administrators changed: one row a setting, and who changed what before.
create table settings (
    name text primary key check (length(name) between 1 and 200),
    value jsonb not null,
    changed_at timestamptz not null
);
create table audit (
    id uuid primary key,
    at timestamptz not null,
    user_id uuid,
    deed text not null,
    subject text not null,
    detail jsonb
);
create index audit_at on audit (at desc);
