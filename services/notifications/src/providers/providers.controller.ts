import { listProviders, type OutputOf } from '@kezek/contracts';
import { Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { Providers } from './providers.service';

@Controller()
export class ProvidersController {
  constructor(private readonly providers: Providers) {}

  @Operation(listProviders)
  list(): OutputOf<typeof listProviders> {
    return { items: [...this.providers.list()] };
  }
}
