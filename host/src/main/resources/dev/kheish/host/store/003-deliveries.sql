-- state: 0 pending, 1 retrying, 2 delivered, 3 dead_lettered, 4 cancelled
create table delivery (
    seq         integer primary key,
    nonce       integer not null,
    created_ms  integer not null,
    output      integer not null,
    run         integer,
    session     integer not null,
    plugin      text not null,
    connector   text,
    address     text not null,
    origin      integer not null,          -- 0 operator, 1 client
    display     text not null,
    lane        integer not null,          -- 63 bits of a digest
    state       integer not null,
    attempts    integer not null default 0,
    settled_ms  integer,
    error       text,
    ambiguous   integer not null default 0,
    replay_of   integer,
    resolved_ms integer,
    resolution  text,
    progress    text
);
-- The way from a run or a session leads over its outputs: their numbers grow, so this index grows at its end.
create index delivery_output on delivery (output, seq);
create index delivery_unfinished on delivery (state, seq) where state < 2;
create index delivery_dead on delivery (seq) where state = 3;
create index delivery_unresolved on delivery (seq) where state = 3 and resolved_ms is null;
create index delivery_replay on delivery (replay_of) where replay_of is not null;

create table delivery_attempt (
    delivery    integer not null,
    number      integer not null,
    started_ms  integer not null,
    duration_ms integer not null,
    outcome     text not null,
    status      integer,
    provider_id text,
    answer      text,
    error       text,
    primary key (delivery, number)
)${clustered};

-- Unfinished deliveries only. A lane goes in order of deliveries; due_ms is null for all but its head. While the
-- head is lent, due_ms is the end of that loan. A head that is held over moves to a lane of its own, -delivery.
create table delivery_queue (
    lane       integer not null,
    delivery   integer not null,
    channel    integer not null,           -- connector, or origin of a target that names none: 63 bits of a digest
    due_ms     integer,
    epoch      integer not null default 0,
    lent_until integer,
    held_ms    integer not null,           -- how long the channel had been held in all when this was queued
    primary key (lane, delivery)
)${clustered};
create index delivery_queue_due on delivery_queue (channel, due_ms) where due_ms is not null;
create index delivery_queue_lent on delivery_queue (lent_until) where lent_until is not null;

-- Time that deliveries of a channel did not age, because it was paused or could not be opened.
create table delivery_hold (
    channel  integer primary key,
    held_ms  integer not null,
    since_ms integer                       -- null unless it is held now
);
