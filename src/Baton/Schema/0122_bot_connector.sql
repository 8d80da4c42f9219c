-- Bots revise what they said and take it back: an entry that says so follows the message; readers fold the two.

create function revised_number(extra jsonb) returns int language sql immutable parallel safe
    return coalesce(extra ->> 'revises', extra ->> 'withdraws')::int;
create index messages_revised on messages (conversation_id, revised_number(extra), n) where extra ?| array['revises', 'withdraws'];

-- What was said as it stands now, for whoever tells it to people or models: the last words of each message, marked where they are not the first.
create view words as
select m.conversation_id, m.n, m.kind, m.from_kind, m.from_id, m.from_name, m.at,
       case when r.n is null then m.text when r.is_withdrawn then '(taken back)' else r.text || ' (edited)' end as text
from messages m
left join lateral (
    select n, text, extra ? 'withdraws' as is_withdrawn from messages
    where conversation_id = m.conversation_id and revised_number(extra) = m.n and extra ?| array['revises', 'withdraws']
    order by n desc limit 1) r on true
where m.extra is null or not m.extra ?| array['revises', 'withdraws'];
