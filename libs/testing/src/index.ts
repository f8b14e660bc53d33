export * from './clock';
export * from './database';
export * from './environment';
export * from './wait-for';
export * from './identity';
