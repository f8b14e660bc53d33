import { Module } from '@nestjs/common';
import { OfficesModule } from '../offices/offices.module';
import { AuditController } from './audit.controller';

@Module({
  imports: [OfficesModule],
  controllers: [AuditController],
})
export class AuditModule {}
