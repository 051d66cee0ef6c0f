-- Runs by session, written behind: see room index. Rows are added sorted, many at a time.
create table session_run (
    session integer not null,
    run     integer not null,
    primary key (session, run)
)${clustered};
insert into session_run (session, run) select session, seq from run order by session, seq;
insert into meta (name, value)
    select 'index.session_runs', cast(coalesce(max(seq), 0) as text) from run;
drop index run_session;

-- Receipts in sorted segments. A segment counts from its row here on.
create table receipt_segment (
    number       integer primary key,
    level        integer not null,         -- how many merges its keys went through
    size         integer not null,         -- keys
    newest       integer not null,         -- its newest run
    blocks       integer not null,
    filter_longs integer not null          -- 0 when it has no filter
);
-- id is the segment's number times 2^24, plus the place within the segment.
create table receipt_block (
    id    integer primary key,
    bytes ${bytes} not null                -- sorted entries: key (16), run (8)
);
create table receipt_fence (
    id    integer primary key,
    bytes ${bytes} not null
);
create table receipt_filter (
    id    integer primary key,
    bytes ${bytes} not null
);
-- So far every receipt is in table receipt.
insert into meta (name, value) values ('index.receipt_table', '9223372036854775807');
