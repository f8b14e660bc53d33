/** What the driver does, by the names of the contract's operations where there is one. */
export type Action =
  | 'issue'
  | 'leave'
  | 'resume'
  | 'reopen'
  | 'presence'
  | 'close-day'
  | 'open'
  | 'pause'
  | 'close'
  | 'heartbeat'
  | 'call-next'
  | 'start'
  | 'recall'
  | 'no-show'
  | 'park'
  | 'transfer'
  | 'return-later'
  | 'finish'
  | 'read';

/**
 * Refusals that belong to a working day: somebody left between the call and the counter, the system gave up before the
 * operator did, a visitor came back when the window was over, an office takes nobody in any more or is closed tomorrow.
 */
const ordinary: Partial<Record<Action, readonly string[]>> = {
  issue: ['closing-soon', 'too-many-tickets'],
  leave: ['ticket-wrong-state'],
  start: ['ticket-wrong-state', 'ticket-at-another-counter'],
  recall: ['ticket-wrong-state', 'ticket-at-another-counter'],
  'no-show': ['ticket-wrong-state', 'ticket-at-another-counter'],
  reopen: ['ticket-wrong-state', 'office-closed'],
  resume: ['ticket-wrong-state', 'office-closed'],
  'return-later': ['return-date-invalid'],
};

/** Whether a working day may see an action refused with a code. */
export const isOrdinary = (action: Action, code: string): boolean =>
  ordinary[action]?.includes(code) === true;
