export {
  auditConfig,
  loadAuditConfig,
  loadProjectorConfig,
  projectorConfig,
  type AuditConfig,
  type ProjectorConfig,
} from './config.js';
export { startProjector, type StartProjector } from './projector/start-projector.js';
export { startAudit, type StartAudit } from './query-api/start-audit.js';
