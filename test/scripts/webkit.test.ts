import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('npm run test:webkit', () => {
  it('says in one line that WebKit is not there, and claims nothing', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/webkit.ts'], {
      env: { ...process.env, PATH: '/nowhere', DISPLAY: ':0' },
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(
      stdout,
      'Nothing was tried in WebKit: WebKitWebDriver is not installed (Debian: apt-get install webkit2gtk-driver).\n',
    );
  });
});
