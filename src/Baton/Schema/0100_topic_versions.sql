-- Every published set of a bot's topics is kept under a number, and those who talk finish on the one they began. What an author has not published is a draft.

create table topic_versions (
    bot_id uuid not null references users on delete cascade,
    n int not null check (n > 0),
    published_at timestamptz not null,
    -- Nobody: the program itself, as with the demo's.
    published_by uuid references users,
    note text check (length(note) between 1 and 1000),
    primary key (bot_id, n)
);

create table topic_files (
    bot_id uuid not null,
    n int not null,
    path text not null check (length(path) between 1 and 400),
    text text not null,
    primary key (bot_id, n, path),
    foreign key (bot_id, n) references topic_versions on delete cascade
);

alter table bots
    -- What the next conversation begins on.
    add column live_version int,
    -- Counts what was done to the draft, also to drafts that are gone: no two of them are taken for each other.
    add column draft_revision int not null default 0,
    add foreign key (user_id, live_version) references topic_versions (bot_id, n);

create table topic_drafts (
    bot_id uuid primary key references users on delete cascade,
    revision int not null check (revision > 0),
    -- The version that was live when the draft was begun.
    based_on int,
    changed_at timestamptz not null,
    changed_by uuid references users
);

create table topic_draft_files (
    bot_id uuid not null references topic_drafts on delete cascade,
    path text not null check (length(path) between 1 and 400),
    text text not null,
    primary key (bot_id, path)
);

-- What bots have today is their first version, and everybody talks to that.
insert into topic_versions (bot_id, n, published_at) select distinct bot_id, 1, now() from topics;
insert into topic_files (bot_id, n, path, text) select bot_id, 1, path, text from topics;
update bots set live_version = 1 where user_id in (select bot_id from topics);
drop table topics;

-- Which version of its program a memory is of.
alter table memories add column version int default 1;
alter table memories alter column version drop default;
