import {
  type Carriage,
  type CommandName,
  type FieldsOf,
  type Receipt,
  SmppClient,
  type SubmitResult,
  parseReceipt,
  planMessage,
  submitBodies,
} from '@kezek/smpp';
import { outcomes } from '../outcomes';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator';

export const stops: (() => Promise<void>)[] = [];

/** Stops what was started, the last first. */
export async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

export async function aSimulator(given: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    systemId: 'kezek',
    password: 'secret',
    receiptDelay: 5,
    lateReceiptDelay: 50,
    ...given,
  });
  stops.push(() => simulator.close());
  return simulator;
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

export interface Sent {
  readonly to?: string;
  readonly carriage?: Carriage;
  readonly reference?: number;
  readonly fields?: Partial<FieldsOf<'submit_sm'>>;
  readonly userMessageReference?: number;
}

export function anEsme(
  simulator: Simulator,
  mode: 'transceiver' | 'transmitter' | 'receiver' = 'transceiver',
) {
  const events: (Receipt | CommandName)[] = [];
  const receipts: Receipt[] = [];
  const refuse = { next: false };
  const client = new SmppClient(
    {
      host: '127.0.0.1',
      port: simulator.smppPort,
      systemId: 'kezek',
      password: 'secret',
      mode,
      window: 200,
      pace: { segmentsPerSecond: 100_000, pause: 1 },
      random: () => 0,
      timers: { response: 300 },
    },
    {
      async onDeliver(pdu) {
        await Promise.resolve();
        const receipt = parseReceipt(pdu);
        if (receipt) events.push(receipt);
        if (refuse.next) {
          refuse.next = false;
          throw new Error('no database');
        }
        if (receipt) receipts.push(receipt);
      },
    },
  );
  client.start();
  stops.push(() => client.stop());
  const send = async (text: string, sent: Sent = {}): Promise<SubmitResult[]> => {
    const { to = '77011234567', carriage = 'udh', reference = 1, userMessageReference } = sent;
    const bodies = submitBodies(planMessage(text, { referenceNumber: reference }), carriage);
    const results = bodies.map(({ fields, tlvs }) => {
      const addressed = {
        ...fields,
        sourceTon: 5,
        sourceAddress: 'Kezek',
        destinationTon: 1,
        destinationAddress: to,
        registeredDelivery: 1,
        ...sent.fields,
      };
      const references = userMessageReference === undefined ? {} : { userMessageReference };
      return client.submit({ fields: addressed, tlvs: { ...tlvs, ...references } });
    });
    const settled = await Promise.all(results);
    events.push('submit_sm_resp');
    return settled;
  };
  return { client, send, receipts, events, refuse };
}

export const numberFor = (name: string) =>
  `770112${outcomes.find((outcome) => outcome.name === name)?.digits ?? ''}`;
export const messageIdOf = (result: SubmitResult | undefined) =>
  result?.outcome === 'accepted' ? result.messageId : `not accepted: ${String(result?.outcome)}`;
