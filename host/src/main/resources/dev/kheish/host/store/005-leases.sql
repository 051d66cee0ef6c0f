-- Connectors whose right to credential leases was ever revoked. Leases themselves live in memory.
create table lease_subject (
    subject    text primary key,           -- connector:NAME
    epoch      integer not null,           -- how often
    revoked    integer not null,           -- whether it is now
    updated_ms integer not null
)${clustered};
