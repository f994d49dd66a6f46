export { loadPushGatewayConfig, pushGatewayConfig, type PushGatewayConfig } from './config.js';
export { startPushGateway, type PushGatewayOptions } from './start-push-gateway.js';
