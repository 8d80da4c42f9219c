-- What was settled and is counted once more is taken out of the sums by rows that count less than nothing.
alter table bot_sums drop constraint bot_sums_n_check;
alter table bot_sums add check (n <> 0);

-- What embedding models read counts in the budgets, too; nobody's bot reads an article that is all bots'.
alter table ai_days drop constraint ai_days_pkey;
alter table ai_days alter column bot_id drop not null;
alter table ai_days add unique nulls not distinct (bot_id, day, model);
