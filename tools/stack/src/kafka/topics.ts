import type { TopicDefinition } from '@kezek/contracts';
import { kafkaClient } from './client';

/** Makes the topics that are missing and widens those that are narrower than defined; never narrows one. */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly TopicDefinition[],
): Promise<void> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((topic) => ({
          topic: topic.name,
          numPartitions: topic.partitions,
          configEntries: configOf(topic),
        })),
      });
    }
    const kept = topics.filter(({ name }) => existing.has(name));
    if (kept.length === 0) return;
    const { topics: metadata } = await admin.fetchTopicMetadata({ topics: kept.map(({ name }) => name) });
    const widths = new Map(metadata.map(({ name, partitions }) => [name, partitions.length]));
    const narrow = kept.filter(({ name, partitions }) => (widths.get(name) ?? partitions) < partitions);
    if (narrow.length === 0) return;
    await admin.createPartitions({
      topicPartitions: narrow.map(({ name, partitions }) => ({ topic: name, count: partitions })),
    });
  } finally {
    await admin.disconnect();
  }
}

function configOf({ cleanupPolicy, retentionMs }: TopicDefinition): { name: string; value: string }[] {
  const policy = { name: 'cleanup.policy', value: cleanupPolicy };
  if (retentionMs === undefined) return [policy];
  return [policy, { name: 'retention.ms', value: String(retentionMs) }];
}
