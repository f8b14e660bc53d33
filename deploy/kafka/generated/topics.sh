#!/bin/bash
# Generated from the catalogue of libs/contracts by `npm run generate`.
set -euo pipefail
bin=/opt/kafka/bin

$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic queue.ticket.v1 --partitions 6 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name queue.ticket.v1 --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic queue.counter.v1 --partitions 6 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name queue.counter.v1 --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic queue.office.v1 --partitions 1 --replication-factor 1 --config cleanup.policy=compact
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name queue.office.v1 --add-config cleanup.policy=compact
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic notifications.contact.v1 --partitions 6 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=86400000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name notifications.contact.v1 --add-config cleanup.policy=delete,retention.ms=86400000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic notifications.key.v1 --partitions 1 --replication-factor 1 --config cleanup.policy=compact
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name notifications.key.v1 --add-config cleanup.policy=compact
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic notifications.notification.v1 --partitions 6 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name notifications.notification.v1 --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.visit.v1 --partitions 6 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.visit.v1 --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.session.v1 --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.session.v1 --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.permission.v1 --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.permission.v1 --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.checkpoint.v1 --partitions 6 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=31536000000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.checkpoint.v1 --add-config cleanup.policy=delete,retention.ms=31536000000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic custody.detainee.v1 --partitions 6 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=2592000000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name custody.detainee.v1 --add-config cleanup.policy=delete,retention.ms=2592000000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic queue.ticket.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name queue.ticket.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic queue.counter.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name queue.counter.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic queue.office.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name queue.office.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic notifications.contact.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=86400000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name notifications.contact.v1.dead --add-config cleanup.policy=delete,retention.ms=86400000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic notifications.key.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name notifications.key.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic notifications.notification.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name notifications.notification.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.visit.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.visit.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.session.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.session.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.permission.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=604800000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.permission.v1.dead --add-config cleanup.policy=delete,retention.ms=604800000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic visits.checkpoint.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=31536000000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name visits.checkpoint.v1.dead --add-config cleanup.policy=delete,retention.ms=31536000000
$bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic custody.detainee.v1.dead --partitions 1 --replication-factor 1 --config cleanup.policy=delete --config retention.ms=2592000000
$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type topics --entity-name custody.detainee.v1.dead --add-config cleanup.policy=delete,retention.ms=2592000000

$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type users --entity-name agency-akimat --add-config "SCRAM-SHA-512=[password=${AGENCY_AKIMAT_PASSWORD}]"
$bin/kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --add --allow-principal User:agency-akimat --operation Read --operation Describe --topic queue.ticket.v1 --topic queue.counter.v1 --topic queue.office.v1
$bin/kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --add --allow-principal User:agency-akimat --operation Read --group agency-akimat. --resource-pattern-type prefixed

$bin/kafka-configs.sh --bootstrap-server "$BOOTSTRAP" --alter --entity-type users --entity-name custody --add-config "SCRAM-SHA-512=[password=${CUSTODY_PASSWORD}]"
$bin/kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --add --allow-principal User:custody --operation Write --operation Describe --topic custody.detainee.v1
$bin/kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --add --allow-principal User:custody --operation Write --operation Describe --transactional-id custody. --resource-pattern-type prefixed
