-- What the migrations make of an empty database. Written by `npm run generate`.

CREATE TABLE appointment (
  office text NOT NULL,
  reference text NOT NULL,
  source text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  service text NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ticket uuid NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT appointment_pkey PRIMARY KEY (office, reference),
  CONSTRAINT appointment_state_check CHECK (state = ANY (ARRAY['booked'::text, 'checked-in'::text, 'cancelled'::text]))
);
CREATE INDEX appointment_ticket ON appointment USING btree (ticket);

CREATE TABLE at_bound (
  ticket uuid NOT NULL,
  office text NOT NULL,
  CONSTRAINT at_bound_pkey PRIMARY KEY (ticket)
);
CREATE INDEX at_bound_in_office ON at_bound USING btree (office);

CREATE TABLE contact (
  ref uuid NOT NULL,
  ticket uuid NOT NULL,
  phone bytea NOT NULL,
  language text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  handed_at timestamp with time zone,
  CONSTRAINT contact_pkey PRIMARY KEY (ref)
);
CREATE INDEX contact_ticket ON contact USING btree (ticket);
CREATE INDEX contact_to_hand ON contact USING btree (created_at) WHERE handed_at IS NULL;

CREATE TABLE counter_session (
  office text NOT NULL,
  counter text NOT NULL,
  operator text NOT NULL,
  state text NOT NULL,
  reason text,
  services text[],
  skills text[] DEFAULT '{}'::text[] NOT NULL,
  lease_until timestamp with time zone NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  CONSTRAINT counter_session_pkey PRIMARY KEY (office, counter),
  CONSTRAINT counter_session_state_check CHECK (state = ANY (ARRAY['ready'::text, 'paused'::text, 'closed'::text]))
);
CREATE INDEX counter_session_lease ON counter_session USING btree (lease_until) WHERE state <> 'closed'::text;
CREATE INDEX counter_session_operator ON counter_session USING btree (operator) WHERE state <> 'closed'::text;

CREATE TABLE day_statistics (
  office text NOT NULL,
  business_day date NOT NULL,
  sealed_at timestamp with time zone NOT NULL,
  last_written bigint NOT NULL,
  by_service jsonb NOT NULL,
  by_counter jsonb NOT NULL,
  by_operator jsonb NOT NULL,
  by_hour jsonb NOT NULL,
  digest text NOT NULL,
  CONSTRAINT day_statistics_pkey PRIMARY KEY (office, business_day)
);

CREATE TABLE device_contact (
  device text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT device_contact_pkey PRIMARY KEY (device)
);

CREATE TABLE device_silence (
  device text NOT NULL,
  since timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT device_silence_pkey PRIMARY KEY (device, until)
);
CREATE INDEX device_silence_old ON device_silence USING btree (until);

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

CREATE TABLE number_block (
  id uuid NOT NULL,
  office text NOT NULL,
  business_day date NOT NULL,
  device text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  settled_at timestamp with time zone,
  settled_by text,
  CONSTRAINT number_block_pkey PRIMARY KEY (id),
  CONSTRAINT number_block_check CHECK (expires_at > issued_at),
  CONSTRAINT number_block_check1 CHECK ((settled_at IS NULL) = (settled_by IS NULL))
);
CREATE INDEX number_block_of_day ON number_block USING btree (office, business_day, issued_at, id);
CREATE INDEX number_block_open ON number_block USING btree (expires_at) WHERE settled_at IS NULL;
CREATE INDEX number_block_unsettled ON number_block USING btree (office, business_day) WHERE settled_at IS NULL;

CREATE TABLE number_block_conflict (
  block uuid NOT NULL,
  number text NOT NULL,
  fingerprint text NOT NULL,
  reason text NOT NULL,
  said jsonb NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  synced_at timestamp with time zone NOT NULL,
  CONSTRAINT number_block_conflict_pkey PRIMARY KEY (block, number, fingerprint, reason)
);

CREATE TABLE number_block_range (
  block uuid NOT NULL,
  office text NOT NULL,
  business_day date NOT NULL,
  prefix text NOT NULL,
  first integer NOT NULL,
  last integer NOT NULL,
  services text[] NOT NULL,
  CONSTRAINT number_block_range_pkey PRIMARY KEY (block, prefix, first),
  CONSTRAINT number_block_range_check CHECK (last >= first),
  CONSTRAINT number_block_range_first_check CHECK (first >= 1),
  CONSTRAINT number_block_range_office_business_day_prefix_first_key UNIQUE (office, business_day, prefix, first),
  CONSTRAINT number_block_range_office_business_day_prefix_last_key UNIQUE (office, business_day, prefix, last)
);

