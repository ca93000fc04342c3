import { cpus, totalmem } from 'node:os';
import { createPortableProbe } from './portable-probe.js';

describe('createPortableProbe', () => {
  it('agrees with Node about this machine', async () => {
    const probe = await createPortableProbe();
    expect((await probe.counters()).cores).toHaveLength(cpus().length);
    expect((await probe.memory()).total).toBe(totalmem());
    const row = (await probe.processes()).find(({ pid }) => pid === process.pid);
    expect(row).toMatchObject({ parent: process.ppid, mine: true });
    expect(await probe.identify(process.pid)).toMatchObject({ owner: probe.owner, birth: row?.birth });
  }, 30_000);
});
