import type { Module } from '../../../server/core/records/schemas.ts';

/** The kinds of records, in the order of the navigation; said again here so that no schema comes along. */
export const MODULES = ['leads', 'contacts', 'deals', 'tasks'] as const satisfies readonly Module[];
