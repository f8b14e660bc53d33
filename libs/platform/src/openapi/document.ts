import type { OperationDefinition } from '@kezek/contracts';

export const openApiDocument = (_operations: readonly OperationDefinition[], info: { title: string }) => ({
  openapi: '3.1.1',
  info,
});
