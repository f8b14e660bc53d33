import { SqlMigration } from '../database/sql-migration';

/** The tables that every service with a database has; their entities stand beside what uses them. */
export class PlatformTables1767225600000 extends SqlMigration {
  readonly sql = `
-- Rows live for milliseconds: vacuum by count, not by share. The key serves both the relay's reading and deleting.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY,
  shard smallint NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  headers json NOT NULL,
  payload text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (shard, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
       autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
       autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

CREATE TABLE inbox (
  consumer text NOT NULL,
  event_id text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

-- The value is bytes: a record that isn't UTF-8 is parked as it came. error_count counts failed deliveries.
CREATE TABLE parked_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  key text NOT NULL,
  headers jsonb NOT NULL,
  value bytea,
  reason text NOT NULL CHECK (reason IN ('contract', 'failure', 'behind')),
  error text,
  error_count integer NOT NULL DEFAULT 0,
  parked_at timestamptz NOT NULL DEFAULT now(),
  retry_at timestamptz,
  UNIQUE (consumer, topic, partition, "offset")
);
CREATE INDEX parked_event_of_key ON parked_event (consumer, topic, key, id);
CREATE TABLE parked_event_skipped (
  id bigint PRIMARY KEY,
  consumer text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  key text NOT NULL,
  headers jsonb NOT NULL,
  value bytea,
  error text,
  skip_reason text NOT NULL,
  skipped_by text NOT NULL DEFAULT current_user,
  skipped_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE idempotency (
  client text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status smallint NOT NULL,
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_created_at ON idempotency USING brin (created_at);
`;
}
