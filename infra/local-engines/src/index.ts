export type { EngineProcess } from './engine-process.js';
export * from './local-engines.js';
export { describeMissing, missingRequirements, type Missing } from './requirement.js';
