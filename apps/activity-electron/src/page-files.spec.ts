import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageFiles } from './page-files.js';

const root = mkdtempSync(join(tmpdir(), 'page-files-'));
const folder = join(root, 'pages');
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(root, 'secret'), 'secret');
writeFileSync(join(root, 'secret.html'), 'secret');
writeFileSync(join(folder, 'index.html'), 'launcher');
writeFileSync(join(folder, 'disk.html'), 'disk');
writeFileSync(join(folder, 'assets/a.js'), 'script');
afterAll(() => rmSync(root, { recursive: true }));

describe('pageFiles', () => {
  const serve = pageFiles(folder, () => "default-src 'none'");

  it.each([
    ['activity://app/', 'launcher', 'text/html; charset=utf-8'],
    ['activity://app/disk', 'disk', 'text/html; charset=utf-8'],
    ['activity://app/disk.html?a=1#x', 'disk', 'text/html; charset=utf-8'],
    ['activity://app/assets/a.js', 'script', 'text/javascript'],
  ])('serves %s under the policy', async (url, text, type) => {
    const response = serve(url);
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
  });

  it.each([
    'activity://app/none',
    'activity://app/assets',
    'activity://app/../secret',
    'activity://app/%2e%2e/secret.html',
    'activity://app/..%2fsecret',
    'activity://app//etc/passwd',
  ])('has no %s', (url) => {
    expect(serve(url).status).toBe(404);
  });
});
