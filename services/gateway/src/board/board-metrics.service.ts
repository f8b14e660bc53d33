import { metrics } from '@kezek/platform';
import { Counter, Gauge } from 'prom-client';

const registers = [metrics];

export const streamsOpen = new Gauge({
  name: 'kezek_board_streams_open',
  help: 'Open board streams',
  registers,
});
export const streamsOpened = new Counter({
  name: 'kezek_board_streams_opened_total',
  help: 'Board streams opened, by how they began',
  labelNames: ['began'],
  registers,
});
export const streamsDropped = new Counter({
  name: 'kezek_board_streams_dropped_total',
  help: 'Board streams cut because the client could not keep up',
  registers,
});
export const boardDeltasSent = new Counter({
  name: 'kezek_board_deltas_total',
  help: 'Deltas of tickets, before they are sent to each client',
  registers,
});
export const boardEventsSkipped = new Counter({
  name: 'kezek_board_events_skipped_total',
  help: 'Events that break their contract and were left out',
  registers,
});
