import type { Model, PipelineStage } from 'mongoose';

/** What is done with the rows of a joined collection; ids in its `$match` are stored ones (`storedId`). */
export type Joined = Exclude<PipelineStage, PipelineStage.Merge | PipelineStage.Out>;

/**
 * The stage that reads the rows of another collection along, by equality of one field of each: several reads of things
 * that point to one another are one command. Both databases find them by the plan of an ordinary query.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation/lookup/
 * @param as where the rows are put, always as a list.
 */
export function join<Row>(
  { collection }: Model<Row>,
  as: string,
  localField: string,
  foreignField: keyof Row & string,
  pipeline: Joined[] = [],
): PipelineStage.Lookup {
  return { $lookup: { from: collection.collectionName, localField, foreignField, as, pipeline } };
}
