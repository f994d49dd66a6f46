import type { Texts } from '../texts/en.js';
import { sketchDevice } from './user-agent.js';

export interface DeviceFacts {
  readonly label?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** One readable line for a device: what the application called it, else what its User-Agent suggests. */
export function deviceLabel(device: DeviceFacts, texts: Texts): string {
  if (device.label !== undefined) return device.label;
  const { kind, browser, system } = sketchDevice(device.userAgent);
  if (browser !== undefined && system !== undefined) return texts.on(browser, system);
  return browser ?? system ?? texts.devices[kind];
}
