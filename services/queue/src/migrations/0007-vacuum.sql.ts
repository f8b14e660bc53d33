/**
 * Vacuum counts with the present, not with the past: by default it waits until a fifth of the table is dead, which after
 * a year is three weeks of visits. Each of them has left an entry in the index of who waits, and every call passes over
 * them (measured: 2.5 ms instead of 0.9). So few dead rows in so large a table would also leave the indexes as they are.
 */
export const vacuumByDay = `
alter table ticket set (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, vacuum_index_cleanup = on,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
-- Insert-only: what is all-visible is counted in the index alone.
alter table period set (
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
`;