CREATE TABLE number_block_sync (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  block uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  issued integer NOT NULL,
  conflicts integer NOT NULL,
  offline_from timestamp with time zone,
  offline_to timestamp with time zone,
  CONSTRAINT number_block_sync_pkey PRIMARY KEY (id),
  CONSTRAINT number_block_sync_check CHECK ((offline_from IS NULL) = (offline_to IS NULL))
);
CREATE INDEX number_block_sync_of_block ON number_block_sync USING btree (block, at);

CREATE TABLE number_block_ticket (
  block uuid NOT NULL,
  prefix text NOT NULL,
  serial integer NOT NULL,
  ticket uuid NOT NULL,
  fingerprint text NOT NULL,
  flags text[] NOT NULL,
  silent_since timestamp with time zone,
  silent_until timestamp with time zone,
  CONSTRAINT number_block_ticket_pkey PRIMARY KEY (block, prefix, serial),
  CONSTRAINT number_block_ticket_check CHECK ((silent_since IS NULL) = (silent_until IS NULL)),
  CONSTRAINT number_block_ticket_ticket_key UNIQUE (ticket)
);

CREATE TABLE number_block_unused (
  block uuid NOT NULL,
  prefix text NOT NULL,
  first integer NOT NULL,
  last integer NOT NULL,
  CONSTRAINT number_block_unused_pkey PRIMARY KEY (block, prefix, first),
  CONSTRAINT number_block_unused_check CHECK (last >= first)
);

CREATE TABLE number_series (
  office text NOT NULL,
  prefix text NOT NULL,
  business_day date NOT NULL,
  last integer NOT NULL,
  CONSTRAINT number_series_pkey PRIMARY KEY (office, prefix, business_day)
) WITH (fillfactor = 50);

CREATE TABLE office (
  code text NOT NULL,
  version integer NOT NULL,
  definition jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  changed_by text NOT NULL,
  CONSTRAINT office_pkey PRIMARY KEY (code)
);

CREATE TABLE office_audit (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  office text NOT NULL,
  at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  counter text,
  reason text,
  detail jsonb,
  CONSTRAINT office_audit_pkey PRIMARY KEY (id)
);
CREATE INDEX office_audit_at ON office_audit USING btree (office, at);

