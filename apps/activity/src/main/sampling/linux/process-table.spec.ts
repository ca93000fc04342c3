import { createProcessTable } from './process-table.js';

interface FakeProcess {
  comm: string;
  ticks: number;
  start: number;
  command: string;
  uid: number;
}

function createFakeProc() {
  const processes = new Map<number, FakeProcess>();
  const reads: string[] = [];
  const table = createProcessTable({
    read: (path) => {
      reads.push(path);
      const [pid, file] = path.split('/');
      const found = processes.get(Number(pid));
      if (found === undefined) return undefined;
      if (file === 'stat') {
        return `${pid} (${found.comm}) R 1 0 0 0 0 0 0 0 0 0 ${found.ticks} 0 0 0 0 0 3 0 ${found.start} 0 10 0 0 0`;
      }
      return file === 'cmdline' ? found.command : `Uid:\t${found.uid}\t0\t0\t0\n`;
    },
    pids: () => [...processes.keys()],
    owner: '1000',
    userName: (uid) => `user${uid}`,
    pageBytes: 4096,
    bootSeconds: 1000,
  });
  return { processes, reads, table };
}

const node: FakeProcess = { comm: 'node', ticks: 0, start: 500, command: 'node\0a.js\0', uid: 1000 };

describe('createProcessTable', () => {
  it('gives the name of a process, and its load since the last reading', () => {
    const { processes, table } = createFakeProc();
    processes.set(7, { ...node });
    expect(table(0)).toEqual([
      {
        pid: 7,
        parent: 1,
        name: 'node',
        command: 'node a.js',
        user: 'user1000',
        mine: true,
        cpu: 0,
        memory: 40_960,
        threads: 3,
        state: 'R',
        birth: 500,
        startedAt: 1_005_000,
      },
    ]);
    processes.set(7, { ...node, ticks: 100 });
    expect(table(2000)[0]?.cpu).toBe(50);
  });

  it('tells a reused pid from the old process', () => {
    const { processes, table } = createFakeProc();
    processes.set(7, { ...node, ticks: 1000 });
    table(0);
    processes.set(7, { comm: 'sh', ticks: 5, start: 900, command: '', uid: 0 });
    expect(table(1000)).toMatchObject([{ name: 'sh', command: '[sh]', cpu: 0, birth: 900, mine: false }]);
  });

  it('reads the arguments twice, since the first may be from before exec, and then only changing values', () => {
    const { processes, reads, table } = createFakeProc();
    processes.set(7, { ...node, command: 'npm\0' });
    table(0);
    processes.set(7, { ...node });
    expect(table(1000)[0]?.command).toBe('node a.js');
    reads.length = 0;
    table(2000);
    expect(reads).toEqual(['7/stat']);
    processes.set(7, { ...node, comm: 'renamed' });
    expect(table(3000)[0]?.name).toBe('renamed');
  });

  it('leaves out a process that ends between the list and the reading', () => {
    const { processes, table } = createFakeProc();
    processes.set(7, { ...node });
    const pids = [...processes.keys(), 8];
    processes.keys = () => pids.values();
    expect(table(0).map(({ pid }) => pid)).toEqual([7]);
  });
});
