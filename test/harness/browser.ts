import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** A real Chromium, without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['ATLAS_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** One person's browser at the demo application. */
export class DemoVisitor {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly #demo: string;

  private constructor(context: BrowserContext, page: Page, demo: string) {
    this.context = context;
    this.page = page;
    this.#demo = demo;
  }

  static async open(browser: Browser, demo: string): Promise<DemoVisitor> {
    const context = await browser.newContext({ locale: 'en-GB', bypassCSP: true });
    return new DemoVisitor(context, await context.newPage(), demo);
  }

  async signIn(person: RegExp, options: { readonly short?: boolean } = {}): Promise<void> {
    await this.page.goto(`${this.#demo}/sign-in`);
    await this.page.getByRole('radio', { name: person }).check();
    if (options.short === true) await this.page.getByRole('checkbox', { name: /Short session/ }).check();
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('heading', { name: /Hello/ }).waitFor();
  }

  visit(path: string): Promise<unknown> {
    return this.page.goto(this.#demo + path);
  }

  /** Until the tab's push connection stands. */
  async isLive(page = this.page): Promise<void> {
    await page.locator('[data-connection="live"]').waitFor({ timeout: 30_000 });
  }

  /** The words of the dialog that says the session has ended; waits for it. */
  async farewell(page = this.page, timeout = 30_000): Promise<string> {
    const dialog = page.getByRole('dialog', { name: 'You were signed out' });
    await dialog.waitFor({ timeout });
    return (await dialog.getByRole('alert').textContent()) ?? '';
  }

  async sid(): Promise<string> {
    await this.visit('/');
    return (await this.page.locator('dl code').textContent()) ?? '';
  }

  async accessToken(): Promise<string> {
    const cookies = await this.context.cookies();
    const cookie = cookies.find(({ name }) => name === '__Host-atlas_demo_at');
    if (cookie === undefined) throw new Error('the browser has no access token');
    return cookie.value;
  }

  /** What the application answers to a request with this access token, whatever cookies the browser has by now. */
  async statusWith(accessToken: string): Promise<number> {
    const response = await fetch(`${this.#demo}/session/state`, {
      headers: { cookie: `__Host-atlas_demo_at=${accessToken}`, accept: 'application/json' },
    });
    const state = response.status === 200 ? ((await response.json()) as { signedIn: boolean }) : undefined;
    return state?.signedIn === false ? 401 : response.status;
  }

  async refresh(page = this.page): Promise<number> {
    return page.evaluate(async () => {
      const response = await fetch('/session/refresh', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ active: true }),
      });
      return response.status;
    });
  }
}

/** An administrator at the console. */
export class ConsoleVisitor {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async signIn(
    browser: Browser,
    run: { readonly console: string; readonly adminCode: string },
  ): Promise<ConsoleVisitor> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(run.console);
    await page.getByLabel('One-time code').fill(run.adminCode);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Signed in now' }).waitFor();
    return new ConsoleVisitor(page);
  }

  async endSessionOf(userId: string): Promise<void> {
    await this.page
      .getByRole('button', { name: new RegExp(`^End the session of ${userId}`) })
      .first()
      .click();
    await this.page.getByRole('button', { name: 'End session', exact: true }).click();
  }

  async endEveryone(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign everyone out…' }).click();
    await this.page.getByLabel(/Type EVERYONE/).fill('EVERYONE');
    await this.page.getByRole('button', { name: 'Sign everyone out', exact: true }).click();
  }
}
