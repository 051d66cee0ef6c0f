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
    origin      integer not null,
    display     text not null,
    lane        integer not null,
    state       integer not null,
    attempts    integer not null default 0,
    due_ms      integer not null,
    epoch       integer not null default 0,
    lent_until  integer,
    settled_ms  integer,
    error       text,
    ambiguous   integer not null default 0,
    replay_of   integer,
    resolved_ms integer,
    resolution  text,
    progress    text
);
create index delivery_session on delivery (session, seq);
create index delivery_run on delivery (run, seq);
create index delivery_state on delivery (state, seq);
create index delivery_target on delivery (plugin, connector, state, seq);
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

-- A lane keeps the order of its unfinished deliveries; due_ms is when its head may go.
create table lane (
    seq    integer primary key,
    key    text not null unique,
    due_ms integer
);
create index lane_due on lane (due_ms) where due_ms is not null;

create table lane_queue (
    lane     integer not null,
    delivery integer not null,
    primary key (lane, delivery)
)${clustered};
