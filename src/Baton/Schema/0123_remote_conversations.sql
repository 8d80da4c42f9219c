-- Bots that are reached as any visitor reaches them: the conversation that was begun there for one of ours, and what it takes to go on with it. One row for each
-- time that such a bot is given a conversation.

create table remote_conversations (
    conversation_id uuid not null references conversations on delete cascade,
    epoch int not null,
    bot_id uuid not null references users on delete cascade,
    domain text not null check (length(domain) between 1 and 2000),
    remote_id text not null check (length(remote_id) between 1 and 500),
    visitor_id text not null check (length(visitor_id) between 1 and 200),   -- who the visitor is there
    token_sealed text,                                                       -- none where each call brings a token of its own
    token_ends timestamptz,
    watermark text check (length(watermark) <= 500),                         -- up to where all has been passed on
    turn bigint,                                                             -- the job of the last turn that began to be told
    leased_by uuid,                                                          -- the process that listens
    begun_at timestamptz not null,
    left_at timestamptz,                                                     -- the bot has it no more
    primary key (conversation_id, epoch),
    check ((token_sealed is null) = (token_ends is null))
);
create index remote_conversations_heard on remote_conversations (leased_by) where left_at is null and token_sealed is not null;
create index remote_conversations_left on remote_conversations (left_at) where left_at is not null;
