// canary: eslint no-restricted-imports
import { Controller, Get } from '@nestjs/common';

@Controller()
export class RouteController {
  @Get('here')
  here(): string {
    return 'here';
  }
}
