-- What the flows and connectors of a bot's topics are here: a tool of ours, or a service that is called.

create table bot_actions (
    bot_id uuid not null references users on delete cascade,
    -- As the topics name it: a connector's operation, a flow's id.
    name text not null check (length(name) between 1 and 200),
    tool text check (length(tool) between 1 and 100),
    url text check (length(url) between 1 and 2000),
    secret_sealed text,
    primary key (bot_id, name),
    check ((tool is null) <> (url is null)),
    check ((secret_sealed is not null) <= (url is not null))
);
