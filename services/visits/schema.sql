-- What the migrations make of an empty database. Written by `npm run generate`.

CREATE EXTENSION btree_gist;

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

CREATE TABLE entitlement_entry (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  detainee uuid NOT NULL,
  month text NOT NULL,
  visit text NOT NULL,
  kind text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT entitlement_entry_pkey PRIMARY KEY (id),
  CONSTRAINT entitlement_entry_kind_check CHECK (kind = ANY (ARRAY['use'::text, 'give-back'::text]))
);
CREATE INDEX entitlement_entry_of_month ON entitlement_entry USING btree (detainee, month, id);

CREATE TABLE excluded_date (
  facility text NOT NULL,
  date date NOT NULL,
  template text DEFAULT ''::text NOT NULL,
  reason text NOT NULL,
  at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  CONSTRAINT excluded_date_pkey PRIMARY KEY (facility, date, template)
);

CREATE TABLE facility (
  office text NOT NULL,
  version integer NOT NULL,
  rules jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  changed_by text NOT NULL,
  CONSTRAINT facility_pkey PRIMARY KEY (office)
);

CREATE TABLE hold (
  ref text NOT NULL,
  facility text NOT NULL,
  session uuid NOT NULL,
  pool text NOT NULL,
  client text NOT NULL,
  detainee uuid NOT NULL,
  members uuid[] NOT NULL,
  permission uuid,
  system text,
  booker text,
  held_by text NOT NULL,
  state text NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  visit text,
  CONSTRAINT hold_pkey PRIMARY KEY (ref),
  CONSTRAINT hold_check CHECK ((state = 'converted'::text) = (visit IS NOT NULL)),
  CONSTRAINT hold_check1 CHECK ((system IS NULL) = (booker IS NULL)),
  CONSTRAINT hold_client_check CHECK (client = ANY (ARRAY['relative'::text, 'lawyer'::text])),
  CONSTRAINT hold_members_check CHECK (cardinality(members) > 0),
  CONSTRAINT hold_state_check CHECK (state = ANY (ARRAY['active'::text, 'converted'::text, 'expired'::text, 'released'::text]))
);
CREATE INDEX hold_of_pool ON hold USING btree (session, pool) WHERE state = 'active'::text;
CREATE UNIQUE INDEX hold_one_a_booker ON hold USING btree (system, booker) WHERE state = 'active'::text;

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

CREATE TABLE pool (
  session uuid NOT NULL,
  kind text NOT NULL,
  parties integer NOT NULL,
  persons integer NOT NULL,
  parties_taken integer DEFAULT 0 NOT NULL,
  persons_taken integer DEFAULT 0 NOT NULL,
  parties_over integer DEFAULT 0 NOT NULL,
  persons_over integer DEFAULT 0 NOT NULL,
  CONSTRAINT pool_pkey PRIMARY KEY (session, kind),
  CONSTRAINT pool_kind_check CHECK (kind = ANY (ARRAY['open'::text, 'closed'::text, 'legal'::text, 'video'::text, 'walk-in'::text])),
  CONSTRAINT pool_never_oversold CHECK (parties_taken <= (parties + parties_over) AND persons_taken <= (persons + persons_over)),
  CONSTRAINT pool_parties_check CHECK (parties >= 0),
  CONSTRAINT pool_parties_over_check CHECK (parties_over >= 0),
  CONSTRAINT pool_parties_taken_check CHECK (parties_taken >= 0),
  CONSTRAINT pool_persons_check CHECK (persons >= 0),
  CONSTRAINT pool_persons_over_check CHECK (persons_over >= 0),
  CONSTRAINT pool_persons_taken_check CHECK (persons_taken >= 0)
) WITH (fillfactor = 50);

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

