/** Something that a watcher of the office would see. */
export interface Happening {
  readonly at: Date;
  readonly office: string;
  readonly kind:
    | 'issued'
    | 'turned-away'
    | 'called'
    | 'serving'
    | 'finished'
    | 'next-service'
    | 'parked'
    | 'resumed'
    | 'transferred'
    | 'sent-away'
    | 'no-show'
    | 'reopened'
    | 'left'
    | 'counter-open'
    | 'counter-paused'
    | 'counter-closed'
    | 'prosecutor-came'
    | 'prosecutor-left'
    | 'day-over';
  readonly number?: string;
  readonly service?: string;
  readonly counter?: string;
  /** Since the ticket, or since it waits again. */
  readonly waitedMinutes?: number;
  readonly reason?: string;
  /** Of the visitor. */
  readonly trackingToken?: string;
}

export type Tell = (happening: Happening) => void;
