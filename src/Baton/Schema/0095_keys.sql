-- Keys: outside programs that may call Baton, and what each of them opens.

create table keys (
    id uuid primary key,
    name text not null check (length(name) between 1 and 100),
    -- The secret itself is known to its holder only.
    secret_hash bytea not null check (length(secret_hash) = 32),
    scopes text[] not null check (cardinality(scopes) between 1 and 10),
    calls_per_minute int not null check (calls_per_minute between 1 and 100000),
    -- Each call moves it on by its share of a minute. When it is a minute ahead of now, the key has used up its calls. All processes move the same one.
    busy_until timestamptz,
    last_used_at timestamptz,
    created_at timestamptz not null
) with (fillfactor = 70);
