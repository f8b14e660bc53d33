/** What happened in one office, as its witnesses tell it: the tables, the topic, the board and the statistics. */
export interface History {
  readonly tickets: readonly TicketFact[];
  /** One for each version of a ticket, in the order of `version` within each. */
  readonly periods: readonly PeriodFact[];
  /** In the order of the partition, with repetitions. */
  readonly events: readonly EventFact[];
  readonly board: {
    readonly calls: readonly { ticket: string; number: string; counter: string; state: string }[];
  };
  readonly overtakings: readonly OvertakingFact[];
  /** Numbers that were lent to devices: they need not be tickets. */
  readonly lent: readonly LentFact[];
  /** In which a device was not heard, by the ticket whose time that bears out. */
  readonly silences: readonly SilenceFact[];
  /** Who could do what at which counter, from when on. */
  readonly sessions: readonly SessionFact[];
  /** From when on the prosecutor was present or not. */
  readonly presence: readonly { readonly at: number; readonly present: boolean }[];
  readonly office: OfficeFact;
  /** The service's own figures, by business day. */
  readonly statistics: readonly {
    readonly day: string;
    readonly total: Figures;
    readonly services: readonly ServiceFigures[];
  }[];
  /** How far times of witnesses may lie apart, in milliseconds of the service's clock. */
  readonly toleranceMs: number;
}

export interface TicketFact {
  readonly id: string;
  readonly number: string;
  readonly businessDay: string;
  readonly state: string;
  readonly version: number;
  readonly outcome: string | null;
  readonly priority: string | null;
  readonly channel: string;
  readonly issueOrder: number;
  /** When a device without a line told of it, and what it said where that does not count. */
  readonly syncedAt: number | null;
  readonly saidAt: number | null;
}

export interface LentFact {
  readonly businessDay: string;
  readonly prefix: string;
  readonly first: number;
  readonly last: number;
}

export interface SilenceFact {
  readonly ticket: string;
  readonly since: number;
  readonly until: number;
}

export interface PeriodFact {
  readonly ticket: string;
  readonly version: number;
  readonly step: number;
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly actor: string;
  readonly counter: string | null;
  readonly service: string;
  readonly action: string;
  readonly reason: string | null;
  readonly outcome: string | null;
  readonly basis: number;
  readonly target: number;
}

export interface EventFact {
  readonly id: string;
  readonly type: string;
  readonly ticket: string;
  readonly sequence: number;
  readonly at: number;
  readonly data: {
    readonly state: string;
    readonly number: string;
    readonly service: string;
    readonly businessDay: string;
    readonly counter?: string | undefined;
    readonly outcome?: string | undefined;
    readonly reason?: string | undefined;
    readonly syncedAt?: string | undefined;
    readonly basisAt?: string | undefined;
    readonly targetAt?: string | undefined;
  };
}

export interface OvertakingFact {
  readonly ticket: string;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
}

export interface SessionFact {
  readonly counter: string;
  readonly at: number;
  /** Null: all. */
  readonly services: readonly string[] | null;
  readonly skills: readonly string[];
}

export interface OfficeFact {
  readonly services: readonly {
    readonly code: string;
    readonly skills?: readonly string[];
    readonly resources?: readonly string[];
  }[];
  readonly priorities: readonly {
    readonly code: string;
    readonly minutes: number;
    readonly emergency?: boolean;
  }[];
  readonly rules: {
    readonly overtakenAtMost: number;
    readonly returnWithinMinutes: number;
    readonly ticketsPerDeviceMinuteAtMost: number;
  };
}

interface Spread {
  readonly p50?: number;
  readonly p90?: number;
  readonly max?: number;
}

export interface Figures {
  readonly issued: number;
  readonly synced: number;
  readonly served: number;
  readonly noShow: number;
  readonly left: number;
  readonly cancelled: number;
  readonly transferred: number;
  readonly closedUnserved: number;
  readonly waitMinutes: Spread;
  readonly serviceMinutes: Spread;
  readonly withinTarget: { readonly count: number; readonly of: number };
}
export type ServiceFigures = Figures & { readonly service: string };
