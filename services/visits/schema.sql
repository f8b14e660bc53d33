-- What the migrations make of an empty database. Written by `npm run generate`.

CREATE TABLE facility (
  office text NOT NULL,
  version integer NOT NULL,
  rules jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  changed_by text NOT NULL,
  CONSTRAINT facility_pkey PRIMARY KEY (office)
);

CREATE TABLE idempotency (
  client text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status smallint NOT NULL,
  response jsonb,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT idempotency_pkey PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_created_at ON idempotency USING brin (created_at);

CREATE TABLE inbox (
  consumer text NOT NULL,
  event_id text NOT NULL,
  received_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  shard smallint NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  headers json NOT NULL,
  payload text NOT NULL,
  created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT outbox_pkey PRIMARY KEY (shard, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

CREATE TABLE parked_event (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  consumer text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  key text NOT NULL,
  headers jsonb NOT NULL,
  value bytea,
  reason text NOT NULL,
  error text,
  error_count integer DEFAULT 0 NOT NULL,
  parked_at timestamp with time zone DEFAULT now() NOT NULL,
  retry_at timestamp with time zone,
  CONSTRAINT parked_event_pkey PRIMARY KEY (id),
  CONSTRAINT parked_event_consumer_topic_partition_offset_key UNIQUE (consumer, topic, partition, "offset"),
  CONSTRAINT parked_event_reason_check CHECK (reason = ANY (ARRAY['contract'::text, 'failure'::text, 'behind'::text]))
);
CREATE INDEX parked_event_of_key ON parked_event USING btree (consumer, topic, key, id);

CREATE TABLE parked_event_skipped (
  id bigint NOT NULL,
  consumer text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  key text NOT NULL,
  headers jsonb NOT NULL,
  value bytea,
  error text,
  skip_reason text NOT NULL,
  skipped_by text DEFAULT CURRENT_USER NOT NULL,
  skipped_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT parked_event_skipped_pkey PRIMARY KEY (id)
);

CREATE TABLE schema_migration (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  "timestamp" bigint NOT NULL,
  name text NOT NULL,
  hash text,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT schema_migration_pkey PRIMARY KEY (id),
  CONSTRAINT schema_migration_name_key UNIQUE (name)
);

GRANT SELECT ON schema_migration TO visits_service;
GRANT SELECT, INSERT ON parked_event_skipped TO visits_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON facility, idempotency, inbox, outbox, parked_event TO visits_service;
