/** Days of the generated year: those before today. */
export const days = 365;
/** So many tickets of a day in the largest office, and so many fewer in each next one: three million in a year. */
const most = 390;
const fewer = 8;

/**
 * What the days are made of. The largest office is the one that is measured; each visit goes one of eight ways
 * (`story`), each version of it is a row of `story_step`, its moments are places in the visit's `times`.
 */
export const prepareYear = (measured: string): string => `
CREATE TEMP TABLE year_office AS
SELECT code, place, ${String(most)} - ${String(fewer)} * place AS per_day, jsonb_array_length(definition->'counters') AS counters
FROM (SELECT code, definition, (row_number() OVER (ORDER BY code <> '${measured}', code))::integer - 1 AS place FROM office) o;
CREATE TEMP TABLE year_service AS
SELECT o.code AS office, s.ordinality::integer - 1 AS nth, s.value->>'code' AS service, s.value->>'prefix' AS prefix,
  make_interval(mins => (s.value->'target'->>'minutes')::integer) AS target
FROM office o, jsonb_array_elements(o.definition->'services') WITH ORDINALITY s;
-- Of ten visitors four come for the first service; numbers of a service follow each other without a gap.
CREATE TEMP TABLE year_mix (slot integer, nth integer, weight integer, place integer);
INSERT INTO year_mix VALUES (0,0,4,1),(1,1,3,1),(2,0,4,2),(3,2,2,1),(4,1,3,2),(5,0,4,3),(6,3,1,1),(7,2,2,2),(8,1,3,3),(9,0,4,4);
CREATE TEMP TABLE story (story text, from_luck integer, to_luck integer, state text, outcome text, versions integer,
  steps integer, called integer, started integer, ended integer, calls integer);
INSERT INTO story VALUES
  ('served', 0, 71, 'served', 'served', 4, 1, 2, 4, 5, 1), ('recalled', 72, 79, 'served', 'served', 5, 1, 2, 4, 5, 2),
  ('missed', 80, 86, 'no-show', 'no-show', 4, 1, 2, NULL, 13, 2), ('left', 87, 90, 'left', 'left-by-visitor', 2, 1, NULL, NULL, 11, 0),
  ('cancelled', 91, 91, 'cancelled', 'cancelled-by-operator', 2, 1, NULL, NULL, 11, 0),
  ('parked', 92, 94, 'served', 'served', 8, 1, 8, 9, 10, 1), ('transferred', 95, 97, 'served', 'served', 8, 2, 8, 9, 10, 1),
  ('closed', 98, 99, 'closed-unserved', 'closed-by-day-end', 2, 1, NULL, NULL, 12, 0);
CREATE TEMP TABLE story_step (story text, version integer, step integer, state text, moment integer, counter integer,
  actor text, action text, reason text, outcome text);
INSERT INTO story_step
SELECT story, 1, 1, 'waiting', 1, NULL, 'kiosk', 'issue', NULL, NULL FROM story
UNION ALL SELECT story, 2, 1, 'called', 2, 1, 'operator', 'call', NULL, NULL FROM story WHERE called IS NOT NULL
UNION ALL VALUES
  ('served', 3, 1, 'serving', 4, 1, 'operator', 'start', NULL, NULL), ('served', 4, 1, 'served', 5, 1, 'operator', 'finish', NULL, 'served'),
  ('recalled', 3, 1, 'called', 3, 1, 'system', 'recall', NULL, NULL), ('recalled', 4, 1, 'serving', 4, 1, 'operator', 'start', NULL, NULL),
  ('recalled', 5, 1, 'served', 5, 1, 'operator', 'finish', NULL, 'served'),
  ('missed', 3, 1, 'called', 3, 1, 'system', 'recall', NULL, NULL), ('missed', 4, 1, 'no-show', 13, 1, 'system', 'no-show', NULL, 'no-show'),
  ('left', 2, 1, 'left', 11, NULL, 'visitor', 'leave', NULL, 'left-by-visitor'),
  ('cancelled', 2, 1, 'cancelled', 11, NULL, 'operator', 'cancel', 'duplicate', 'cancelled-by-operator'),
  ('closed', 2, 1, 'closed-unserved', 12, NULL, 'system', 'close-day', NULL, 'closed-by-day-end'),
  ('parked', 3, 1, 'serving', 4, 1, 'operator', 'start', NULL, NULL), ('parked', 4, 1, 'parked', 6, NULL, 'operator', 'park', 'documents-missing', NULL),
  ('parked', 5, 1, 'waiting', 7, NULL, 'operator', 'resume', NULL, NULL), ('parked', 6, 1, 'called', 8, 2, 'operator', 'call', NULL, NULL),
  ('parked', 7, 1, 'serving', 9, 2, 'operator', 'start', NULL, NULL), ('parked', 8, 1, 'served', 10, 2, 'operator', 'finish', NULL, 'served'),
  ('transferred', 3, 1, 'serving', 4, 1, 'operator', 'start', NULL, NULL),
  ('transferred', 4, 1, 'transferred', 5, 1, 'operator', 'transfer', NULL, 'transferred'),
  ('transferred', 5, 2, 'waiting', 5, NULL, 'operator', 'next-step', 'transferred', NULL),
  ('transferred', 6, 2, 'called', 8, 2, 'operator', 'call', NULL, NULL), ('transferred', 7, 2, 'serving', 9, 2, 'operator', 'start', NULL, NULL),
  ('transferred', 8, 2, 'served', 10, 2, 'operator', 'finish', NULL, 'served');
ANALYZE year_office; ANALYZE year_service; ANALYZE year_mix; ANALYZE story; ANALYZE story_step;
`;

