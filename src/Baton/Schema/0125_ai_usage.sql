-- What AI bots have used: budgets are kept by these counts.

create table ai_usage (
    conversation_id uuid not null references conversations on delete cascade,
    bot_id uuid not null,
    tokens bigint not null check (tokens >= 0),
    calls int not null check (calls >= 0),
    primary key (conversation_id, bot_id)
) with (fillfactor = 70);

create table ai_days (
    bot_id uuid not null references users on delete cascade,
    day date not null,
    tokens bigint not null check (tokens >= 0),
    calls int not null check (calls >= 0),
    primary key (bot_id, day)
) with (fillfactor = 70);
create index ai_days_of_day on ai_days (day);
