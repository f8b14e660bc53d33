/** The script that brings one broker to the catalogue: runs again without harm, narrows and deletes nothing. */
export function topicsScript(topics, agencies) {
  const readable = topics.filter(({ audience }) => audience === 'agencies').map(({ name }) => name);
  return `${[
    '#!/bin/bash',
    '# Generated from the catalogue of libs/contracts by `npm run generate`.',
    'set -euo pipefail',
    'bin=/opt/kafka/bin',
    '',
    ...topics.flatMap(createTopic),
    ...agencies.flatMap((agency) => grant(agency, readable)),
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

function grant(agency, readable) {
  const password = `\${${agency.toUpperCase().replaceAll('-', '_')}_PASSWORD}`;
  const allow = `$bin/kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --add --allow-principal User:${agency}`;
  return [
    '',
    `$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type users --entity-name ${agency} --add-config "SCRAM-SHA-512=[password=${password}]"`,
    `${allow} --operation Read --operation Describe${readable.map((name) => ` --topic ${name}`).join('')}`,
    `${allow} --operation Read --group ${agency}. --resource-pattern-type prefixed`,
  ];
}