const opens = `(day + time '09:00') AT TIME ZONE 'Asia/Almaty'`;
const seconds = (number: string) => `make_interval(secs => ${number})`;

// OFFSET 0: every step is worked out once, not once for each of its uses.
/** The visits of some days, the last one included, as nothing but chance that is the same every time makes them. */
export const drawVisits = (from: string, to: string): string => `CREATE TEMP TABLE year_visit AS
SELECT uuidv7(times[1] - now()) AS id, v.*, s.story, s.state, s.outcome, s.versions, s.steps, s.calls,
  CASE WHEN s.called IS NOT NULL THEN times[s.called] END AS called_at, CASE WHEN s.called IS NOT NULL THEN times[2] END AS first_called_at,
  CASE WHEN s.started IS NOT NULL THEN times[4] END AS started_at, times[s.ended] AS ended_at
FROM (
  SELECT c.*, ARRAY[issued, called, called + ${seconds('60')}, started, ended, started + ${seconds('60')},
    started + ${seconds('1260')}, ended + ${seconds('1500')}, ended + ${seconds('1530')}, ended + ${seconds('1530 + slot / 4')},
    issued + (called - issued) / 2, opens + ${seconds('34200')}, called + ${seconds('150')}] AS times
  FROM (
    SELECT b.*, called + ${seconds('70 + noise % 30')} AS started,
      called + ${seconds('100 + slot * (0.2 + noise / 2000.0)')} AS ended
    FROM (
      SELECT a.*, opens + ${seconds('nth * gap')} AS issued, least(gap * (counters - 1), 1200) AS slot,
        CASE WHEN noise % 17 = 0 THEN 'disability' END AS priority,
        opens + ${seconds('nth * gap + (180 + 600 * sin(pi() * nth / per_day) ^ 2) * CASE WHEN noise % 17 = 0 THEN 0.2 ELSE 1 END')} AS called
      FROM (
        SELECT o.code AS office, o.place, o.per_day, o.counters, d.day, n.nth, ${opens} AS opens, 32400.0 / o.per_day AS gap,
          abs(hashint8(n.nth * 1000003::bigint + o.place * 7919 + (d.day - date '2000-01-01') * 104729::bigint)::bigint) % 100 AS luck,
          abs(hashint8(n.nth * 15485863::bigint + o.place * 7907 + (d.day - date '2000-01-01') * 611953::bigint)::bigint) % 1000 AS noise
        FROM (SELECT day::date FROM generate_series(date '${from}', date '${to}', interval '1 day') day) d, year_office o,
          generate_series(0, o.per_day - 1) n (nth) OFFSET 0) a OFFSET 0) b OFFSET 0) c OFFSET 0) v
JOIN story s ON v.luck BETWEEN s.from_luck AND s.to_luck`;

const served = `JOIN year_mix m ON m.slot = v.nth % 10 JOIN year_service s ON s.office = v.office AND s.nth = m.nth
  JOIN year_service other ON other.office = v.office AND other.nth = (m.nth + 1) % 4`;
const operator = (place: string) => `'operator-' || v.office || '-' || ${place}`;
const place = (column: string) =>
  `CASE ${column} WHEN 1 THEN (v.nth % (v.counters - 1) + 1)::text WHEN 2 THEN v.counters::text END`;

