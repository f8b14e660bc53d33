import { Module } from '@nestjs/common';
import { Erasure } from './erasure.service';

@Module({ providers: [Erasure] })
export class ErasureModule {}
