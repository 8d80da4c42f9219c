-- What each bot did with each conversation it had, so that its numbers are read from rows of their own.

create table bot_sessions (
    conversation_id uuid not null references conversations on delete cascade,
    epoch int not null,
    bot_id uuid not null references users,
    began_at timestamptz not null,
    -- What had been said before that some bot or agent had answered: the visitor's words after it are said to this bot.
    heard_from int not null,
    ended_at timestamptz,
    how text check (how in ('escalated', 'ended', 'taken')),
    -- Why it gave up, or why the conversation ended.
    reason text check (length(reason) <= 200),
    -- What the visitor said to it.
    turns int,
    -- Nothing that the visitor said to it is without an answer.
    answered boolean,
    last_topic text check (length(last_topic) <= 200),
    primary key (conversation_id, epoch),
    check ((ended_at is null) = (how is null))
) with (fillfactor = 80);
create index bot_sessions_of_bot on bot_sessions (bot_id, began_at, conversation_id);

insert into bot_sessions (conversation_id, epoch, bot_id, began_at, heard_from)
select c.id, c.epoch, c.handler_id, coalesce((select max(at) from choices where conversation_id = c.id and chosen = c.handler_id), c.created_at), 0
from conversations c where c.state = 'WithBot';

-- The topic that a topic bot was last in, beside the memory that only the bot can read.
alter table memories add column topic text;

-- Who has come back: the visitor's next conversation, or the contact's.
create index conversations_of_visitor_at on conversations (visitor_id, created_at);
drop index conversations_of_visitor;
create index conversations_of_contact on conversations (contact_id, created_at) where contact_id is not null;
create index tool_runs_of_bot on tool_runs (who_id, at) where who_kind = 'bot';

-- Whether the visitor says that their question was answered.
alter table conversations add column if not exists resolved boolean;
