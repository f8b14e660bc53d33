import { runService } from '@kezek/platform';
import { gateway } from './app.module';

void runService(gateway);
