import type { Main } from '@culvert/core';
import { serve, type CulvertServer } from '@culvert/transport-node';
import { HOSTILE_ORIGIN } from '../model/policy-table.js';

export interface Servers {
  readonly honest: CulvertServer;
  readonly hostile: CulvertServer;
  close(): Promise<void>;
}

/** Two servers, each with its own token. A renderer that connects to the first one is honest. */
export async function serveBoth(main: Main, isHonest: (id: number) => void): Promise<Servers> {
  const honestOnly: Pick<Main, 'connect' | 'limits'> = {
    limits: main.limits,
    connect(transport, info) {
      const contents = main.connect(transport, info);
      isHonest(contents.id);
      return contents;
    },
  };
  const honest = await serve(honestOnly, { log: false });
  const hostile = await serve(main, { log: false, allowedOrigins: [HOSTILE_ORIGIN] });
  return {
    honest,
    hostile,
    async close() {
      await Promise.all([honest.close(), hostile.close()]);
    },
  };
}
