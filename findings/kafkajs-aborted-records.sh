#!/usr/bin/env bash
# kafkajs 2.2.4 on Apache Kafka 4.3.1: a reader of committed records is given records that were aborted.
#
# Two producers write to one partition in transactions, the inner one begun and aborted within the outer one:
#     A: "outer 1" · B: "inner" · B aborts · A: "outer 2" · A aborts · "plain", written without a transaction
# Expected, and what Kafka's own consumer (isolation.level=read_committed) reads: "plain".
# Seen: kafkajs (which reads committed records unless told otherwise) delivers "outer 1" and then "plain".
#
# Why (src/consumer/filterAbortedMessages.js): the broker lists aborted transactions in the order in which they ended;
# kafkajs looks at the head of that list alone, and so knows of the outer one only when the inner one's begin is reached.
# In the product: libs/platform/src/kafka/transactions.ts, docs/adr/0028.
#
# Needs node, npm, mvn and Java 17 or newer. Ends with 0 while it behaves so, and with 1 when that has changed.
set -euo pipefail

dir=$(mktemp -d)
broker=
finish() {
  if [ -n "$broker" ]; then
    kill "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
  fi
  rm -rf "$dir"
}
trap finish EXIT
cd "$dir"

cat > pom.xml <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
echo '{"private":true}' > package.json
npm install --silent --no-fund --no-audit kafkajs@2.2.4

read -r port controller < <(node -e '
  const { createServer } = require("node:net");
  const [a, b] = [createServer(), createServer()];
  a.listen(0, "127.0.0.1", () => b.listen(0, "127.0.0.1", () => {
    console.log(a.address().port, b.address().port);
    a.close();
    b.close();
  }));')
cat > server.properties <<CONFIG
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
log.dirs=$dir/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
CONFIG
run() { java -Xmx384m -cp 'lib/*' "$@"; }
run kafka.tools.StorageTool format -c server.properties -t findingFinding00000001 > format.log 2>&1
run kafka.Kafka server.properties > broker.log 2>&1 &
broker=$!

cat > finding.js <<'JS'
const { Kafka, logLevel } = require('kafkajs');
const kafka = new Kafka({ brokers: [process.argv[2]], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
const topic = 'finding';

async function main() {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: false });
  const send = (to, value) => to.send({ topic, messages: [{ key: 'k', value }] });
  const transactional = (transactionalId) =>
    kafka.producer({ transactionalId, maxInFlightRequests: 1, idempotent: true });
  const [a, b, plain] = [transactional('a'), transactional('b'), kafka.producer()];
  for (const producer of [a, b, plain]) await producer.connect();
  const outer = await a.transaction();
  await send(outer, 'outer 1');
  const inner = await b.transaction();
  await send(inner, 'inner');
  await inner.abort();
  await send(outer, 'outer 2');
  await outer.abort();
  await send(plain, 'plain');

  const consumer = kafka.consumer({ groupId: 'finding' });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const seen = [];
  await new Promise((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ message }) => {
          seen.push(message.value.toString());
          if (seen.at(-1) === 'plain') resolve();
        },
      })
      .catch(reject);
  });
  console.log(seen.join(', '));
  for (const client of [consumer, a, b, plain, admin]) await client.disconnect();
}
main().catch((error) => {
  console.error(error);
  process.exit(2);
});
JS
kafkajs=$(node finding.js "127.0.0.1:$port")
own=$(run org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server "127.0.0.1:$port" --topic finding \
  --from-beginning --isolation-level read_committed --max-messages 1 --timeout-ms 30000 2> consumer.log)

echo "kafkajs 2.2.4: $kafkajs"
echo "Kafka 4.3.1's own consumer: $own"
[ "$own" = 'plain' ] && [ "$kafkajs" = 'outer 1, plain' ]
