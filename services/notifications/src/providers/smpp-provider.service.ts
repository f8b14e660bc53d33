import { type Clock, logger, realAt, shownAt } from '@kezek/platform';
import {
  type ClientOptions,
  type Pdu,
  parseReceipt,
  SmppClient,
  type SubmitResult,
  statusName,
} from '@kezek/smpp';
import { faultOf, type SegmentOutcome } from './outcome.rules';
import type {
  CancelAnswer,
  Outgoing,
  Provider,
  ProviderEvents,
  ProviderStatus,
  QueryAnswer,
} from './provider.rules';

export interface SmppAccount {
  readonly name: string;
  readonly client: ClientOptions;
  /** Sender name, registered with the operators, or number. */
  readonly sender: string;
  /** The service's; the SMSC lives in real time. */
  readonly clock: Clock;
}

const international = { ton: 1, npi: 1 };
const alphanumeric = { ton: 5, npi: 0 };
const shortNumber = { ton: 3, npi: 0 };
// A cancellation or question that can't be written soon is asked again later.
const askWithin = 10_000;

const numberingOf = (sender: string) => {
  if (!/^\+?\d+$/.test(sender)) return alphanumeric;
  return sender.length > 8 ? international : shortNumber;
};

const digits = (phone: string): string => phone.replace(/\D/g, '');

/** An SMPP 3.4 account; sessions, window, pacing and reconnecting are the client's. */
export class SmppProvider implements Provider {
  readonly name: string;
  readonly window: number;
  readonly #client: SmppClient;
  readonly #source: { sourceTon: number; sourceNpi: number; sourceAddress: string };
  #events: ProviderEvents | undefined;
  #lastReceipt: number | undefined;
  readonly #clock: Clock;

  constructor(account: SmppAccount) {
    const numbering = numberingOf(account.sender);
    const sourceAddress = account.sender.replace(/^\+/, '');
    this.name = account.name;
    this.#clock = account.clock;
    this.window = account.client.window ?? 10;
    this.#source = { sourceTon: numbering.ton, sourceNpi: numbering.npi, sourceAddress };
    this.#client = new SmppClient(account.client, {
      onDeliver: async (pdu) => {
        await this.#deliver(pdu);
      },
      onState: (state, end) => {
        logger('smpp').info({ account: this.name, state, end: end?.reason }, 'the account’s state');
        if (end?.reason === 'bind-refused')
          logger('smpp').error(
            { account: this.name, status: statusName(end.status) },
            'the SMSC refuses our name or password: a person has to act',
          );
        this.#events?.onRoom();
      },
      onLateResult: (reference, result) => this.#events?.onLateOutcome(reference, outcomeOf(result)),
    });
  }

  get up(): boolean {
    return this.#client.status.state !== 'down';
  }

  start(events: ProviderEvents): void {
    this.#events = events;
    this.#client.start();
  }

  async stop(): Promise<void> {
    await this.#client.stop();
  }

  async submit({ to, body, deadline, ...rest }: Outgoing): Promise<SegmentOutcome> {
    const fields = {
      ...body.fields,
      ...this.#source,
      destinationTon: international.ton,
      destinationNpi: international.npi,
      destinationAddress: digits(to),
      registeredDelivery: 1,
    };
    const tlvs = { ...body.tlvs, userMessageReference: rest.userReference };
    const result = await this.#client.submit(
      { fields, tlvs, segments: body.segments },
      {
        deadline: realAt(this.#clock, new Date(deadline)),
        validity: 'relative',
        urgent: rest.urgent,
        reference: rest.reference,
        onWritten: ({ at }) => {
          rest.onWritten(shownAt(this.#clock, at).getTime());
        },
      },
    );
    return outcomeOf(result);
  }

  async cancel(messageId: string, to: string): Promise<CancelAnswer> {
    const destination = {
      destinationTon: international.ton,
      destinationNpi: international.npi,
      destinationAddress: digits(to),
    };
    const deadline = Date.now() + askWithin;
    const { outcome } = await this.#client.cancel(
      { messageId, ...this.#source, ...destination },
      { deadline },
    );
    return outcome === 'cancelled' ? 'cancelled' : outcome === 'rejected' ? 'refused' : 'away';
  }

  async query(messageId: string): Promise<QueryAnswer> {
    const deadline = Date.now() + askWithin;
    const result = await this.#client.query({ messageId, ...this.#source }, { deadline });
    if (result.outcome === 'found') return result.state;
    return result.outcome === 'rejected' ? 'refused' : 'away';
  }

  status(): ProviderStatus {
    const { state, windowInUse, segmentsPerSecond } = this.#client.status;
    const since = this.#lastReceipt === undefined ? undefined : (Date.now() - this.#lastReceipt) / 1000;
    return {
      name: this.name,
      protocol: 'smpp',
      state,
      windowInUse,
      segmentsPerSecond,
      ...(since !== undefined && { secondsSinceReceipt: Math.max(0, Math.round(since)) }),
    };
  }

  // Replies of subscribers are acknowledged and go no further: opting out is by link.
  async #deliver(pdu: Pdu<'deliver_sm'>): Promise<void> {
    const receipt = parseReceipt(pdu);
    if (receipt === undefined) return;
    this.#lastReceipt = Date.now();
    const { sourceAddress } = pdu.fields;
    await this.#events?.onReceipt({
      provider: this.name,
      messageId: receipt.messageId,
      state: receipt.state,
      ...(receipt.errorCode !== undefined && { errorCode: receipt.errorCode }),
      ...(receipt.userMessageReference !== undefined && { userReference: receipt.userMessageReference }),
      ...(/^\+?\d{8,15}$/.test(sourceAddress) && { phone: `+${digits(sourceAddress)}` }),
      ...(receipt.doneAt !== undefined && { doneAt: receipt.doneAt }),
    });
  }
}

const outcomeOf = (result: SubmitResult): SegmentOutcome => {
  switch (result.outcome) {
    case 'accepted':
      return { kind: 'accepted', messageId: result.messageId };
    case 'rejected':
      return { kind: 'rejected', status: result.statusName, fault: faultOf(result.status) };
    case 'throttled':
      return { kind: 'throttled', status: statusName(result.status) };
    case 'unknown':
      return { kind: 'unknown', reason: result.reason };
    case 'unsent':
      return { kind: 'not-written', reason: result.reason };
    case 'expired':
      return { kind: 'expired' };
  }
};
