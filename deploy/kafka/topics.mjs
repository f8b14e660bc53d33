/** The script that brings one broker to the catalogue: runs again without harm, narrows and deletes nothing. */
export function topicsScript(topics, agencies) {
  return `${[
    '#!/bin/bash',
    '# Generated from the catalogue of libs/contracts by `npm run generate`.',
    'set -euo pipefail',
    'bin=/opt/kafka/bin',
    '',
    ...topics.flatMap(createTopic),
    ...agencies.flatMap((agency) => grant(agency, topics)),
  ].join('\n')}\n`;
}

function createTopic({ name, partitions, cleanupPolicy, retentionMs }) {
  const config = [
    `cleanup.policy=${cleanupPolicy}`,
    ...(retentionMs === undefined ? [] : [`retention.ms=${retentionMs}`]),
  ];
  const flags = config.map((entry) => ` --config ${entry}`).join('');
  return [
    `$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic ${name} --partitions ${partitions} --replication-factor 1${flags}`,
    `$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name ${name} --add-config ${config.join(',')}`,
  ];
}

function grant(agency, topics) {
  const password = `\${${agency.toUpperCase().replaceAll('-', '_')}_PASSWORD}`;
  const allow = `$bin/kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --add --allow-principal User:${agency}`;
  const written = topics.filter(({ producer }) => producer === agency);
  const readable = topics.filter(({ audience }) => audience === 'agencies');
  return [
    '',
    `$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type users --entity-name ${agency} --add-config "SCRAM-SHA-512=[password=${password}]"`,
    ...(written.length > 0 ? toWrite(allow, agency, written) : toRead(allow, agency, readable)),
  ];
}

const named = (topics) => topics.map(({ name }) => ` --topic ${name}`).join('');

const toRead = (allow, agency, topics) => [
  `${allow} --operation Read --operation Describe${named(topics)}`,
  `${allow} --operation Read --group ${agency}. --resource-pattern-type prefixed`,
];

const toWrite = (allow, agency, topics) => [
  `${allow} --operation Write --operation Describe${named(topics)}`,
  `${allow} --operation Write --operation Describe --transactional-id ${agency}. --resource-pattern-type prefixed`,
];
