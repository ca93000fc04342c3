import { fork, type ChildProcess } from 'node:child_process';
import { createRenderer } from '@culvert/core';
import { serve, webSocketTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import type { Fork } from '../measure/process-contender.js';
import type { Drive } from '../measure/worker-contender.js';
import { driveReports, reportsMain } from '../one-way/culvert-reports.js';

export async function host(
  launch: (fork: Fork, ...more: readonly string[]) => ChildProcess,
): Promise<() => Promise<void>> {
  const main = reportsMain();
  const server = await serve(main);
  launch(fork, server.url, server.token);
  return async () => {
    main.close();
    await server.close();
  };
}

export function drive(parameters: Parameters, url: string, token: string): Promise<Drive> {
  return driveReports(createRenderer(webSocketTransport(url, { token })), parameters);
}
