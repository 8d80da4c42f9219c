-- Bots that can't reach us: they are asked to answer within the answer to our call.

alter table bots add inline_replies boolean not null default false;