/** Everything that the visits left behind, in the order in which it was written. */
export const writeVisits: readonly string[] = [
  `INSERT INTO ticket (id, tracking_token_hash, tracking_token_sealed, office, service, number, state, version, step, channel,
    language, issued_at, business_day,
    basis_at, target_at, due_at, priority, contact_ref, told_near_at, counter, called_at, calls, first_called_at,
    serving_started_at, ended_at, outcome, changed_at, ended_steps, phone_hash, issued_by)
  SELECT v.id, sha256(uuid_send(v.id)), substring(sha512(uuid_send(v.id)) FOR 50), v.office,
    CASE v.steps WHEN 1 THEN s.service ELSE other.service END,
    s.prefix || lpad((v.nth / 10 * m.weight + m.place)::text, 3, '0'), v.state, v.versions, v.steps,
    (ARRAY['kiosk', 'kiosk', 'desk', 'web'])[v.noise % 4 + 1], (ARRAY['kk', 'ru', 'ru', 'en'])[v.luck % 4 + 1],
    v.times[1], v.day, v.times[1], v.times[1] + s.target,
    v.times[1] + s.target - CASE WHEN v.priority IS NULL THEN interval '0' ELSE interval '15 minutes' END, v.priority,
    CASE WHEN v.noise % 3 = 0 THEN gen_random_uuid() END, CASE WHEN v.noise % 3 = 0 THEN v.first_called_at END,
    CASE WHEN v.called_at IS NOT NULL THEN ${place('CASE WHEN v.versions = 8 THEN 2 ELSE 1 END')} END, v.called_at, v.calls,
    v.first_called_at, v.started_at, v.ended_at, v.outcome, v.ended_at,
    CASE v.steps WHEN 1 THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object('service', s.service, 'state', 'transferred', 'outcome', 'transferred')) END,
    CASE WHEN v.noise % 3 = 0 THEN sha256(v.id::text::bytea) END, 'kiosk-' || v.office
  FROM year_visit v ${served} ORDER BY v.times[1]`,
  `INSERT INTO period (ticket, version, step, state, from_at, actor, counter, office, business_day, number, service, action,
    reason, outcome, basis_at, target_at)
  SELECT v.id, p.version, p.step, p.state, v.times[p.moment],
    CASE p.actor WHEN 'operator' THEN ${operator(`coalesce(${place('p.counter')}, '1')`)} WHEN 'kiosk' THEN 'kiosk-' || v.office ELSE p.actor END,
    ${place('p.counter')}, v.office, v.day, s.prefix || lpad((v.nth / 10 * m.weight + m.place)::text, 3, '0'),
    CASE p.step WHEN 1 THEN s.service ELSE other.service END, p.action, p.reason, p.outcome,
    v.times[1], v.times[1] + CASE p.step WHEN 1 THEN s.target ELSE other.target END
  FROM year_visit v JOIN story_step p USING (story) ${served} ORDER BY v.times[p.moment], p.version`,
  `INSERT INTO overtaking (ticket, by_ticket, office, at, counter, actor, reason)
  SELECT e.id, v.id, v.office, v.times[2], ${place('1')}, ${operator(place('1'))}, 'priority:' || v.priority
  FROM year_visit v, generate_series(1, 8) back
  JOIN year_visit e ON true
  WHERE v.priority IS NOT NULL AND v.first_called_at IS NOT NULL AND e.office = v.office AND e.day = v.day AND e.nth = v.nth - back
    AND e.first_called_at > v.first_called_at ORDER BY v.times[2]`,
  `INSERT INTO number_series (office, prefix, business_day, last)
  SELECT v.office, s.prefix, v.day, max(v.nth / 10 * m.weight + m.place) FROM year_visit v ${served} GROUP BY 1, 2, 3`,
  `INSERT INTO contact (ref, ticket, phone, language, created_at, handed_at)
  SELECT t.contact_ref, t.id, sha256(t.tracking_token_hash), t.language, t.issued_at, t.issued_at
  FROM ticket t JOIN year_visit v USING (id)
  WHERE t.contact_ref IS NOT NULL AND t.ended_at > now() - interval '1 day'`,
  `INSERT INTO office_audit (office, at, actor, action, counter, reason)
  SELECT o.code, ${opens} + ${seconds('60 * a.minute')}, 'operator-' || o.code || '-' || c, a.action, c::text, a.reason
  FROM (SELECT DISTINCT day FROM year_visit) d, year_office o, generate_series(1, o.counters) c,
    (VALUES (0, 'session-opened', NULL), (240, 'session-paused', 'lunch'), (285, 'session-opened', NULL),
      (560, 'session-closed', NULL)) a (minute, action, reason)
  ORDER BY 2, 1`,
];
