import { type Clock, type SmscHandlers, startSmscServer, statusCode, systemClock } from '@kezek/smpp';
import { startPageServer } from './page-server';
import { Smsc } from './smsc';
import { MessageStore, type MessageView } from './store';

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly smppPort?: number;
  readonly pagePort?: number;
  readonly systemId: string;
  readonly password: string;
  /** Milliseconds from acceptance to receipt. Default 100. */
  readonly receiptDelay?: number;
  /** The same for a number whose receipt is late. Default 10,000. */
  readonly lateReceiptDelay?: number;
  /** Messages kept. Default 50,000; the oldest go first. */
  readonly capacity?: number;
  /** Ids count from here. By default from the time, so that a restart doesn't repeat them. */
  readonly firstMessageId?: number;
  readonly clock?: Clock;
}

export interface SimulatorHealth {
  readonly status: 'ok';
  readonly sessions: number;
  readonly messages: number;
  /** Messages of which segments are missing. */
  readonly incomplete: number;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly throttled: number;
  readonly receipts: { readonly waiting: number; readonly acknowledged: number };
}

export interface Simulator {
  readonly smppPort: number;
  readonly pagePort: number;
  /** Address of the page, without a slash at its end. */
  readonly page: string;
  /** Newest first. */
  messages(to?: string): MessageView[];
  clear(): void;
  health(): SimulatorHealth;
  /** Unbinds the sessions and stops both listeners. */
  close(): Promise<void>;
}

/** Starts a deterministic SMSC with its page. Rejects when a port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { host = '127.0.0.1', clock = systemClock, capacity = 50_000 } = options;
  const store = new MessageStore(capacity);
  const smsc = new Smsc(store, {
    clock,
    capacity,
    receiptDelay: options.receiptDelay ?? 100,
    lateReceiptDelay: options.lateReceiptDelay ?? 10_000,
    firstMessageId: options.firstMessageId ?? clock.now() * 1000,
  });
  let sessions = 0;
  const handlers = handlersOf(smsc, options, (change) => (sessions += change));
  const smpp = await startSmscServer({ host, port: options.smppPort ?? 0, handlers, clock });
  const health = (): SimulatorHealth => ({
    status: 'ok',
    sessions,
    messages: store.size,
    incomplete: smsc.incomplete,
    ...smsc.counters,
    receipts: { waiting: smsc.outbox.size, acknowledged: smsc.outbox.delivered },
  });
  const page = await startPageServer({ host, port: options.pagePort ?? 0, store, health }).catch(
    async (error: unknown) => {
      await smpp.close();
      throw error;
    },
  );
  return {
    smppPort: smpp.port,
    pagePort: page.port,
    page: `http://${host.includes(':') ? `[${host}]` : host}:${String(page.port)}`,
    messages: (to) => store.list(to),
    clear: () => {
      store.clear();
    },
    health,
    async close() {
      smsc.stop();
      await Promise.all([smpp.close(), page.close()]);
    },
  };
}

function handlersOf(smsc: Smsc, options: SimulatorOptions, count: (change: number) => void): SmscHandlers {
  return {
    authenticate({ systemId, password }) {
      if (systemId !== options.systemId) return statusCode.ESME_RINVSYSID;
      return password === options.password ? statusCode.ESME_ROK : statusCode.ESME_RINVPASWD;
    },
    bound(session) {
      count(1);
      smsc.outbox.bound(session);
    },
    request(session, request) {
      smsc.request(session, request);
    },
    closed(session) {
      count(-1);
      smsc.outbox.closed(session);
    },
  };
}
