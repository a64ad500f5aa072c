import { type Client, ResponseType } from '@microsoft/microsoft-graph-client';
import { assertObjectId } from './auth/tenant-id.ts';
import { nullWhenNotFound, runRaw } from './client.ts';

/** The edge lengths that Exchange keeps, in pixels. */
const sizes = [48, 64, 96, 120, 240, 360, 432, 504, 648] as const;

export interface Photo {
  contentType: string;
  bytes: Buffer;
  etag?: string;
}

/**
 * A user's photo in the smallest kept size that is at least `size` pixels wide; null when there is none.
 * Least permission: ProfilePhoto.Read.All (application). https://learn.microsoft.com/graph/api/profilephoto-get
 */
export async function readPhoto(graph: Client, objectId: string, size: number): Promise<Photo | null> {
  const kept = sizes.find((candidate) => candidate >= size) ?? 648;
  const path = `/users/${assertObjectId(objectId)}/photos/${kept}x${kept}/$value`;
  const request = graph.api(path).responseType(ResponseType.RAW);
  const response = await runRaw(() => request.get()).catch(nullWhenNotFound);
  if (response === null) return null;
  const contentType = response.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (!/^image\/(?:jpeg|png|gif|webp)$/.test(contentType)) return null;
  const etag = response.headers.get('etag');
  return { contentType, bytes: Buffer.from(await response.arrayBuffer()), ...(etag && { etag }) };
}
