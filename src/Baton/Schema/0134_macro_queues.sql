-- Whose macro it is: the members of these queues; everybody's where there are none.
alter table macros add column queue_ids uuid[] not null default '{}' check (cardinality(queue_ids) <= 100);
