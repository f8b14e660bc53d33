export * from './kit/primitives';
export * from './kit/operation';
export * from './kit/event';
export * from './scopes';
export * from './refusals';
