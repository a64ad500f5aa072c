import assert from 'node:assert/strict';
import { routes } from '../../src/server/routes.ts';
import { startWorld, type World } from '../support/world.ts';

describe('operation', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const get = (path: string) => fetch(world.url + path);

  it('says that it lives and that it can serve', async () => {
    assert.deepEqual(await (await get('/healthz')).json(), { status: 'ok' });
    assert.deepEqual(await (await get('/readyz')).json(), { status: 'ready' });
  });

  it('counts for Prometheus, by route and not by address', async () => {
    const client = await world.signIn(world.person('employee').userPrincipalName);
    await client.call('GET', '/members/0123456789abcdef01234567');
    const text = await (await get('/metrics')).text();
    const opened = 'foyer_http_request_duration_seconds_count{method="POST",route="/session",status="200"} 1\n';
    assert.ok(text.includes(opened));
    assert.match(text, /route="\/members\/\{id\}",status="403"/);
    assert.doesNotMatch(text, /0123456789abcdef01234567/);
    assert.match(text, /^foyer_outbox_queued 0$/m);
  });

  it('describes every call in OpenAPI 3.1', async () => {
    const description = (await (await get('/api/v1/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    assert.equal(description.openapi, '3.1.0');
    for (const { spec } of routes) {
      const operation = description.paths[spec.path]?.[spec.method];
      assert.ok(operation, `${spec.method} ${spec.path}`);
      assert.ok(operation.responses['429']);
    }
  });

  it('shows the description to people', async () => {
    const page = await get('/api/docs');
    assert.match(await page.text(), /swagger-ui-bundle\.js/);
    for (const file of ['start.js', 'swagger-ui.css', 'swagger-ui-bundle.js']) {
      assert.equal((await get(`/api/docs/${file}`)).status, 200, file);
    }
    for (const file of [
      'package.json',
      'swagger-ui.js',
      'index.html',
      'oauth2-redirect.html',
      'swagger-ui-es-bundle.js',
    ]) {
      assert.equal((await get(`/api/docs/${file}`)).status, 404, file);
    }
  });

  it('has one spelling of its paths, which a proxy can keep inside', async () => {
    for (const path of ['/Metrics', '/metrics/', '/%6detrics', '//metrics', '/HEALTHZ', '/readyz/']) {
      assert.doesNotMatch(await (await get(path)).text(), /process_cpu|"status":"(ok|ready)"/, path);
    }
  });
});

describe('metrics with METRICS_TOKEN', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ env: { METRICS_TOKEN: 'only-prometheus-knows' } });
  });
  after(() => world.close());

  it('are for whom has the token', async () => {
    const read = (authorization?: string) =>
      fetch(`${world.url}/metrics`, authorization === undefined ? {} : { headers: { authorization } });
    for (const wrong of [undefined, 'Bearer', 'Bearer only-prometheus-know', 'Basic only-prometheus-knows']) {
      assert.equal((await read(wrong)).status, 404, wrong);
    }
    assert.match(await (await read('Bearer only-prometheus-knows')).text(), /process_cpu/);
  });
});
