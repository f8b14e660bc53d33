import { type InputOf, streamBoard } from '@kezek/contracts';
import { Input, Operation } from '@kezek/platform';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BoardClient } from './board-client.service';
import { BoardHubs } from './board-hubs.service';
import { BoardTail } from './board-tail.consumer';
import { streamsDropped, streamsOpened } from './board-metrics.service';

const reconnectAfterMs = 2000;

/** The one call that the gateway itself answers. */
@Controller()
export class BoardStreamController {
  constructor(
    private readonly hubs: BoardHubs,
    private readonly tail: BoardTail,
  ) {}

  @Operation(streamBoard)
  async stream(
    @Input() { params }: InputOf<typeof streamBoard>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<undefined> {
    const given = request.headers['last-event-id'];
    const lastEventId = typeof given === 'string' ? given : undefined;
    if (lastEventId !== undefined) await this.tail.caughtUp();
    const leave = await this.hubs.join(params.office, lastEventId, () => open(request, reply));
    streamsOpened.inc({ began: lastEventId === undefined ? 'new' : 'again' });
    reply.raw.once('close', leave);
    if (reply.raw.destroyed) leave();
    if (request.method === 'HEAD') reply.raw.end();
  }
}

function open(request: FastifyRequest, reply: FastifyReply): BoardClient {
  reply.hijack();
  // Small events must not wait for one another.
  request.raw.socket.setNoDelay(true);
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // Proxies that gather answers would hold the events back.
    'x-accel-buffering': 'no',
  });
  const client = new BoardClient(reply.raw, () => {
    streamsDropped.inc();
  });
  client.send(`retry: ${String(reconnectAfterMs)}\n\n`);
  return client;
}
