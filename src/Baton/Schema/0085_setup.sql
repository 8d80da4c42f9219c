-- Set-up links that may make the first administrator: hashes of their codes. None counts any more once there is an administrator.

create table setup_codes (
    code_hash bytea primary key,
    made_at timestamptz not null
);
