import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Browser, Page } from '@culvert/harness';
import { Program } from './program.js';

/** A port that no program uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The server of the example, and the address that it has printed. */
export interface RunningServer {
  readonly program: Program;
  readonly address: string;
}

/** Starts the server as its page says, and waits until it has printed its address. */
export async function startServer(
  command: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<RunningServer> {
  const program = new Program(command, folder, env);
  const line = await program.until(/^Open /);
  return { program, address: line.replace('Open ', '') };
}

/** Opens an address in a browser window of its own, which shares no storage with others. */
export async function openPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Waits until the element with this id has this text. */
export async function shows(page: Page, id: string, text: RegExp): Promise<void> {
  await page.locator(`#${id}`, { hasText: text }).waitFor({ timeout: 60_000 });
}
