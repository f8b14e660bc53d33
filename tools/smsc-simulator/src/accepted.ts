import type { Pdu } from '@kezek/smpp';
import type { OutcomeName } from './outcomes';
import type { Part } from './store';

/** What is kept of a submit_sm: the text is with the message, and bytes would hold the buffers they came in. */
export interface Envelope {
  readonly sequence: number;
  readonly from: Address;
  readonly to: Address;
  readonly registeredDelivery: number;
  readonly userMessageReference?: number;
}

interface Address {
  readonly ton: number;
  readonly npi: number;
  readonly address: string;
}

export interface Accepted extends Part {
  readonly envelope: Envelope;
  readonly systemId: string;
  readonly number: number;
  readonly outcome: OutcomeName;
  stopTimer?: () => void;
}

export function envelopeOf({ sequence, fields, tlvs }: Pdu<'submit_sm'>): Envelope {
  const { userMessageReference } = tlvs;
  return {
    sequence,
    from: { ton: fields.sourceTon, npi: fields.sourceNpi, address: fields.sourceAddress },
    to: { ton: fields.destinationTon, npi: fields.destinationNpi, address: fields.destinationAddress },
    registeredDelivery: fields.registeredDelivery,
    ...(userMessageReference !== undefined && { userMessageReference }),
  };
}
