-- Keys that lead to sessions are found through room index: rows here are only appended.
create table bound (
    seq        integer primary key,
    key        text not null,
    session    integer not null,
    created_ms integer not null
);
insert into bound (seq, key, session, created_ms)
    select row_number() over (order by session, key), key, session, created_ms from binding;
insert into sequence (name, reserved) select 'binding', count(*) from bound;
drop table binding;
alter table bound rename to binding;
create index binding_session on binding (session, key);

-- Their segments, as those of receipts.
create table binding_segment (
    number       integer primary key,
    level        integer not null,
    size         integer not null,
    newest       integer not null,
    blocks       integer not null,
    filter_longs integer not null
);
create table binding_block (
    id    integer primary key,
    bytes ${bytes} not null
);
create table binding_fence (
    id    integer primary key,
    bytes ${bytes} not null
);
create table binding_filter (
    id    integer primary key,
    bytes ${bytes} not null
);

-- Sessions by id, written behind as well.
drop index session_id;
create table session_id (
    id      text primary key,
    session integer not null
)${clustered};
insert into session_id (id, session) select id, max(seq) from session group by id order by id;
insert into meta (name, value) select 'index.session_ids', cast(coalesce(max(seq), 0) as text) from session;
