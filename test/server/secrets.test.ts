import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createSecrets, isKey, keptKey } from '../../src/server/platform/secrets.ts';

const newKey = () => randomBytes(32).toString('base64');

describe('secrets at rest', () => {
  const secrets = createSecrets([newKey()]);

  it('open again, whatever they say, and are never sealed alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = secrets.seal(text, 'mailbox:1');
        assert.equal(secrets.open(sealed, 'mailbox:1'), Buffer.from(text).toString());
        assert.notEqual(secrets.seal(text, 'mailbox:1'), sealed);
      }),
    );
  });

  it('open nowhere else, with no other key, and not when a bit was changed', () => {
    const sealed = secrets.seal('pa55', 'mailbox:1');
    const [id, content = ''] = sealed.split('.');
    const bytes = Buffer.from(content, 'base64url');
    bytes[15] = (bytes[15] ?? 0) ^ 1;
    assert.throws(() => secrets.open(sealed, 'mailbox:2'));
    assert.throws(() => secrets.open(`${id}.${bytes.toString('base64url')}`, 'mailbox:1'));
    assert.throws(() => createSecrets([newKey()]).open(sealed, 'mailbox:1'), /which is not among SECRETS_KEY/);
  });

  it('stay readable while the key is changed: the first key seals, all of them open', () => {
    const [old, fresh] = [newKey(), newKey()];
    const before = createSecrets([old]).seal('pa55', 'x');
    const changing = createSecrets([fresh, old]);
    assert.equal(changing.open(before, 'x'), 'pa55');
    assert.equal(changing.isCurrent(before), false);
    const after = changing.seal('pa55', 'x');
    assert.equal(changing.isCurrent(after), true);
    assert.equal(createSecrets([fresh]).open(after, 'x'), 'pa55');
  });

  it('a purpose gives its own bytes, the same ones each time', () => {
    assert.deepEqual(secrets.derive('cookies'), secrets.derive('cookies'));
    assert.notDeepEqual(secrets.derive('cookies'), secrets.derive('captcha'));
  });

  it('a trial keeps the key that it made, for its own user alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foyer-secrets-'));
    try {
      const key = keptKey(folder);
      assert.ok(isKey(key));
      assert.equal(keptKey(folder), key);
      assert.equal((await stat(join(folder, 'secrets-key'))).mode & 0o777, 0o600);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
