-- The topics of topic bots, as their authors wrote them.

create table topics (
    bot_id uuid not null references users on delete cascade,
    path text not null check (length(path) between 1 and 400),
    text text not null,
    primary key (bot_id, path)
);
