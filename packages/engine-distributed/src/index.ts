export type { DistributedEngineOptions, DistributedOptions } from './distributed-options.js';
export type { EngineFault, OnFault } from './fault.js';
export { openDistributedEngine, type DistributedEngine } from './open-distributed-engine.js';
export { provisionDistributed, type ProvisionOptions, type ProvisionReport } from './provision-distributed.js';
