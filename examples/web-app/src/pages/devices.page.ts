import { html, type Html } from '../html.js';
import { deviceName } from './device-name.js';
import { layout, type PageContext } from './layout.js';
import { shortSession } from './short-session.js';
import { time } from './time.js';

export interface Device {
  readonly sid: string;
  readonly device: { readonly label?: string; readonly ip?: string; readonly userAgent?: string };
  readonly createdAtMs: number;
  readonly lastActiveAtMs: number;
  readonly current?: boolean;
}

export function devicesPage(page: PageContext, devices: readonly Device[]): string {
  const texts = page.texts.devices;
  const others = devices.filter((device) => !device.current);
  return layout(
    page,
    texts.title,
    html`${shortSession(page)}
      <section class="card">
        <h1>${texts.title}</h1>
        <p>${texts.lead}</p>
        <ul class="devices">
          ${devices.map((device) => item(page, device))}
        </ul>
        ${
          others.length === 0
            ? html`<p class="tip">${texts.none}</p>`
            : html`<form method="post" action="/devices/sign-out-others">
                <button class="danger">${texts.others}</button>
              </form>`
        }
      </section>`,
  );
}

function item({ texts, language }: PageContext, device: Device): Html {
  const { devices } = texts;
  const name = deviceName(device.device) ?? devices.unknown;
  return html`<li>
    <div>
      <strong>${name}</strong> ${device.current ? html`<span class="role">${devices.thisOne}</span>` : undefined}
      <small
        >${device.device.ip} · ${devices.since} ${time(device.createdAtMs, language)} · ${devices.lastSeen}
        ${time(device.lastActiveAtMs, language)}</small
      >
    </div>
    <form method="post" action="/devices/sign-out">
      <input type="hidden" name="sid" value="${device.sid}" />
      <button class="quiet" aria-label="${devices.signOutLabel(name)}">${devices.signOut}</button>
    </form>
  </li>`;
}
