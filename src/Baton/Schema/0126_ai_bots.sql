-- What AI bots are made of: every published program is kept under a number, and those who talk finish on the one they began. What an author has not
-- published is a draft. Beside them, what a bot may look up, and the chats that its drafts are tried with.

create table ai_versions (
    bot_id uuid not null references users on delete cascade,
    n int not null check (n > 0),
    program jsonb not null,
    published_at timestamptz not null,
    -- Nobody: the program itself, as with the demo's.
    published_by uuid references users,
    note text check (length(note) between 1 and 1000),
    primary key (bot_id, n)
);

create table ai_drafts (
    bot_id uuid primary key references users on delete cascade,
    revision int not null check (revision > 0),
    -- The version that was live when the draft was begun.
    based_on int,
    program jsonb not null,
    changed_at timestamptz not null,
    changed_by uuid references users
);

alter table bots
    -- What the next conversation begins on.
    add column ai_version int,
    -- Counts what was done to the draft, also to drafts that are gone.
    add column ai_draft_revision int not null default 0,
    add foreign key (user_id, ai_version) references ai_versions (bot_id, n);

create table articles (
    id uuid primary key,
    -- Whose it is; nobody's: every AI bot may look into it.
    bot_id uuid references users on delete cascade,
    title text not null check (length(title) between 1 and 200),
    -- Markdown, whatever it came as.
    text text not null check (length(text) between 1 and 500000),
    url text check (length(url) between 1 and 2000),
    language text not null check (length(language) between 2 and 10),
    -- How it came: typed, or the kind of the file.
    source text not null check (source in ('typed', 'markdown', 'text', 'html', 'pdf')),
    revision int not null default 1,
    changed_at timestamptz not null,
    changed_by uuid references users
);
create index articles_of_bot on articles (bot_id, id);

-- What is found: pieces that are short enough to be shown to a model.
create table passages (
    article_id uuid not null references articles on delete cascade,
    n int not null,
    heading text not null,
    text text not null,
    words tsvector not null,
    primary key (article_id, n)
);
create index passages_words on passages using gin (words);

create table golden_chats (
    id uuid primary key,
    bot_id uuid not null references users on delete cascade,
    name text not null check (length(name) between 1 and 200),
    -- What the visitor says, and what the bot is to do: its tools, what came of it, the facts in its words.
    script jsonb not null,
    -- The conversation that it was recorded from.
    conversation_id uuid,
    created_at timestamptz not null,
    created_by uuid references users
);
create index golden_chats_of_bot on golden_chats (bot_id, id);
