export * from './lifecycle';
export * from './config/settings';
export * from './config/read-config';
export * from './clock/clock';
export * from './clock/local-time';
export * from './phone/kazakh-mobile';
