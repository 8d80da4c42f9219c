-- Macros: what agents do again and again, as steps that are run in order in the conversation that they have.

create table macros (
    id uuid primary key,
    name text not null check (length(name) between 1 and 100),
    description text not null check (length(description) <= 500),
    steps jsonb not null check (jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) between 1 and 20),
    changed_at timestamptz not null
);
-- Cards of assists call a macro by its name.
create unique index macros_name on macros (lower(name));

-- A run with the steps and the values that it began with: what is changed meanwhile changes no run under way.
create table macro_runs (
    conversation_id uuid not null references conversations on delete cascade,
    id uuid not null,
    user_id uuid not null references users,
    user_name text not null,
    client_id text not null check (length(client_id) between 1 and 200),
    -- The macro may be gone, its runs are not.
    macro_id uuid not null,
    macro_name text not null,
    steps jsonb not null,
    "values" jsonb not null,
    -- What came of each step that has been run, in order.
    results jsonb not null default '[]' check (jsonb_array_length(results) <= jsonb_array_length(steps)),
    state text not null check (state in ('running', 'asks', 'done', 'failed')),
    -- What the agent has to say yes to, and what they said yes to.
    asks jsonb,
    confirmation text,
    began_at timestamptz not null,
    moved_at timestamptz not null,
    primary key (conversation_id, id),
    unique (conversation_id, user_id, client_id),
    check ((state = 'asks') = (asks is not null))
);

-- Cards of assists are drawn: where the words begin that stand for them, and how several are laid out.
alter table suggestions
    add column words_from int[],
    add column layout text check (length(layout) <= 20);
