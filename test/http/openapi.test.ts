import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { routes } from '../../src/server/routes.ts';
import { description, operations, parametersValidator, placeOf, validatorAt } from '../support/described.ts';

describe('the description of the API', () => {
  it('is OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(
      structuredClone(description) as unknown as Record<string, unknown>,
    );
    assert.ok(valid, JSON.stringify(errors, null, 2));
    assert.equal(description.openapi, '3.1.0');
  });

  it('has schemas that a strict validator of JSON Schema compiles, each pattern without flags', () => {
    for (const [name, { requestBody, responses }] of operations) {
      parametersValidator(name, 'path');
      parametersValidator(name, 'query');
      const place = ['paths', ...placeOf(name)];
      for (const type of Object.keys(requestBody?.content ?? {})) {
        validatorAt(...place, 'requestBody', 'content', type, 'schema');
      }
      for (const [status, { content = {} }] of Object.entries(responses)) {
        for (const type of Object.keys(content)) validatorAt(...place, 'responses', status, 'content', type, 'schema');
      }
    }
    const patterns = [...JSON.stringify(description).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, pattern = '']) => JSON.parse(pattern) as string,
    );
    assert.deepEqual(
      patterns.filter((pattern) => !/^\^.*\$$/.test(pattern)),
      [],
    );
    // JSON Schema Validation, section 6.3.3: ECMA-262, as Unicode.
    for (const pattern of new Set(patterns)) assert.doesNotThrow(() => new RegExp(pattern, 'u'));
  });

  it('takes the names that the server takes, and none that it refuses', () => {
    const takes = (name: unknown) =>
      validatorAt('paths', '/records/leads', 'post', 'requestBody', 'content', 'application/json', 'schema')({ name });
    for (const name of ['Åsa Öberg', 'Nguyễn Thị Ánh', '株式会社 山田', '👩‍💻 GmbH', "O'Brien/u"])
      assert.ok(takes(name), name);
    for (const name of ['a\nb', 'a\u0007b', 'a\u2028b', '', 7, null]) assert.ok(!takes(name), JSON.stringify(name));
  });

  it('has an id for each call, and says who may make it', () => {
    const ids = [...operations.values()].map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, routes.length);
    for (const id of ids) assert.match(id, /^[a-z][A-Za-z0-9]+$/);
    for (const { spec } of routes) {
      const operation = operations.get(`${spec.method.toUpperCase()} ${spec.path}`);
      const schemes = operation?.security.flatMap((each) => Object.keys(each));
      const expected = spec.access === 'public' ? [] : ['session'];
      assert.deepEqual(schemes?.slice(0, 1), expected, spec.path);
    }
  });

  it('requires every parameter of a path, and describes each refusal as a problem', () => {
    for (const [name, { parameters = [], responses }] of operations) {
      const inPath = parameters.filter((each) => each.in === 'path');
      assert.deepEqual(
        inPath.map((each) => each.name).sort(),
        [...name.matchAll(/\{(\w+)\}/g)].map(([, each]) => each).sort(),
      );
      for (const each of inPath) assert.equal(each.required, true, `${name} ${each.name}`);
      for (const status of ['400', '401', '403', '408', '429', '431', '500'])
        assert.ok(responses[status], `${name} ${status}`);
      for (const [status, { content, $ref }] of Object.entries(responses)) {
        if (Number(status) < 400 || $ref) continue;
        assert.deepEqual(Object.keys(content ?? {}), ['application/problem+json'], `${name} ${status}`);
      }
    }
  });
});
