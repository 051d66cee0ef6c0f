create table schedule (
    seq        integer primary key,
    nonce      integer not null,
    created_ms integer not null,
    updated_ms integer not null,
    session    text not null,
    state      text not null,              -- active | paused | completed | canceled
    definition text not null,              -- JSON as given: cadence, request, overlap, misfire
    due_ms     integer,                    -- null unless active
    executions integer not null default 0,
    last_run   integer
);
create index schedule_session on schedule (session, seq);
create index schedule_due on schedule (due_ms) where due_ms is not null;

create table schedule_execution (
    seq      integer primary key,
    schedule integer not null,
    due_ms   integer not null,
    at_ms    integer not null,
    state    text not null,
    run      integer,
    detail   text
);
create index schedule_execution_schedule on schedule_execution (schedule, seq);

-- Connectors that the reply targets of active and paused schedules name.
create table schedule_target (
    plugin    text not null,
    connector text not null,
    schedule  integer not null,
    primary key (plugin, connector, schedule)
)${clustered};
create index schedule_target_schedule on schedule_target (schedule);