CREATE TABLE review_flag (
  id uuid NOT NULL,
  visit text NOT NULL,
  code text NOT NULL,
  at timestamp with time zone NOT NULL,
  gone_at timestamp with time zone,
  resolved_at timestamp with time zone,
  resolved_by text,
  reason text,
  CONSTRAINT review_flag_pkey PRIMARY KEY (id),
  CONSTRAINT review_flag_check CHECK (gone_at IS NULL OR resolved_at IS NOT NULL),
  CONSTRAINT review_flag_check1 CHECK ((resolved_by IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX review_flag_one_a_cause ON review_flag USING btree (visit, code) WHERE gone_at IS NULL;

CREATE TABLE schema_migration (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  "timestamp" bigint NOT NULL,
  name text NOT NULL,
  hash text,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT schema_migration_pkey PRIMARY KEY (id),
  CONSTRAINT schema_migration_name_key UNIQUE (name)
);

CREATE TABLE session (
  id uuid NOT NULL,
  facility text NOT NULL,
  template text NOT NULL,
  date date NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  room text NOT NULL,
  kind text NOT NULL,
  excluded boolean DEFAULT false NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  CONSTRAINT session_pkey PRIMARY KEY (id),
  CONSTRAINT session_check CHECK (NOT isempty(tstzrange(starts_at, ends_at))),
  CONSTRAINT session_facility_template_date_key UNIQUE (facility, template, date),
  CONSTRAINT session_kind_check CHECK (kind = ANY (ARRAY['social'::text, 'official'::text])),
  CONSTRAINT session_room EXCLUDE USING gist (facility WITH =, room WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (NOT excluded)
);

CREATE TABLE session_template (
  facility text NOT NULL,
  code text NOT NULL,
  key uuid NOT NULL,
  version integer NOT NULL,
  definition jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  changed_by text NOT NULL,
  CONSTRAINT session_template_pkey PRIMARY KEY (facility, code),
  CONSTRAINT session_template_key_key UNIQUE (key)
);

CREATE TABLE visit (
  ref text NOT NULL,
  facility text NOT NULL,
  session uuid NOT NULL,
  pool text NOT NULL,
  date date NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  client text NOT NULL,
  detainee uuid NOT NULL,
  permission uuid,
  persons integer NOT NULL,
  language text NOT NULL,
  service text NOT NULL,
  system text,
  booker text,
  booked_by text NOT NULL,
  booked_at timestamp with time zone NOT NULL,
  state text NOT NULL,
  code text,
  live boolean NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT visit_pkey PRIMARY KEY (ref),
  CONSTRAINT visit_check CHECK (live = (state <> ALL (ARRAY['rejected'::text, 'auto-rejected'::text, 'withdrawn'::text, 'cancelled'::text]))),
  CONSTRAINT visit_check1 CHECK ((system IS NULL) = (booker IS NULL)),
  CONSTRAINT visit_check2 CHECK (NOT isempty(tstzrange(starts_at, ends_at))),
  CONSTRAINT visit_client_check CHECK (client = ANY (ARRAY['relative'::text, 'lawyer'::text])),
  CONSTRAINT visit_detainee EXCLUDE USING gist (detainee WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (live),
  CONSTRAINT visit_language_check CHECK (language = ANY (ARRAY['kk'::text, 'ru'::text, 'en'::text])),
  CONSTRAINT visit_persons_check CHECK (persons > 0),
  CONSTRAINT visit_ref_starts_at_ends_at_live_key UNIQUE (ref, starts_at, ends_at, live)
);
CREATE INDEX visit_of_booker ON visit USING btree (system, booker, starts_at, ref) WHERE system IS NOT NULL;
CREATE INDEX visit_of_facility ON visit USING btree (facility, starts_at, ref);
CREATE INDEX visit_of_session ON visit USING btree (session, pool) WHERE live;
CREATE UNIQUE INDEX visit_one_a_session ON visit USING btree (detainee, session) WHERE live;
CREATE INDEX visit_undecided ON visit USING btree (starts_at) WHERE state = 'requested'::text;

CREATE TABLE visit_change (
  visit text NOT NULL,
  version integer NOT NULL,
  action text NOT NULL,
  state text NOT NULL,
  at timestamp with time zone NOT NULL,
  by text NOT NULL,
  actor text NOT NULL,
  code text,
  reason text,
  session uuid NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  CONSTRAINT visit_change_pkey PRIMARY KEY (visit, version),
  CONSTRAINT visit_change_by_check CHECK (by = ANY (ARRAY['booker'::text, 'staff'::text, 'system'::text]))
);

CREATE TABLE visit_member (
  visit text NOT NULL,
  contact uuid NOT NULL,
  lead boolean NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  live boolean NOT NULL,
  CONSTRAINT visit_member_pkey PRIMARY KEY (visit, contact),
  CONSTRAINT visit_member_elsewhere EXCLUDE USING gist (contact WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (live)
);

ALTER TABLE ban ADD CONSTRAINT ban_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE contact_word ADD CONSTRAINT contact_word_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE credentials ADD CONSTRAINT credentials_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE custody_event ADD CONSTRAINT custody_event_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE entitlement_entry ADD CONSTRAINT entitlement_entry_visit_fkey FOREIGN KEY (visit) REFERENCES visit(ref);
ALTER TABLE hold ADD CONSTRAINT hold_session_pool_fkey FOREIGN KEY (session, pool) REFERENCES pool(session, kind);
ALTER TABLE non_association ADD CONSTRAINT non_association_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE non_association ADD CONSTRAINT non_association_other_fkey FOREIGN KEY (other) REFERENCES detainee(id);
ALTER TABLE permission ADD CONSTRAINT permission_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE permission_use ADD CONSTRAINT permission_use_permission_fkey FOREIGN KEY (permission) REFERENCES permission(id);
ALTER TABLE personal_data ADD CONSTRAINT personal_data_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE pool ADD CONSTRAINT pool_session_fkey FOREIGN KEY (session) REFERENCES session(id);
ALTER TABLE relationship ADD CONSTRAINT relationship_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);
ALTER TABLE restriction ADD CONSTRAINT restriction_detainee_fkey FOREIGN KEY (detainee) REFERENCES detainee(id);
ALTER TABLE review_flag ADD CONSTRAINT review_flag_visit_fkey FOREIGN KEY (visit) REFERENCES visit(ref);
ALTER TABLE visit ADD CONSTRAINT visit_session_pool_fkey FOREIGN KEY (session, pool) REFERENCES pool(session, kind);
ALTER TABLE visit_change ADD CONSTRAINT visit_change_visit_fkey FOREIGN KEY (visit) REFERENCES visit(ref);
ALTER TABLE visit_member ADD CONSTRAINT visit_member_visit_starts_at_ends_at_live_fkey FOREIGN KEY (visit, starts_at, ends_at, live) REFERENCES visit(ref, starts_at, ends_at, live) ON UPDATE CASCADE;

GRANT SELECT ON schema_migration TO visits_service;
GRANT SELECT, INSERT ON act, custody_event, disclosure, entitlement_entry, parked_event_skipped, visit_change TO visits_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ban, contact, contact_word, credentials, detainee, excluded_date, facility, hold, idempotency, inbox, non_association, outbox, parked_event, permission, permission_use, personal_data, pool, relationship, restriction, review_flag, session, session_template, visit, visit_member TO visits_service;
