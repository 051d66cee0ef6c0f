-- Times are milliseconds since 1970. A row number (seq) is given by the writer and never returns.
create table sequence (
    name     text primary key,
    reserved integer not null
)${clustered};

-- Single values, such as the key that download paths are signed with.
create table meta (
    name  text primary key,
    value text not null
)${clustered};

-- One row an incarnation: a connector that was deleted and made again is another row.
create table connector (
    seq         integer primary key,
    kind        text not null,
    name        text not null,
    source      text not null,             -- file | daemon
    settings    text not null,             -- JSON as given, secrets as references
    revision    integer not null,          -- the ETag
    paused      integer not null default 0,
    draining    integer not null default 0,
    created_ms  integer not null,
    updated_ms  integer not null,
    vanished_ms integer,                   -- when its entry left the file; null while it is there
    ended_ms    integer                    -- null while it lives
);
create unique index connector_name on connector (kind, name) where ended_ms is null;

-- The small map that a connector keeps, by incarnation.
create table connector_state (
    connector integer not null,
    name      text not null,
    value     text not null,
    primary key (connector, name)
)${clustered};

create table secret_slot (
    name       text primary key,
    provider   text not null,
    mode       text not null,
    ciphertext ${bytes} not null,
    automatic  integer,                    -- the incarnation whose PUT made it
    revoked    integer not null default 0,
    version    integer not null,
    created_ms integer not null,
    updated_ms integer not null
)${clustered};

-- The keys of the slots, wrapped by the master key. One row.
create table secret_keyset (
    id      integer primary key,
    wrapped ${bytes} not null
);

create table token (
    name       text primary key,
    role       text not null,
    hash       ${bytes} not null,
    created_ms integer not null,
    expires_ms integer,
    revoked_ms integer
)${clustered};

create table audit (
    seq     integer primary key,
    at_ms   integer not null,
    actor   text not null,
    action  text not null,
    subject text not null,
    detail  text not null,                 -- JSON, no secret
    hash    ${bytes} not null              -- SHA-256 over the previous hash and this row
);

-- What happened, in order: the durable stream. data is JSON, or null where the named rows say it all.
create table event (
    seq       integer primary key,
    at_ms     integer not null,
    type      text not null,
    session   integer,
    run       integer,
    delivery  integer,
    connector integer,
    data      text
);

create table asset (
    seq        integer primary key,
    nonce      integer not null,
    created_ms integer not null,
    digest     ${bytes} not null,          -- SHA-256 of the bytes, the name of the blob
    length     integer not null,
    media_type text not null,
    file_name  text
);
create index asset_digest on asset (digest);
