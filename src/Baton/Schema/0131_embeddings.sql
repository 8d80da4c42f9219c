-- Articles are found by what they mean, too, where the model's endpoint makes embeddings.

-- The embedding model that is in use: one at most, since what two of them say can't be compared. With it go all embeddings that it made.
create table embedding_spaces (
    id uuid primary key,
    base_url text not null,
    model text not null check (length(model) between 1 and 200),
    -- How many numbers an embedding has, and how alike question and passage must be: found with the first answer.
    dimensions int check (dimensions between 1 and 8192),
    bar real,
    -- How many passages are asked at once: fewer after an answer that was too slow, or a refusal.
    batch_max int not null,
    -- Why the last try came to nothing, which one in a row it was, and before when none is worth it.
    trouble text,
    next_step text,
    tries int not null default 0,
    rests_until timestamptz,
    check ((dimensions is null) = (bar is null))
);
create unique index embedding_spaces_one on embedding_spaces ((true));

-- What a passage means. Its signs alone (1: not negative) find what may be near, quickly; its numbers, of length 1 together, say how near.
create table embeddings (
    article_id uuid not null,
    n int not null,
    space_id uuid not null references embedding_spaces on delete cascade,
    -- Null: the model refuses this passage.
    numbers real[],
    signs bit varying,
    primary key (article_id, n),
    foreign key (article_id, n) references passages on delete cascade,
    check ((numbers is null) = (signs is null))
);
create index embeddings_of_space on embeddings (space_id);
