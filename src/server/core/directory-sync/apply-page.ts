import type { SyncPage } from '../../../graph/microsoft.ts';
import { storedId } from '../../platform/ids.ts';
import { fold } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { type DirectoryUserRow, directoryUserModel } from '../directory/model.ts';
import { searchWords, toPerson } from '../directory/rules.ts';

/**
 * Writes one page of the directory's changes. By object ID, so that a page that comes twice changes nothing. A person
 * who was left out stays as the mirror has them.
 * @returns by how many people the mirror grew; negative when it shrank.
 */
export async function applyPage(
  { db }: Services,
  organizationId: string,
  { users, removed, leftOut }: SyncPage,
  generation: number,
): Promise<number> {
  if (users.length + removed.length + leftOut.length === 0) return 0;
  const key = (objectId: string) => ({ organizationId: storedId(organizationId), objectId });
  const seen = leftOut.flatMap(({ objectId, isDisabled }) => {
    if (objectId === null) return [];
    const row = { generation, ...(isDisabled && { isEnabled: false }) };
    return [{ updateOne: { filter: key(objectId), update: { $set: row } } }];
  });
  const { upsertedCount, deletedCount } = await directoryUserModel(db).collection.bulkWrite(
    [
      ...users.map((user) => {
        const person = toPerson(user);
        const row: Omit<DirectoryUserRow, 'organizationId'> = {
          ...person,
          nameKey: fold(person.fullName),
          words: searchWords(person),
          generation,
        };
        return { updateOne: { filter: key(user.objectId), update: { $set: row }, upsert: true } };
      }),
      ...removed.map(({ objectId }) => ({ deleteOne: { filter: key(objectId) } })),
      ...seen,
    ],
    { ordered: false },
  );
  return upsertedCount - deletedCount;
}

/** Deletes the people whom the full reading of this generation did not return. */
export async function sweep({ db }: Services, organizationId: string, generation: number): Promise<void> {
  await directoryUserModel(db).deleteMany({ organizationId, generation: { $lt: generation } });
}
