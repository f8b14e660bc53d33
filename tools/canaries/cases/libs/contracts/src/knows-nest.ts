// canary: eslint @nx/enforce-module-boundaries
// canary: depcruise contracts-know-zod-only
import { Injectable } from '@nestjs/common';

export const known = Injectable;
