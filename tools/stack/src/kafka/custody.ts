import { randomUUID } from 'node:crypto';
import { type CustodyData, custodyTopic, type CustodyWord } from '@kezek/contracts';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

/** How the custody system reaches Kafka: through the agencies' listener, as itself. */
export interface CustodyAccess {
  readonly brokers: readonly string[];
  readonly password: string;
}

/** What it says; `sequence` counts what it says of a detainee from 1, 0 is by hand and not counted. */
export interface CustodySaying {
  readonly word: CustodyWord;
  readonly data: CustodyData;
  readonly sequence: number;
}

/** Writes as the custody system does, in the order given. */
export async function tellAsCustody(
  { brokers, password }: CustodyAccess,
  sayings: readonly CustodySaying[],
): Promise<void> {
  const sasl = { mechanism: 'scram-sha-512', username: 'custody', password } as const;
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId: 'custody',
    sasl,
    logLevel: logLevel.NOTHING,
    retry: { retries: 3 },
  });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic: custodyTopic.name, acks: -1, messages: sayings.map(recordOf) });
  } finally {
    await producer.disconnect();
  }
}

function recordOf({ word, data, sequence }: CustodySaying) {
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: `custody.detainee.${word}`,
    ce_source: '/custody',
    ce_time: new Date().toISOString(),
    ce_subject: data.detainee,
    ce_partitionkey: data.detainee,
    ce_sequence: String(sequence),
  };
  return { key: data.detainee, value: JSON.stringify(data), headers };
}
