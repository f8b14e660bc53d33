-- What the migrations make of an empty database. Written by `npm run generate`.

CREATE TABLE act (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  contact uuid,
  detainee uuid,
  detail jsonb,
  CONSTRAINT act_pkey PRIMARY KEY (id)
);
CREATE INDEX act_at ON act USING btree (at);
CREATE INDEX act_on_contact ON act USING btree (contact) WHERE contact IS NOT NULL;
CREATE INDEX act_on_detainee ON act USING btree (detainee) WHERE detainee IS NOT NULL;

CREATE TABLE custody_event (
  detainee uuid NOT NULL,
  event text NOT NULL,
  word text NOT NULL,
  at timestamp with time zone NOT NULL,
  sequence bigint NOT NULL,
  data jsonb NOT NULL,
  told_at timestamp with time zone NOT NULL,
  CONSTRAINT custody_event_pkey PRIMARY KEY (detainee, event)
);

CREATE TABLE detainee (
  id uuid NOT NULL,
  facility text,
  unit text,
  status text,
  minor boolean NOT NULL,
  body text,
  whereabouts text,
  since timestamp with time zone,
  destination text,
  expected_back_at timestamp with time zone,
  as_of timestamp with time zone NOT NULL,
  gaps text[] NOT NULL,
  CONSTRAINT detainee_pkey PRIMARY KEY (id)
);
CREATE INDEX detainee_in_facility ON detainee USING btree (facility);

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

CREATE TABLE non_association (
  detainee uuid NOT NULL,
  other uuid NOT NULL,
  basis text NOT NULL,
  CONSTRAINT non_association_pkey PRIMARY KEY (detainee, other),
  CONSTRAINT non_association_check CHECK (detainee < other)
);
CREATE INDEX non_association_of_other ON non_association USING btree (other);

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

CREATE TABLE restriction (
  detainee uuid NOT NULL,
  source text NOT NULL,
  code text NOT NULL,
  kind text NOT NULL,
  from_day date NOT NULL,
  to_day date,
  basis text NOT NULL,
  lifted boolean NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT restriction_pkey PRIMARY KEY (detainee, source, code),
  CONSTRAINT restriction_source_check CHECK (source = ANY (ARRAY['custody'::text, 'facility'::text]))
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

ALTER TABLE custody_event ADD CONSTRAINT custody_event_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE non_association ADD CONSTRAINT non_association_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE non_association ADD CONSTRAINT non_association_other_fkey FOREIGN KEY (other) REFERENCES detainee(id);
ALTER TABLE restriction ADD CONSTRAINT restriction_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);

GRANT SELECT ON schema_migration TO visits_service;
GRANT SELECT, INSERT ON act, custody_event, parked_event_skipped TO visits_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON detainee, facility, idempotency, inbox, non_association, outbox, parked_event, restriction TO visits_service;
