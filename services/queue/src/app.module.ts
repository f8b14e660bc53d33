import { Clock, Lifecycle } from '@kezek/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditController } from './audit/audit.controller';
import { AppointmentsController } from './appointments/appointments.controller';
import { AppointmentsService } from './appointments/appointments.service';
import { ArrivalsService } from './appointments/arrivals.service';
import { BookingsService } from './appointments/bookings.service';
import { VisitsConsumer } from './appointments/visits.consumer';
import { BoardController } from './board/board.controller';
import { BoardQuery } from './board/board.query';
import { ContactsService } from './contacts/contacts.service';
import { PersonalDataService } from './contacts/personal-data.service';
import { SealingKeyConsumer } from './contacts/sealing-key.consumer';
import { CallingService } from './counters/calling.service';
import { ClosingService } from './counters/closing.service';
import { CountersController } from './counters/counters.controller';
import { SessionsService } from './counters/sessions.service';
import { LeasesQuery } from './leases/lease-account.query';
import { LeaseTokens } from './leases/lease-token.service';
import { LeasesController } from './leases/leases.controller';
import { LeasesService } from './leases/leases.service';
import { SyncService } from './leases/sync.service';
import { TakingService } from './leases/taking.service';
import { CityQuery } from './offices/city.query';
import { OfficeDayController } from './offices/office-day.controller';
import { OfficesController } from './offices/offices.controller';
import { OfficesService } from './offices/offices.service';
import { PresenceService } from './offices/presence.service';
import { PersonsService } from './persons/persons.service';
import { SealingService } from './statistics/sealing.service';
import { StatisticsController } from './statistics/statistics.controller';
import { StatisticsQuery } from './statistics/statistics.query';
import { CommandsService } from './tickets/commands.service';
import { DayEndService } from './tickets/day-end.service';
import { DecidingService } from './tickets/deciding.service';
import { HousekeepingService } from './tickets/housekeeping.service';
import { LeavingService } from './tickets/leaving.service';
import { IssueService } from './tickets/issue.service';
import { NearService } from './tickets/near.service';
import { StepsController } from './tickets/steps.controller';
import { ReopeningService } from './tickets/reopening.service';
import { StepsService } from './tickets/steps.service';
import { SweeperService } from './tickets/sweeper.service';
import { TicketViews } from './tickets/ticket-view.query';
import { TicketsController } from './tickets/tickets.controller';
import { TimersService } from './tickets/timers.service';
import { TrackQuery } from './tracking/track.query';
import { WritingService } from './tickets/writing.service';
import { Work } from './work.service';
import { TrackingController } from './tracking/tracking.controller';

export interface Surroundings {
  readonly dataSource: () => Promise<DataSource>;
  readonly personalDataKey: Uint8Array;
  readonly previousPersonalDataKeys?: readonly Uint8Array[];
  readonly urbanSpeedKmh?: number;
}

/** Everything that answers; what goes on by itself is started by `main.ts`. */
@Module({})
export class AppModule {
  static with(surroundings: Surroundings): DynamicModule {
    const { dataSource, personalDataKey, previousPersonalDataKeys, urbanSpeedKmh } = surroundings;
    return {
      module: AppModule,
      controllers: [
        OfficesController,
        OfficeDayController,
        TicketsController,
        StepsController,
        CountersController,
        AppointmentsController,
        LeasesController,
        TrackingController,
        BoardController,
        StatisticsController,
        AuditController,
        SealingKeyConsumer,
        VisitsConsumer,
      ],
      providers: [
        {
          provide: DataSource,
          inject: [Lifecycle],
          useFactory: async (lifecycle: Lifecycle) => {
            const opened = await dataSource();
            lifecycle.onStop('pools', 'PostgreSQL', () => opened.destroy());
            return opened;
          },
        },
        {
          provide: PersonalDataService,
          useFactory: () => new PersonalDataService(personalDataKey, previousPersonalDataKeys),
        },
        {
          provide: LeaseTokens,
          useFactory: () => new LeaseTokens(personalDataKey, previousPersonalDataKeys),
        },
        {
          provide: CityQuery,
          inject: [OfficesService, DataSource, Clock],
          useFactory: (offices: OfficesService, opened: DataSource, clock: Clock) =>
            new CityQuery(offices, opened, clock, urbanSpeedKmh),
        },
        ...[PersonsService, WritingService, ArrivalsService, AppointmentsService, BookingsService],
        ...[Work, OfficesService, ContactsService, SessionsService, ClosingService, CallingService],
        ...[DecidingService, CommandsService, LeavingService, IssueService, StepsService, DayEndService],
        ...[ReopeningService, PresenceService, LeasesService, LeasesQuery, SyncService, TakingService],
        ...[StatisticsQuery, SealingService, HousekeepingService],
        ...[NearService, TimersService, SweeperService, TicketViews, TrackQuery, BoardQuery],
      ],
    };
  }
}
