import { after, afterEach, before, describe, it } from 'node:test';

type Body = () => Promise<void>;

// The suite uses the names of Jest and Vitest. Under these runners, this file is not needed.
Object.assign(globalThis, {
  describe,
  it: Object.assign((name: string, body: Body, timeout: number) => void it(name, { timeout }, body), {
    skip: (name: string) => void it.skip(name),
  }),
  beforeAll: (body: Body, timeout: number) => before(body, { timeout }),
  afterEach: (body: Body) => afterEach(body),
  afterAll: (body: Body, timeout: number) => after(body, { timeout }),
});
