#!/bin/sh
# A table to watch, and a role that may only read it. Postgres runs this once, when its volume is new.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$READER_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create table orders (
  order_id bigint generated always as identity primary key,
  placed_at timestamptz not null default now(),
  status text not null,
  gross_eur numeric(10, 2) not null
);
insert into orders (placed_at, status, gross_eur)
select now() - n * interval '10 minutes', 'paid', 20 + n % 60 from generate_series(0, 1000) as n;

create role meshwatch_reader login password :'password';
alter role meshwatch_reader set default_transaction_read_only = on;
grant usage on schema public to meshwatch_reader;
grant select on orders to meshwatch_reader;
SQL
