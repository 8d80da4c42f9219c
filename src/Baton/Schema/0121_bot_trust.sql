-- Trust between Baton and bots elsewhere: the keys that Baton signs with, and the secrets by which bots get tokens from it.

create table signing_keys (
    id text primary key check (length(id) between 1 and 100),
    -- The private key, sealed; the public one as everybody may have it.
    sealed text not null,
    public_key bytea not null,
    -- Published before that, so that nobody meets a signature of a key they can't know. It signs until the next one does.
    signs_from timestamptz not null unique,
    made_at timestamptz not null
);

create table bot_secrets (
    id uuid primary key,
    bot_id uuid not null references bots (user_id) on delete cascade,
    -- The secret itself is known to the bot only.
    secret_hash bytea not null unique check (length(secret_hash) = 32),
    ending text not null check (length(ending) = 4),
    made_at timestamptz not null,
    last_used_at timestamptz
);
create index bot_secrets_bot on bot_secrets (bot_id);