CREATE TABLE office_day_end (
  office text NOT NULL,
  business_day date NOT NULL,
  at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  CONSTRAINT office_day_end_pkey PRIMARY KEY (office, business_day)
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

CREATE TABLE overtaking (
  ticket uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  by_ticket uuid NOT NULL,
  office text NOT NULL,
  counter text NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  CONSTRAINT overtaking_pkey PRIMARY KEY (ticket, at, by_ticket)
);

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

CREATE TABLE period (
  ticket uuid NOT NULL,
  version integer NOT NULL,
  office text NOT NULL,
  business_day date NOT NULL,
  number text NOT NULL,
  step integer NOT NULL,
  service text NOT NULL,
  state text NOT NULL,
  from_at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  reason text,
  counter text,
  outcome text,
  basis_at timestamp with time zone NOT NULL,
  target_at timestamp with time zone NOT NULL,
  written bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  CONSTRAINT period_pkey PRIMARY KEY (ticket, version)
) WITH (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
CREATE INDEX period_of_day ON period USING btree (office, business_day, written);
CREATE INDEX period_said ON period USING btree (office, from_at) WHERE state = 'called'::text;

CREATE TABLE resource_presence (
  office text NOT NULL,
  resource text NOT NULL,
  present boolean NOT NULL,
  since timestamp with time zone NOT NULL,
  actor text NOT NULL,
  CONSTRAINT resource_presence_pkey PRIMARY KEY (office, resource)
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

CREATE TABLE sealing_key (
  kid text NOT NULL,
  jwk jsonb NOT NULL,
  not_before timestamp with time zone NOT NULL,
  CONSTRAINT sealing_key_pkey PRIMARY KEY (kid)
);

CREATE TABLE ticket (
  id uuid NOT NULL,
  tracking_token_hash bytea NOT NULL,
  tracking_token_sealed bytea NOT NULL,
  office text NOT NULL,
  service text NOT NULL,
  number text NOT NULL,
  business_day date NOT NULL,
  state text NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  step integer DEFAULT 1 NOT NULL,
  planned text[] DEFAULT '{}'::text[] NOT NULL,
  ended_steps jsonb DEFAULT '[]'::jsonb NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  issued_by text NOT NULL,
  synced_at timestamp with time zone,
  said_at timestamp with time zone,
  issue_order bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  basis_at timestamp with time zone NOT NULL,
  target_at timestamp with time zone NOT NULL,
  due_at timestamp with time zone NOT NULL,
  priority text,
  emergency boolean DEFAULT false NOT NULL,
  appointment_reference text,
  appointment_at timestamp with time zone,
  return_on date,
  phone_hash bytea,
  iin_hash bytea,
  contact_ref uuid,
  told_near_at timestamp with time zone,
  for_counter text,
  counter text,
  calls integer DEFAULT 0 NOT NULL,
  called_at timestamp with time zone,
  call_expires_at timestamp with time zone,
  timer_at timestamp with time zone,
  first_called_at timestamp with time zone,
  serving_started_at timestamp with time zone,
  ended_at timestamp with time zone,
  outcome text,
  reason text,
  reopened_at timestamp with time zone,
  duration_reliable boolean DEFAULT true NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT ticket_pkey PRIMARY KEY (id),
  CONSTRAINT ticket_check CHECK ((outcome IS NULL) = (state <> ALL (ARRAY['served'::text, 'no-show'::text, 'left'::text, 'cancelled'::text, 'transferred'::text, 'expired'::text, 'closed-unserved'::text]))),
  CONSTRAINT ticket_check1 CHECK (counter IS NOT NULL OR (state <> ALL (ARRAY['called'::text, 'serving'::text]))),
  CONSTRAINT ticket_office_business_day_number_key UNIQUE (office, business_day, number),
  CONSTRAINT ticket_tracking_token_hash_key UNIQUE (tracking_token_hash)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, vacuum_index_cleanup = on, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
CREATE INDEX ticket_arrivals ON ticket USING btree (office, GREATEST(basis_at, synced_at), issue_order, service) WHERE state = 'waiting'::text;
CREATE INDEX ticket_by_state ON ticket USING btree (office, state, issue_order);
CREATE INDEX ticket_emergency ON ticket USING btree (office, due_at, issue_order, service) WHERE state = 'waiting'::text AND emergency;
CREATE INDEX ticket_held ON ticket USING btree (ended_at) WHERE ended_at IS NOT NULL AND (phone_hash IS NOT NULL OR iin_hash IS NOT NULL);
CREATE INDEX ticket_in_order ON ticket USING btree (office, issue_order);
CREATE INDEX ticket_may_return ON ticket USING btree (office, number, ended_at) WHERE state = 'no-show'::text AND reopened_at IS NULL;
CREATE INDEX ticket_next ON ticket USING btree (office, due_at, issue_order, service) WHERE state = 'waiting'::text;
CREATE UNIQUE INDEX ticket_number_open ON ticket USING btree (office, number) WHERE state = ANY (ARRAY['waiting'::text, 'called'::text, 'serving'::text, 'parked'::text, 'return-later'::text]);
CREATE UNIQUE INDEX ticket_one_claim_per_counter ON ticket USING btree (office, counter) WHERE state = ANY (ARRAY['called'::text, 'serving'::text]);
CREATE INDEX ticket_open ON ticket USING btree (office, state) WHERE outcome IS NULL;
CREATE INDEX ticket_open_iin ON ticket USING btree (iin_hash) WHERE outcome IS NULL AND iin_hash IS NOT NULL;
CREATE INDEX ticket_open_phone ON ticket USING btree (phone_hash) WHERE outcome IS NULL AND phone_hash IS NOT NULL;
CREATE INDEX ticket_served ON ticket USING btree (office, service, ended_at) WHERE state = 'served'::text AND duration_reliable;
CREATE INDEX ticket_timer ON ticket USING btree (timer_at) WHERE state = 'called'::text;

ALTER TABLE appointment ADD CONSTRAINT appointment_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);
ALTER TABLE number_block_conflict ADD CONSTRAINT number_block_conflict_block_fkey FOREIGN KEY (block) REFERENCES number_block(id);
ALTER TABLE number_block_range ADD CONSTRAINT number_block_range_block_fkey FOREIGN KEY (block) REFERENCES number_block(id);
ALTER TABLE number_block_sync ADD CONSTRAINT number_block_sync_block_fkey FOREIGN KEY (block) REFERENCES number_block(id);
ALTER TABLE number_block_ticket ADD CONSTRAINT number_block_ticket_block_fkey FOREIGN KEY (block) REFERENCES number_block(id);
ALTER TABLE number_block_ticket ADD CONSTRAINT number_block_ticket_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);
ALTER TABLE number_block_unused ADD CONSTRAINT number_block_unused_block_fkey FOREIGN KEY (block) REFERENCES number_block(id);
ALTER TABLE period ADD CONSTRAINT period_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

GRANT SELECT ON schema_migration TO queue_service;
GRANT SELECT, INSERT ON day_statistics, number_block_conflict, number_block_range, number_block_sync, number_block_ticket, number_block_unused, office_audit, overtaking, parked_event_skipped, period TO queue_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON appointment, at_bound, contact, counter_session, device_contact, device_silence, idempotency, inbox, number_block, number_series, office, office_day_end, outbox, parked_event, resource_presence, sealing_key, ticket TO queue_service;
