-- How far pruning has come in each sort of rows.
create table retention (
    name     text primary key,
    position integer not null              -- the last row number that was looked at
)${clustered};

-- Old rows that something still needed when they were looked at.
create table retention_left (
    name text not null,
    seq  integer not null,
    primary key (name, seq)
)${clustered};

-- When somebody last referred to the asset; null for not since it was stored.
alter table asset add column used_ms integer;

-- Bytes of all blobs: one row.
create table asset_total (
    bytes integer not null
);
insert into asset_total select coalesce(sum(length), 0) from (select max(length) as length from asset group by digest);

-- Blobs without a row, whose files are still to be deleted.
create table blob_doomed (
    digest ${bytes} primary key
)${clustered};
