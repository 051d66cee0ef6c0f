-- Sessions are found by their ids as receipts are found by their keys. The table of ids stays: lists go in its order.
create table session_segment (
    number       integer primary key,
    level        integer not null,
    size         integer not null,
    newest       integer not null,
    blocks       integer not null,
    filter_longs integer not null
);
create table session_block (
    id    integer primary key,
    bytes ${bytes} not null
);
create table session_fence (
    id    integer primary key,
    bytes ${bytes} not null
);
create table session_filter (
    id    integer primary key,
    bytes ${bytes} not null
);
