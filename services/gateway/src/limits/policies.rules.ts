import { mayActIn, type OperationDefinition, type Principal } from '@kezek/contracts';

/** What a limit looks at of a call. */
export interface Call {
  /** Undefined for a page. */
  readonly operation: OperationDefinition | undefined;
  /** The template of the route's path. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  /** Whose token came with it; undefined where none did, or no good one. */
  readonly principal: Principal | undefined;
  /** Where it came from; see `addressKey`. */
  readonly address: string;
}

/** A limit: which calls it counts, and together with which others. */
export interface Policy {
  /** `<calls>/<seconds>` where nothing is configured. */
  readonly usual: string;
  readonly limits: string;
  readonly countedBy: string;
  /** Calls of one key are counted together; undefined: the call isn't counted. */
  readonly keyOf: (call: Call) => string | undefined;
}

export const visitorPageRoute = '/t/:trackingToken';

// Who may not act in an office takes nothing from it.
function officeOf({ operation, params, principal }: Call): string | undefined {
  const office = operation?.office === undefined ? undefined : params[operation.office];
  return office !== undefined && principal && mayActIn(principal, office) ? office : undefined;
}

/**
 * Every limit of the gateway, by its name in `RateLimit-Policy`. Wide enough that whoever works never meets one: five
 * motorists' centres in their worst hour (300 desks that ask every two seconds, a heartbeat each, 500 tickets a minute)
 * make 12,000 calls a minute through one client, 2,500 in one office and 100 tickets in it; a hall of a thousand phones
 * behind one address asks 6,000 to 12,000 times.
 */
export const policies = {
  client: {
    usual: '120000/60',
    limits: 'all calls with a token',
    countedBy: 'the token’s subject',
    keyOf: ({ principal }) => principal?.subject,
  },
  office: {
    usual: '120000/60',
    limits: 'calls with a token about an office, of all clients together',
    countedBy: 'the office',
    keyOf: officeOf,
  },
  issuing: {
    usual: '24000/60',
    limits: 'taking tickets and numbers for them, booking and checking in',
    countedBy: 'the office and the token’s subject',
    keyOf: (call) => {
      const office = officeOf(call);
      if (call.operation?.flow !== 'issuing' || office === undefined) return undefined;
      return `${office} ${call.principal?.subject ?? ''}`;
    },
  },
  address: {
    usual: '30000/60',
    limits: 'all calls and pages without a token, or without a good one',
    countedBy: 'the address (of IPv6 the first 64 bits)',
    keyOf: ({ principal, address }) => (principal ? undefined : address),
  },
  tracking: {
    usual: '15000/60',
    limits: 'reading and giving back a ticket by its tracking token, without a token of the issuer',
    countedBy: 'the address',
    keyOf: ({ principal, operation, address }) =>
      !principal && operation?.flow === 'tracking' ? address : undefined,
  },
  links: {
    usual: '3000/60',
    limits: 'opening the visitor’s page, whose address holds the tracking token',
    countedBy: 'the address',
    keyOf: ({ route, address }) => (route === visitorPageRoute ? address : undefined),
  },
} as const satisfies Record<string, Policy>;
export type PolicyName = keyof typeof policies;
