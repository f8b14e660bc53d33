export { type Outcome, type OutcomeName, outcomeOf, outcomes } from './outcomes';
export { type Simulator, type SimulatorHealth, type SimulatorOptions, startSimulator } from './simulator';
export type { MessageView } from './store';
