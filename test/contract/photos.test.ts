import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import type { Person } from '../../src/sandbox/people/person.ts';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { application, delegated, graph, refusedWith, testSandbox } from './sandbox.ts';
import { conforms, documented } from './schema.ts';

describe('photos in the sandbox Graph', () => {
  let started: StartedSandbox;
  let app: string;
  let withPhoto: Person;
  let without: Person;
  const get = (path: string, token = app) => graph(started, token, path);

  before(async () => {
    started = await testSandbox({ people: 60 });
    app = await application(started);
    const people = started.sandbox.tenants[0]?.directory.search('', 60) ?? [];
    const members = people.filter(({ userType, accountEnabled }) => userType === 'Member' && accountEnabled);
    const [some, none] = [members.find(({ hasPhoto }) => hasPhoto), members.find(({ hasPhoto }) => !hasPhoto)];
    assert.ok(some && none);
    [withPhoto, without] = [some, none];
  });
  after(() => started.close());

  it('come in the documented sizes', async () => {
    const { body } = await get(`users/${withPhoto.id}/photos`);
    for (const photo of body.value) conforms('profilePhoto', photo);
    assert.deepEqual(
      body.value.map((photo: { id: string }) => photo.id),
      documented.photoSizes,
    );
    conforms('profilePhoto', (await get(`users/${withPhoto.id}/photo`)).body);
  });

  it('are PNG pictures of that size', async () => {
    for (const size of documented.photoSizes) {
      const url = `${started.origin}/graph.microsoft.com/v1.0/users/${withPhoto.id}/photos/${size}/$value`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${app}` } });
      assert.equal(response.headers.get('content-type'), 'image/png');
      const png = Buffer.from(await response.arrayBuffer());
      const width = png.readUInt32BE(16);
      assert.equal(`${width}x${png.readUInt32BE(20)}`, size);
      const data = png.indexOf('IDAT');
      const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
      assert.equal(rows.length, (width + 1) * width);
      assert.ok(rows.includes(1), 'something is drawn');
    }
  });

  it('are missing for many, and for odd sizes', async () => {
    for (const path of ['photo', 'photo/$value', 'photos', 'photos/48x48/$value']) {
      await refusedWith(404, 'ImageNotFound', get(`users/${without.id}/${path}`));
    }
    await refusedWith(404, 'ImageNotFound', get(`users/${withPhoto.id}/photos/50x50/$value`));
  });

  it('need their permission, one’s own less', async () => {
    const basic = await delegated(started, without, 'User.Read');
    await refusedWith(403, 'Authorization_RequestDenied', get(`users/${withPhoto.id}/photo`, basic));
    await refusedWith(404, 'ImageNotFound', get('me/photo', basic));
    const reader = await delegated(started, without, 'ProfilePhoto.Read.All');
    assert.equal((await get(`users/${withPhoto.id}/photo`, reader)).status, 200);
  });
});
