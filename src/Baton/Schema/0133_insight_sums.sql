-- What became of a bot's part of a conversation, written down when it can't change any more, and counted by the day: a report reads few rows however many there were.

alter table bot_sessions
    add column outcome text check (outcome in ('resolved', 'escalated', 'abandoned', 'unengaged')),   -- null as long as it can change
    add column seconds int,
    add column last_tool text,
    add column rating int,
    add column resolved boolean,
    add column returned_seconds int;
create index bot_sessions_unsettled on bot_sessions (bot_id, began_at) where outcome is null;

-- Sums of what is settled: each row counts sessions of one day that have in common what its part looks at. A day has more rows of a part when some were settled later.
create table bot_sums (
    bot_id uuid not null references users on delete cascade,
    day date not null,
    part text not null check (part in ('step', 'time', 'kind', 'reason', 'topic', 'tool')),
    at timestamptz,
    outcome text not null,
    engaged boolean,
    seconds int,
    rating int,
    resolved boolean,
    returned int,
    reason text,
    topic text,
    tool text,
    n int not null check (n > 0),
    turns int not null
);
create index bot_sums_of_bot on bot_sums (bot_id, day);

-- The runs of a bot in a time are counted without reading what they were about.
drop index tool_runs_of_bot;
create index tool_runs_of_bot on tool_runs (who_id, at) include (tool, outcome, took_ms) where who_kind = 'bot' and conversation_id is not null;

-- Tokens by the model that used them; nobody wrote down which one that was before.
alter table ai_days add column model text not null default '' check (length(model) <= 200);
alter table ai_days drop constraint ai_days_pkey;
alter table ai_days add primary key (bot_id, day, model);
alter table ai_days alter column model drop default;
