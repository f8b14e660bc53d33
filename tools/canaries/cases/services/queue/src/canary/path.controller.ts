// canary: eslint no-restricted-syntax
import { Controller } from '@nestjs/common';

@Controller('v2')
export class PathController {}
