/** What happened in one office, as its three witnesses tell it: the tables, the topic and the board. */
export interface History {
  readonly tickets: readonly TicketFact[];
  /** In the order of `version` within each ticket. */
  readonly periods: readonly PeriodFact[];
  /** In the order of the partition, with repetitions. */
  readonly events: readonly EventFact[];
  readonly board: { readonly calls: readonly { number: string; counter: string; state: string }[] };
}

export interface TicketFact {
  readonly id: string;
  readonly number: string;
  readonly businessDay: string;
  readonly state: string;
  readonly version: number;
  readonly outcome: string | null;
}

export interface PeriodFact {
  readonly ticket: string;
  readonly version: number;
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly counter: string | null;
}

export interface EventFact {
  readonly id: string;
  readonly type: string;
  readonly ticket: string;
  readonly sequence: number;
  readonly data: {
    readonly state: string;
    readonly number: string;
    readonly counter?: string | undefined;
    readonly outcome?: string | undefined;
  };
}
