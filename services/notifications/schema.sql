-- What the migrations make of an empty database. Written by `npm run generate`.

CREATE TABLE attempt (
  notification uuid NOT NULL,
  number integer NOT NULL,
  provider text NOT NULL,
  state text NOT NULL,
  status text,
  claimed_by text NOT NULL,
  lease_until timestamp with time zone NOT NULL,
  claimed_at timestamp with time zone NOT NULL,
  marked_at timestamp with time zone,
  written_at timestamp with time zone,
  answered_at timestamp with time zone,
  CONSTRAINT attempt_pkey PRIMARY KEY (notification, number)
) WITH (fillfactor = 70);
CREATE INDEX attempt_lapsed ON attempt USING btree (lease_until) WHERE state = ANY (ARRAY['claimed'::text, 'written'::text]);

CREATE TABLE contact (
  ref uuid NOT NULL,
  phone_sealed bytea,
  phone_hash bytea,
  phone_masked text,
  tracking_token_sealed bytea,
  language text NOT NULL,
  is_test boolean NOT NULL,
  fault text,
  received_at timestamp with time zone NOT NULL,
  erased_at timestamp with time zone,
  CONSTRAINT contact_pkey PRIMARY KEY (ref)
);
CREATE INDEX contact_to_erase ON contact USING btree (received_at) WHERE erased_at IS NULL;

CREATE TABLE contact_use (
  contact_ref uuid NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT contact_use_pkey PRIMARY KEY (contact_ref)
);
CREATE INDEX contact_use_over ON contact_use USING btree (until);

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

CREATE TABLE notification (
  id uuid NOT NULL,
  template_key text NOT NULL,
  template_version integer NOT NULL,
  language text NOT NULL,
  lane text NOT NULL,
  office text,
  reference text,
  contact_ref uuid NOT NULL,
  arguments jsonb,
  state text NOT NULL,
  status_reason text,
  version integer DEFAULT 1 NOT NULL,
  next_at timestamp with time zone,
  route text,
  cancel_at timestamp with time zone,
  resolve_at timestamp with time zone,
  encoding text,
  segments integer,
  phone_masked text,
  concatenation integer NOT NULL,
  cause_event text NOT NULL,
  cause jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  not_before timestamp with time zone,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT notification_pkey PRIMARY KEY (id),
  CONSTRAINT notification_cause_event_template_key_key UNIQUE (cause_event, template_key)
) WITH (fillfactor = 70);
CREATE INDEX notification_by_reference ON notification USING btree (reference, id);
CREATE INDEX notification_due ON notification USING btree (route, lane, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX notification_of_contact ON notification USING btree (contact_ref) WHERE state = ANY (ARRAY['created'::text, 'scheduled'::text, 'sending'::text]);
CREATE INDEX notification_to_cancel ON notification USING btree (cancel_at) WHERE cancel_at IS NOT NULL AND state = 'pending'::text;
CREATE INDEX notification_to_erase ON notification USING btree (created_at) WHERE arguments IS NOT NULL;
CREATE INDEX notification_to_expire ON notification USING btree (expires_at) WHERE state = ANY (ARRAY['created'::text, 'scheduled'::text, 'sending'::text]);
CREATE INDEX notification_to_resolve ON notification USING btree (resolve_at) WHERE resolve_at IS NOT NULL;

CREATE TABLE office (
  code text NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  name jsonb NOT NULL,
  address jsonb NOT NULL,
  CONSTRAINT office_pkey PRIMARY KEY (code)
);

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

CREATE TABLE receipt (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  provider text NOT NULL,
  message_id text NOT NULL,
  notations text[] NOT NULL,
  state text NOT NULL,
  error_code text,
  user_reference integer,
  phone_hash bytea,
  done_at timestamp with time zone,
  received_at timestamp with time zone NOT NULL,
  notification uuid,
  segment integer,
  matched_at timestamp with time zone,
  CONSTRAINT receipt_pkey PRIMARY KEY (id)
) WITH (fillfactor = 70);
CREATE INDEX receipt_received ON receipt USING brin (received_at);
CREATE INDEX receipt_unmatched ON receipt USING gin (notations) WHERE matched_at IS NULL;
CREATE INDEX receipt_unmatched_in_order ON receipt USING btree (received_at) WHERE matched_at IS NULL;

CREATE TABLE schema_migration (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  "timestamp" bigint NOT NULL,
  name text NOT NULL,
  hash text,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT schema_migration_pkey PRIMARY KEY (id),
  CONSTRAINT schema_migration_name_key UNIQUE (name)
);

CREATE TABLE sealing_key (
  kid text NOT NULL,
  public_jwk jsonb NOT NULL,
  private_sealed bytea NOT NULL,
  not_before timestamp with time zone NOT NULL,
  superseded_at timestamp with time zone,
  CONSTRAINT sealing_key_pkey PRIMARY KEY (kid)
);

CREATE TABLE segment (
  notification uuid NOT NULL,
  number integer NOT NULL,
  provider text NOT NULL,
  state text NOT NULL,
  fate text DEFAULT 'on-its-way'::text NOT NULL,
  message_id text,
  message_key text,
  user_reference integer NOT NULL,
  phone_hash bytea,
  marked_at timestamp with time zone NOT NULL,
  answered_at timestamp with time zone,
  fate_at timestamp with time zone,
  CONSTRAINT segment_pkey PRIMARY KEY (notification, number)
) WITH (fillfactor = 70);
CREATE INDEX segment_of_message ON segment USING btree (provider, message_key, marked_at) WHERE message_key IS NOT NULL;
CREATE INDEX segment_to_erase ON segment USING btree (marked_at) WHERE phone_hash IS NOT NULL;
CREATE INDEX segment_unknown ON segment USING btree (provider, phone_hash) WHERE state = ANY (ARRAY['written'::text, 'unknown'::text]);

CREATE TABLE template (
  key text NOT NULL,
  version integer NOT NULL,
  category text NOT NULL,
  lane text NOT NULL,
  validity text NOT NULL,
  unknown_outcome text NOT NULL,
  bodies jsonb NOT NULL,
  segments_at_most jsonb NOT NULL,
  names_custody boolean NOT NULL,
  longest jsonb NOT NULL,
  published_at timestamp with time zone NOT NULL,
  CONSTRAINT template_pkey PRIMARY KEY (key, version),
  CONSTRAINT template_unknown_outcome_check CHECK (unknown_outcome = ANY (ARRAY['resend'::text, 'hold'::text, 'query'::text]))
);

ALTER TABLE attempt ADD CONSTRAINT attempt_notification_fkey FOREIGN KEY (notification) REFERENCES notification(id);
ALTER TABLE notification ADD CONSTRAINT notification_template_key_template_version_fkey FOREIGN KEY (template_key, template_version) REFERENCES template(key, version);
ALTER TABLE segment ADD CONSTRAINT segment_notification_fkey FOREIGN KEY (notification) REFERENCES notification(id);

GRANT SELECT ON schema_migration TO notifications_service;
GRANT SELECT, INSERT ON parked_event_skipped, template TO notifications_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt, contact, contact_use, idempotency, inbox, notification, office, outbox, parked_event, receipt, sealing_key, segment TO notifications_service;
