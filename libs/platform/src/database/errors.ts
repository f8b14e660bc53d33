import { QueryFailedError } from 'typeorm';
import { isError } from '../telemetry/is-error';

interface Failure {
  readonly code?: unknown;
  readonly message: string;
}

const failureOf = (error: unknown): Failure | undefined => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return isError(cause) ? cause : undefined;
};

/** SQLSTATE of PostgreSQL or the code of the socket's error (`ECONNREFUSED`), where there is one. */
export const failureCode = (error: unknown): string | undefined => {
  const code = failureOf(error)?.code;
  return typeof code === 'string' ? code : undefined;
};

const rolledBackByRace = new Set(['40001', '40P01']);

/**
 * Somebody else got what the work had chosen, such as a number, at the same moment: thrown in a transaction it rolls
 * everything back, and the same work chooses anew.
 */
export class LostRace extends Error {
  constructor(cause: unknown) {
    super('somebody else was quicker', { cause });
    this.name = 'LostRace';
  }
}

/** Serialization failure, deadlock, or said by the work itself: rolled back, and the same work may succeed at once. */
export const lostRace = (error: unknown): boolean =>
  error instanceof LostRace || rolledBackByRace.has(failureCode(error) ?? '');

// 08: connection; 57P01…57P03: shut down, crashed, starting; 53300: too many connections; 25006: a replica (failover)
const awayCodes =
  /^(08...|57P0[1-5]|53300|25006|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/;
// pg and pg-pool report these without a code
const awayMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Client network socket disconnected)/;

/** The database can't be reached or dropped the connection: says nothing about the work that was attempted. */
export const databaseAway = (error: unknown): boolean => {
  const failure = failureOf(error);
  if (failure === undefined) return false;
  if ('errors' in failure && Array.isArray(failure.errors)) return failure.errors.some(databaseAway);
  const code = failureCode(error);
  return code === undefined ? awayMessages.test(failure.message) : awayCodes.test(code);
};

/** A unique index said no; `constraint` narrows it down to one. */
export const violatesUnique = (error: unknown, constraint?: string): boolean => {
  const failure = failureOf(error) as (Failure & { readonly constraint?: string }) | undefined;
  return failure?.code === '23505' && (constraint === undefined || failure.constraint === constraint);
};
