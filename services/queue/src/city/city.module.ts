import { Module } from '@nestjs/common';
import { OfficesModule } from '../offices/offices.module';
import { CityController } from './city.controller';
import { CityQuery } from './city.query';

@Module({
  imports: [OfficesModule],
  controllers: [CityController],
  providers: [CityQuery],
})
export class CityModule {}
