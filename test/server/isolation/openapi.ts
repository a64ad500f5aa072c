import type { Client } from '../../support/client.ts';

/** A JSON schema, as far as it is looked at here. */
interface JsonSchema {
  $ref?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
}

interface Parameter {
  name: string;
  in: 'path' | 'query';
}

/** One call of the API's description. */
export interface Operation {
  /** `GET /members/{id}`. */
  name: string;
  method: string;
  path: string;
  /** What the path, the query and the body name that is somebody's: `id`, `fromMemberId`, `ids`, `to.leads` … */
  ids: string[];
}

const NAMES_AN_ID = /^(ids?|.+Ids?|copyOf|moveTo|token)$/;

/** Every call of the API, with the fields in which it takes an id. */
export async function readOperations(client: Client): Promise<Operation[]> {
  const { paths } = await client.get<{
    paths: Record<string, Record<string, { parameters?: Parameter[]; requestBody?: { content: Content } }>>;
  }>('/openapi.json');
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      ids: [
        ...parameters.map(({ name }) => name),
        ...propertiesOf(requestBody?.content['application/json']?.schema ?? {}),
      ].filter((name) => NAMES_AN_ID.test(name) && name !== 'loginId'),
    })),
  );
}

type Content = Record<string, { schema: JsonSchema }>;

function propertiesOf(schema: JsonSchema): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [name, ...propertiesOf(inner)]);
  const others = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ];
  return [...own, ...others.flatMap(propertiesOf)];
}
