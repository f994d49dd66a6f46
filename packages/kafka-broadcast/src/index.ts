export { readBroadcast } from './broadcast-reader.js';
export type { BroadcastListener, BroadcastOptions, BroadcastReader, BroadcastRecord } from './broadcast.js';
export { CuttableKafka, type CuttableKafkaOptions, type KafkaAddress } from './cuttable-kafka.js';
export { PositionedConsumer, whileBeating, type PositionedConsumerOptions } from './positioned-consumer.js';
export { readSlice, type SliceOptions } from './record-slice.js';
export { boundsOf, withAdmin, type Bounds } from './topic-bounds.js';
