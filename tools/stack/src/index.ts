export {
  type Infrastructure,
  type InfrastructureOptions,
  startInfrastructure,
} from './infrastructure/infrastructure';
export type { AgencyUser, PartName, Ports } from './infrastructure/types';
export { grantAgencies } from './kafka/agencies';
export { type CustodyAccess, type CustodySaying, tellAsCustody } from './kafka/custody';
export { createTopics } from './kafka/topics';
export { type Transaction, transactionalProducer, type TransactionalProducer } from './kafka/transactions';
export type { Part } from './processes/supervised';
export type { Running } from './sandbox/running';
export { type Sandbox, type SandboxClock, type SandboxOptions, startSandbox } from './sandbox/sandbox';
export { clients } from './issuer/clients';
export { offices } from './seed/seed';
export { forget, type Play, runSandbox } from './start';
export { sentenceOf, Trouble } from './trouble';
