// canary: eslint no-restricted-imports
// canary: manifests undeclared
import { Kafka } from 'kafkajs';

export const connect = (): Kafka => new Kafka({ brokers: [] });
