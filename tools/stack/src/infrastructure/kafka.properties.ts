import type { AgencyUser, Ports } from './types';

/** The listener that only this machine reaches; who comes by it may do everything. */
export const innerListener = 'INNER';
/** The listener of other agencies: a name and a password, and the rights that were granted. */
export const agencyListener = 'AGENCIES';

/** The memory of Kafka's virtual machine. */
export const heap = ['-Xms128m', '-Xmx384m'];
/** What else keeps that machine small enough for a laptop. */
export const economy = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/** The agencies as `kafka-storage format --add-scram` takes them. */
export function scramUsers(agencies: readonly AgencyUser[]): string[] {
  return agencies.map(({ name, password }) => `SCRAM-SHA-512=[name=${name},password=${password}]`);
}

/** `server.properties` of one broker that is its own controller, small enough for a laptop.
 * Clients reach it on loopback; `bind` is where it listens (in a container: everywhere). */
export function serverProperties(ports: Ports, logDir: string, bind = '127.0.0.1'): string {
  const inner = String(ports.kafka);
  const agencies = String(ports.kafkaAgencies);
  const controller = `127.0.0.1:${String(ports.kafkaController)}`;
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${controller}`,
    listeners: `${innerListener}://${bind}:${inner},${agencyListener}://${bind}:${agencies},CONTROLLER://${controller}`,
    'advertised.listeners': `${innerListener}://127.0.0.1:${inner},${agencyListener}://127.0.0.1:${agencies}`,
    'listener.security.protocol.map': `${innerListener}:PLAINTEXT,${agencyListener}:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': innerListener,
    'controller.listener.names': 'CONTROLLER',
    [`listener.name.${agencyListener.toLowerCase()}.sasl.enabled.mechanisms`]: 'SCRAM-SHA-512',
    [`listener.name.${agencyListener.toLowerCase()}.scram-sha-512.sasl.jaas.config`]:
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': 'User:ANONYMOUS',
    'log.dirs': logDir,
    'auto.create.topics.enable': 'false',
    'num.partitions': '1',
    // after a crash it may register again only when its session has ended
    'broker.session.timeout.ms': '4000',
    'broker.heartbeat.interval.ms': '500',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '4',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'log.segment.bytes': '67108864',
    'log.cleaner.dedupe.buffer.size': '8388608',
    'num.network.threads': '2',
    'num.io.threads': '4',
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}
