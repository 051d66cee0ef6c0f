create table persona (
    id         text primary key,
    data       text not null,
    created_ms integer not null,
    updated_ms integer not null
)${clustered};

create table session (
    seq              integer primary key,
    id               text not null,
    created_ms       integer not null,
    connector        integer,              -- the incarnation that made it; null for the API
    thread_id        text,
    persona_id       text,
    capability_scope text,
    credential_scope text,
    targets          text,                 -- JSON list of targets in normal form; null for none
    targets_by       integer not null default 0, -- 0 nobody, 1 the connector, 2 the API
    deleted_ms       integer               -- its runs outlive it; its id may be used again
);
create index session_persona on session (persona_id) where persona_id is not null;
create unique index session_id on session (id) where deleted_ms is null;

-- Which sessions name a connector in their targets.
create table session_target (
    plugin    text not null,
    connector text not null,
    session   integer not null,
    primary key (plugin, connector, session)
)${clustered};

create table binding (
    key        text primary key,
    session    integer not null,
    created_ms integer not null
)${clustered};
create index binding_session on binding (session, key);

-- state: 0 preparing, 1 queued, 2 running, 3 completed, 4 failed, 5 cancelled
create table run (
    seq         integer primary key,
    nonce       integer not null,
    created_ms  integer not null,
    session     integer not null,
    connector   integer,
    state       integer not null,
    receipts    ${bytes},                  -- keys of its receipts, 16 bytes each
    fingerprint ${bytes},                  -- first 16 bytes of SHA-256
    input       text not null,             -- JSON: source, actor, items, metadata, targets
    attempt     integer not null default 0,
    due_ms      integer,                   -- of a retry; null when the next try may start at once
    updated_ms  integer,
    started_ms  integer,
    finished_ms integer,
    error       text,
    settlement  ${bytes},                  -- the last settling call and its result: makes a repeat harmless
    replay_of   integer
);
create index run_session on run (session, seq);
-- Few runs end so, and an event that makes a run never writes here.
create index run_failed on run (seq) where state = 4;
create index run_cancelled on run (seq) where state = 5;

-- Runs whose files are still being fetched.
create table preparing (
    run integer primary key
);

-- How many runs are in each state: one row, changed with every transition.
create table run_count (
    preparing integer not null,
    queued    integer not null,
    running   integer not null,
    completed integer not null,
    failed    integer not null,
    cancelled integer not null
);
insert into run_count values (0, 0, 0, 0, 0, 0);

-- Key: first 16 bytes of SHA-256 over incarnation, a zero byte, and the receipt key.
create table receipt (
    key ${bytes} primary key,
    run integer not null
)${clustered};

-- Runs that may be claimed: at most one a session, the head of its queue. due_ms is the run's own, or else
-- its created_ms, so that the row can be found from the run.
create table ready (
    due_ms    integer not null,
    run       integer not null,
    session   integer not null,
    connector integer,
    primary key (due_ms, run)
)${clustered};
create index ready_connector on ready (connector, due_ms, run);

create table run_lease (
    run        integer primary key,
    session    integer not null,
    worker     text not null,
    caller     text not null,              -- name of the token that claimed; empty for a handler of ours
    token_hash ${bytes} not null,
    expires_ms integer not null
);
create index run_lease_expiry on run_lease (expires_ms);
create unique index run_lease_session on run_lease (session);

create table output (
    seq        integer primary key,
    nonce      integer not null,
    created_ms integer not null,
    session    integer not null,
    run        integer,
    output_id  text,                       -- the worker's own, unique in the run
    body       text not null               -- JSON: content, parts, artifacts, metadata
);
create index output_session on output (session, seq);
create index output_run on output (run, seq);
create unique index output_once on output (run, output_id) where output_id is not null;
