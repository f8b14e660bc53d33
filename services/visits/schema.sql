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

CREATE TABLE ban (
  contact uuid NOT NULL,
  detainee uuid NOT NULL,
  from_day date NOT NULL,
  to_day date,
  basis text NOT NULL,
  CONSTRAINT ban_pkey PRIMARY KEY (contact, detainee)
);
CREATE INDEX ban_from ON ban USING btree (detainee);

CREATE TABLE contact (
  id uuid NOT NULL,
  office text NOT NULL,
  owner text,
  language text NOT NULL,
  iin_hash bytea,
  identity_hash bytea,
  flags text[] NOT NULL,
  version integer NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  changed_by text NOT NULL,
  CONSTRAINT contact_pkey PRIMARY KEY (id)
);
CREATE INDEX contact_of_office ON contact USING btree (office);
CREATE INDEX contact_with_iin ON contact USING btree (iin_hash) WHERE iin_hash IS NOT NULL;

CREATE TABLE contact_word (
  contact uuid NOT NULL,
  word bytea NOT NULL,
  CONSTRAINT contact_word_pkey PRIMARY KEY (contact, word)
);
CREATE INDEX contact_word_in ON contact_word USING btree (word, contact);

CREATE TABLE credentials (
  contact uuid NOT NULL,
  defence_notice text,
  expires_on date NOT NULL,
  CONSTRAINT credentials_pkey PRIMARY KEY (contact)
);

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

CREATE TABLE disclosure (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  contact uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  purpose text NOT NULL,
  CONSTRAINT disclosure_pkey PRIMARY KEY (id)
);
CREATE INDEX disclosure_of ON disclosure USING btree (contact, at);

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

CREATE TABLE permission (
  id uuid NOT NULL,
  body text NOT NULL,
  number text NOT NULL,
  detainee uuid NOT NULL,
  people uuid[] NOT NULL,
  state text NOT NULL,
  uses integer NOT NULL,
  uses_left integer NOT NULL,
  valid_from date NOT NULL,
  valid_to date NOT NULL,
  version integer NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT permission_pkey PRIMARY KEY (id),
  CONSTRAINT permission_body_number_key UNIQUE (body, number),
  CONSTRAINT permission_check CHECK (uses_left >= 0 AND uses_left <= uses),
  CONSTRAINT permission_check1 CHECK (valid_from <= valid_to)
);
CREATE INDEX permission_for ON permission USING btree (detainee);

CREATE TABLE permission_use (
  permission uuid NOT NULL,
  visit text NOT NULL,
  held boolean NOT NULL,
  CONSTRAINT permission_use_pkey PRIMARY KEY (permission, visit)
);

CREATE TABLE personal_data (
  contact uuid NOT NULL,
  key_id text NOT NULL,
  wrapped_key bytea NOT NULL,
  name bytea NOT NULL,
  birth_date bytea NOT NULL,
  document_kind bytea NOT NULL,
  document_number bytea NOT NULL,
  iin bytea,
  phone bytea,
  certificate bytea,
  CONSTRAINT personal_data_pkey PRIMARY KEY (contact)
);
CREATE INDEX personal_data_under ON personal_data USING btree (key_id);

CREATE TABLE relationship (
  contact uuid NOT NULL,
  detainee uuid NOT NULL,
  kind text NOT NULL,
  approved boolean NOT NULL,
  from_day date NOT NULL,
  to_day date,
  CONSTRAINT relationship_pkey PRIMARY KEY (contact, detainee)
);
CREATE INDEX relationship_to ON relationship USING btree (detainee);

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

ALTER TABLE ban ADD CONSTRAINT ban_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE contact_word ADD CONSTRAINT contact_word_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE credentials ADD CONSTRAINT credentials_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE custody_event ADD CONSTRAINT custody_event_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE non_association ADD CONSTRAINT non_association_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE non_association ADD CONSTRAINT non_association_other_fkey FOREIGN KEY (other) REFERENCES detainee(id);
ALTER TABLE permission ADD CONSTRAINT permission_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE permission_use ADD CONSTRAINT permission_use_permission_fkey FOREIGN KEY (permission) REFERENCES permission(id);
ALTER TABLE personal_data ADD CONSTRAINT personal_data_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE relationship ADD CONSTRAINT relationship_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE restriction ADD CONSTRAINT restriction_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);

GRANT SELECT ON schema_migration TO visits_service;
GRANT SELECT, INSERT ON act, custody_event, disclosure, parked_event_skipped TO visits_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ban, contact, contact_word, credentials, detainee, facility, idempotency, inbox, non_association, outbox, parked_event, permission, permission_use, personal_data, relationship, restriction TO visits_service;
