import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkFolders } from '../../scripts/folders/check-folders.ts';

describe('circles between folders', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'foyer-folders-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function write(files: Record<string, string>) {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
  }

  it('fails on folders that import one another by way of a third, and names the imports', async () => {
    await write({
      'server/features/mail/send.ts': "import type { Seat } from '../../core/seats/model.ts';\n",
      'server/core/seats/model.ts': "export { list } from '../outbox/list.ts';\n",
      'server/core/outbox/list.ts': "const later = () => import('../../features/mail/other.ts');\n",
    });
    const { ok, output } = await checkFolders(root);
    assert.equal(ok, false);
    assert.match(output, /^3 folders import one another/);
    for (const named of [
      'server/features/mail → server/core/seats\n    server/features/mail/send.ts imports server/core/seats/model.ts',
      'server/core/outbox/list.ts imports server/features/mail/other.ts',
    ]) {
      assert.ok(output.includes(named), output);
    }
  });

  it('takes what lies beside folders for itself: two files that put folders together are no circle', async () => {
    await write({
      'server/main.ts': "import './core/seats/model.ts';\n",
      'server/config.ts': 'export const port = 3000;\n',
      'server/core/seats/model.ts': "import { port } from '../../config.ts';\nimport './rules.ts';\n",
      'server/core/seats/rules.ts': "import './model.ts';\n",
      'doctor/one.ts': "import '../server/main.ts';\n",
    });
    const { ok, name } = await checkFolders(root);
    assert.deepEqual({ ok, name }, { ok: true, name: 'no circle between folders, of 3 arrows' });
  });
});
