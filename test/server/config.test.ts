import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { ConfigError, type Environment, loadConfig } from '../../src/server/platform/config.ts';

const complete: Environment = {
  ENTRA_CLIENT_ID: '6f3f1a52-3b1c-4c59-9a54-0f3f3f1a523b',
  ENTRA_CLIENT_SECRET: 'a-client-secret',
  MAIL_FROM: 'foyer@example.com',
  MAIL_TENANT_ID: '0b9c3a5e-7d1f-4a2b-8c3d-4e5f6a7b8c9d',
};

const production: Environment = {
  ...complete,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://foyer.example.com',
  MONGODB_URI: 'mongodb+srv://foyer:pa55@cluster.example.net/foyer',
  SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
};

function sentencesFor(env: Environment): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.sentences;
  }
  return assert.fail('the configuration was taken');
}

describe('the configuration', () => {
  it('takes a complete environment and fills in the rest', () => {
    const config = loadConfig(production);
    assert.equal(config.FOYER_PORT, 3000);
    assert.equal(config.SEATS_AT_START, 5);
    assert.equal(config.INVITATION_DAYS, 14);
    assert.deepEqual(config.HOST_ORIGINS, []);
  });

  const bad: [what: string, env: Environment, name: string, rule: RegExp][] = [
    ['no client ID', { ENTRA_CLIENT_ID: undefined }, 'ENTRA_CLIENT_ID', /is missing/],
    ['an empty client ID', { ENTRA_CLIENT_ID: '' }, 'ENTRA_CLIENT_ID', /is missing/],
    ['a client ID that is no GUID', { ENTRA_CLIENT_ID: 'value-1' }, 'ENTRA_CLIENT_ID', /must be a GUID/],
    ['neither secret nor certificate', { ENTRA_CLIENT_SECRET: '' }, 'ENTRA_CLIENT_SECRET', /is missing/],
    ['a tenant that is no GUID', { ENTRA_TENANT_ID: 'value-1' }, 'ENTRA_TENANT_ID', /must be a GUID/],
    ['no sender', { MAIL_FROM: undefined }, 'MAIL_FROM', /is missing/],
    ['a sender that is no address', { MAIL_FROM: 'value-1' }, 'MAIL_FROM', /must be an e-mail address/],
    ['mail by Graph without a tenant', { MAIL_TENANT_ID: '' }, 'MAIL_TENANT_ID', /is missing/],
    ['mail by SMTP without a server', { MAIL_TRANSPORT: 'smtp' }, 'SMTP_URL', /is missing/],
    ['an SMTP server of another kind', { SMTP_URL: 'https://value-1' }, 'SMTP_URL', /must begin with smtp/],
    ['an unknown transport', { MAIL_TRANSPORT: 'value-1' }, 'MAIL_TRANSPORT', /must be one of graph, smtp/],
    ['a port that is no number', { FOYER_PORT: 'value-1' }, 'FOYER_PORT', /must be a number/],
    ['a port that is none', { FOYER_PORT: '70000' }, 'FOYER_PORT', /must be at most 65535/],
    ['a database of another kind', { MONGODB_URI: 'mysql://value-1' }, 'MONGODB_URI', /must begin with mongodb/],
    ['an address that is none', { PUBLIC_URL: 'value-1' }, 'PUBLIC_URL', /must be an address/],
    ['an address with a path', { PUBLIC_URL: 'https://value-1.example/a' }, 'PUBLIC_URL', /without a path/],
    ['a host that is no origin', { HOST_ORIGINS: 'https://ok.example, value-1' }, 'HOST_ORIGINS', /must be an address/],
    ['a key that is none', { SECRETS_KEY: 'value-1' }, 'SECRETS_KEY', /must be 32 bytes in base64/],
    ['no seat', { SEATS_AT_START: '0' }, 'SEATS_AT_START', /must be at least 1/],
    ['an unknown mode', { NODE_ENV: 'value-1' }, 'NODE_ENV', /must be one of/],
    ['a mail port that is none', { MAIL_ALLOWED_PORTS: '1110,70000' }, 'MAIL_ALLOWED_PORTS', /must be ports or ranges/],
    ['mail ports backwards', { MAIL_ALLOWED_PORTS: '20-10' }, 'MAIL_ALLOWED_PORTS', /must be ports or ranges/],
    ['an unknown log level', { LOG_LEVEL: 'value-1' }, 'LOG_LEVEL', /must be one of/],
  ];
  for (const [what, env, name, rule] of bad) {
    it(`answers ${what} with one sentence that names ${name} and repeats no value`, () => {
      const sentences = sentencesFor({ ...complete, ...env });
      assert.equal(sentences.length, 1);
      const [sentence = ''] = sentences;
      assert.ok(sentence.startsWith(`${name} `), sentence);
      assert.match(sentence, rule);
      assert.doesNotMatch(sentence, /value-1/);
    });
  }

  it('says everything that is wrong at once', () => {
    const sentences = sentencesFor({ ...complete, ENTRA_CLIENT_ID: 'x', FOYER_PORT: 'x' });
    assert.deepEqual(
      sentences.map((sentence) => sentence.split(' ')[0]),
      ['FOYER_PORT', 'ENTRA_CLIENT_ID'],
    );
  });

  it('wants https, a MongoDB, a key for secrets and the real Microsoft in production', () => {
    const { PUBLIC_URL: _url, MONGODB_URI: _uri, SECRETS_KEY: _key, ...rest } = production;
    const sentences = sentencesFor({ ...rest, MICROSOFT_ORIGIN: 'http://localhost:3001' });
    for (const name of ['PUBLIC_URL', 'MONGODB_URI', 'SECRETS_KEY', 'MICROSOFT_ORIGIN']) {
      assert.ok(
        sentences.some((sentence) => sentence.startsWith(name)),
        name,
      );
    }
  });

  it('has every variable in .env.example', async () => {
    const example = await readFile('.env.example', 'utf8');
    const source = await readFile('src/server/platform/config.ts', 'utf8');
    const names = new Set(source.match(/^ {4}[A-Z][A-Z_]+(?=:)/gm)?.map((name) => name.trim()));
    assert.ok(names.size > 20);
    for (const name of names) assert.match(example, new RegExp(`^#?${name}=`, 'm'), `${name} is not in .env.example`);
  });
});
