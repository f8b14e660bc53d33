export * from './clock';
export * from './database';
export * from './environment';
export * from './kafka';
export * from './wait-for';
export * from './identity';
export * from './far-side';
