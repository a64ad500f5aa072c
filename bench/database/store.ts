/** What is measured, of the embedded database by a client over the wire and of LMDB in this process. */
export interface Store {
  /** Adds these people in one call. */
  insertMany(from: number, count: number): Promise<unknown>;
  insertOne(number: number): Promise<unknown>;
  findByEmail(number: number): Promise<unknown>;
  /** The same by a client that costs less than MongoDB's driver. */
  findPlainly(number: number): Promise<unknown>;
  addVisit(number: number): Promise<unknown>;
  /** Two people's visits in one transaction. */
  addTwoVisits(first: number, second: number): Promise<unknown>;
  /** A hundred people from that score on, in its order. */
  rangeByScore(score: number): Promise<unknown>;
  /** The hundred highest scores, highest first. */
  highestScores(): Promise<unknown>;
  /** How many people live there, found by looking at everybody. */
  countByCity(city: string): Promise<number>;
  bytesOnDisk(): Promise<number>;
  /** Of the process that keeps the data; null when that is this one. */
  memory(): Promise<number | null>;
  /** Processor time in milliseconds, of the same process. */
  cpu?(): Promise<number>;
  close(): Promise<void>;
}

/** People that a range or a sort gives back. */
export const PAGE = 100;
