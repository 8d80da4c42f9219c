-- Whether the visitor says that their question was answered.

alter table conversations add column if not exists resolved boolean;
