export * from './clock';
export * from './database';
export * from './drift';
export * from './environment';
export * from './kafka';
export { schemaSql } from './schema-sql';
export * from './wait-for';
export * from './identity';
export * from './far-side';
