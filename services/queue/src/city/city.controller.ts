import { listOffices, type InputOf } from '@kezek/contracts';
import { Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { CityQuery } from './city.query';

@Controller()
export class CityController {
  constructor(private readonly city: CityQuery) {}

  @Operation(listOffices)
  list(@Input() { query }: InputOf<typeof listOffices>) {
    return this.city.list(query);
  }
}
